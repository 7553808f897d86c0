"""The file of zones: read by the properties that it has, and refused by name where it lacks them."""

import json

import pytest

from citycompact.city.zones import zones_problems
from citycompact.importers.baltimore.zone_file import ZONE_FILE, geojson, read_zones
from small_baltimore import zone, zones


def _read(features, **other):
    content = {"type": "FeatureCollection", "features": features, **other}
    return read_zones({ZONE_FILE: json.dumps(content).encode()})


def test_zones_are_called_as_the_file_names_them_and_a_nameless_one_after_its_number():
    read, problems = _read(zones())
    assert problems == []
    assert [(z.zone, z.number, z.named) for z in read] == [
        ("Steuart Hill E zone", "4", True),
        ("Harbor EM zone", "8", True),
        ("Zone 73", "73", False),
    ]


def test_a_package_can_read_what_is_written_of_them():
    features = zones()
    features[0]["properties"]["zone"] = "an old column of the file"
    text = geojson(_read(features)[0])
    assert zones_problems(text) == []
    first = json.loads(text)["features"][0]["properties"]
    assert (first["zone"], first["school_id"], first["Zone_Numbe"]) == ("Steuart Hill E zone", "4", "4.0")


def test_a_line_break_in_a_zones_name_does_not_come_into_the_package():
    read, _ = _read([zone(4, "Steuart\r\nHill zone", -76.6)])
    assert read[0].zone == "Steuart Hill zone"


def test_zones_whose_properties_have_other_names_are_named_with_what_they_have():
    feature = zone(4, "Any", -76.6)
    feature["properties"] = {"ES_ZONE": "Any", "zone": "Any"}
    problems = _read([zone(8, "Other", -76.6), feature])[1]
    assert [p.message for p in problems] == [
        "feature 2 has no property Prog_No.",
        "feature 2 has no property Zone_Name.",
    ]
    assert "ES_ZONE" in problems[0].mend


def test_two_zones_of_one_name_or_of_one_school_are_refused():
    problems = _read([zone(4, "Same", -76.6), zone(4, "Same", -76.5)])[1]
    assert {(p.column, p.value) for p in problems} == {("Zone_Name", "Same"), ("Prog_No", "4")}


@pytest.mark.parametrize("name", ["East|West", "East\u200bWest", "East\u202eWest"])
def test_a_name_that_no_zone_can_have_is_refused(name):
    (problem,) = _read([zone(4, name, -76.6)])[1]
    assert problem.message == "feature 1 has a name that no zone can have."


@pytest.mark.parametrize("number", ["", "four", "4.5", None])
def test_a_zone_without_a_schools_number_is_refused(number):
    feature = zone(4, "Any", -76.6)
    feature["properties"]["Prog_No"] = number
    assert [p.message for p in _read([feature])[1]] == ["feature 1 has no number of a school."]


def test_a_shape_in_which_nobody_can_live_is_refused_under_the_files_own_name():
    feature = zone(4, "Any", -76.6)
    feature["geometry"] = {"type": "Point", "coordinates": [-76.6, 39.3]}
    (problem,) = _read([feature])[1]
    assert (problem.file, problem.message) == (ZONE_FILE, "feature 1 is no area.")


@pytest.mark.parametrize(
    "content", [b'{"type":"FeatureCollection"', b"[]", b"{}", b"\xff\xfe{}", b'{"features": []}', b""]
)
def test_what_is_no_file_of_zones_is_refused(content):
    assert len(read_zones({ZONE_FILE: content})[1]) == 1


def test_an_absent_file_and_one_in_other_letters_are_told_apart():
    assert "is missing" in str(read_zones({})[1][0])
    assert f"Name it {ZONE_FILE}" in str(read_zones({ZONE_FILE.upper(): b""})[1][0])
