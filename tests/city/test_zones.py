"""A file of zones that cannot be read, or that no place can lie in, is named place by place."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.city import inspect_city
from citycompact.city.addresses import zone_of
from citycompact.city.zones import zones_problems

SHARED = Path(__file__).parents[3] / "shared"
RING = [[-76.6, 39.3], [-76.5, 39.3], [-76.5, 39.4], [-76.6, 39.3]]


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(geometry=None, **properties):
    area = {"type": "Polygon", "coordinates": [RING]} if geometry is None else geometry
    return {"type": "Feature", "properties": properties or {"zone": "North"}, "geometry": area}


def polygon(*points):
    return {"type": "Polygon", "coordinates": [list(points)]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type":"FeatureCollection"', "cut off"),
        ("", "cut off"),
        ('{"type":\n nonsense}', "row 2: is no JSON"),
        ("[]", "is no FeatureCollection"),
        (collection({"type": "Polygon"}), "feature 1 is no Feature"),
        (collection(feature(), feature(ES_ZONE="x")), "feature 2 has no property zone.*It has ES_ZONE"),
        (collection(feature(zone=" ")), "feature 1 has no property zone"),
        (collection(feature({"type": "Point", "coordinates": [1, 2]})), "feature 1 is no area"),
        (collection(feature(polygon([1, 2], [3, 4]))), "cannot be read"),
        (collection(feature(polygon(["a", 2], [3, 4], [5, 6], ["a", 2]))), "cannot be read"),
        (collection(feature({"type": "Polygon", "coordinates": []})), "has no area"),
        (
            collection(feature(polygon([1.2e6, 2e5], [1.3e6, 2e5], [1.3e6, 3e5], [1.2e6, 2e5]))),
            "no longitude and latitude.*4326",
        ),
        (collection(feature(polygon([0, 0], [1, 1], [1, 0], [0, 1], [0, 0]))), "Self-intersection"),
    ],
)
def test_each_fault_is_named_with_its_mend(text, words):
    (problem,) = zones_problems(text)
    assert re.search(words, str(problem)), str(problem)


def test_zones_in_which_a_place_can_lie_are_no_problem():
    text = collection(feature(), feature(zone=61), feature(zone="South", level="high"))
    assert zones_problems(text) == []
    assert zone_of(39.32, -76.52, text) == "North"


def test_of_many_alike_some_are_named_and_the_rest_counted():
    found = zones_problems(collection(*[feature(other="x")] * 20), per_check=5)
    assert len(found) == 6
    assert "and 15 more" in found[-1].message
    assert len(zones_problems(collection(*[feature(other="x")] * 20), per_check=0)) == 20


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(["Feature", "Polygon"]),
    lambda of: (
        st.lists(of, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "features", "geometry", "coordinates", "properties", "zone"]),
            of,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(json_values, json_values)
def test_no_content_stops_it(whole, part):
    zones_problems(json.dumps(whole))
    zones_problems(collection(part, feature(part), {"type": "Feature", "properties": part, "geometry": part}))
    zones_problems(collection(feature({"type": "Polygon", "coordinates": part})))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the cases of the field are not at hand")
def test_a_broken_file_of_the_field_stops_the_package_and_a_foreign_one_says_what_to_rename():
    (case,) = (SHARED / "cases" / "field").glob("48b-*")
    _, problems = inspect_city(case / "broken")
    assert [problem.file for problem in problems] == ["zones.geojson"]
    real = (SHARED / "data" / "baltimore" / "elementary_zones_2018_19.geojson").read_text(encoding="utf-8")
    assert "Zone_Name" in zones_problems(real)[0].mend
