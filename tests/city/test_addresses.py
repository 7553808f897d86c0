"""An address lies between the ends of its street, in the zone around it, however people write it."""

import json

import pytest

from citycompact.city.addresses import AddressRange, locate, zone_of

STREETS = (
    AddressRange("St. Paul Street", 100, 200, (40.0, -75.0), (40.01, -75.02)),
    AddressRange("Oak Avenue", 7, 7, (40.5, -75.5), (40.5, -75.5)),
)


@pytest.mark.parametrize(
    "address",
    [
        "150 St. Paul Street",
        "150 ST PAUL ST",
        " 150b st. paul st., Apt 4",
        "150 St Paul St #3",
        "150 St Paul St unit 2",
    ],
)
def test_one_address_in_many_spellings_is_half_way_down_the_street(address):
    assert locate(address, STREETS) == (40.005, -75.01)


def test_the_ends_of_a_street_belong_to_it_and_what_lies_beyond_does_not():
    assert locate("100 St Paul St", STREETS) == (40.0, -75.0)
    assert locate("200 St Paul St", STREETS) == (40.01, -75.02)
    assert locate("99 St Paul St", STREETS) is None
    assert locate("201 St Paul St", STREETS) is None


def test_a_street_of_one_house():
    assert locate("7 Oak Ave", STREETS) == (40.5, -75.5)


@pytest.mark.parametrize(
    "address", ["", "   ", "Oak Avenue", "7", "7 Elm Street", "P.O. Box 7", "7 Saint Paul Street"]
)
def test_what_is_no_known_address_has_no_place(address):
    assert locate(address, STREETS) is None


def square(zone, west, level=None):
    ring = [[west, 40], [west + 1, 40], [west + 1, 41], [west, 41], [west, 40]]
    properties = {"zone": zone} | ({"level": level} if level else {})
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


ZONES = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [square("E1", -75, "elementary"), square("H1", -75, "high"), square(2, -74)],
    }
)


def test_a_place_is_in_the_zone_around_it_of_the_level_asked_for():
    assert zone_of(40.5, -74.5, ZONES, "elementary") == "E1"
    assert zone_of(40.5, -74.5, ZONES, "high") == "H1"
    assert zone_of(40.5, -74.5, ZONES) == "E1"
    assert zone_of(40.5, -73.5, ZONES, "high") == "2"
    assert zone_of(42.0, -74.5, ZONES) is None


def test_a_border_belongs_to_a_zone_and_a_city_without_zones_has_none():
    assert zone_of(40.0, -75.0, ZONES, "high") == "H1"
    assert zone_of(40.5, -74.5, None) is None


def test_an_address_without_a_number_is_one_of_a_range_that_has_the_number_0():
    shelter = AddressRange("Old Mill Shelter", 0, 0, (40.2, -75.2), (40.2, -75.2))
    assert locate("old mill shelter, second house", [*STREETS, shelter]) == (40.2, -75.2)
    assert locate("12 Old Mill Shelter", [*STREETS, shelter]) is None
    assert locate("Oak Avenue", STREETS) is None


@pytest.mark.parametrize("address", ["", "   ", "#", ",", "9" * 40, "99999999999 Oak Ave", "\n", "7"])
def test_what_is_no_address_has_no_place(address):
    assert locate(address, STREETS) is None
