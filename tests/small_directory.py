"""A directory of a few schools, for tests of the importer's parts."""

from __future__ import annotations

from citycompact.importers.nyc_directory.reading import Directory, Pool, Program, School


def program(program_id="P", *priorities, method="Unscreened", seats=50, eligibility=""):
    return Program(
        program_id, "Name", method, Pool(seats, 100, None), Pool(5, 10, None), priorities, eligibility
    )


def school(number=1, *programs, latitude=40.7, longitude=-73.9, borough="Bronx"):
    return School(
        f"01X{number:03d}",
        f"School {number}",
        borough,
        "1",
        f"X{number:03d}",
        latitude,
        longitude,
        "1 Ash Street",
        None,
        None,
        programs or (program(f"P{number}"),),
    )


def directory(*programs, left_out=()):
    return Directory(2019, (school(1, *programs),), left_out)
