"""Which school of the city a roster's school is: by id, else identifier, else name."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from citycompact.people import folded


@dataclass(frozen=True)
class MatchedSchools:
    """Roster's schools, as it calls them, to the city's school ids, and the names of those that are none."""

    school_ids: dict[str, str]
    unmatched: list[str]


def matched_schools(roster: pl.DataFrame, schools: pl.DataFrame) -> MatchedSchools:
    """Match schools of a roster with those of the city.

    A school is the one with its id, else the one whose id is its identifier, else the one school of its
    folded name. Ids are held as written. A name that two schools of the city have, or that two schools of
    the roster have, matches none, and neither do two schools that would be one by whatever way.

    Parameters
    ----------
    roster
        ``school``, ``school_name``, ``school_identifier``, a row for each school.
    schools
        The city's: ``school_id``, ``name``.
    """
    ids = set(schools["school_id"].to_list())
    by_name = _of_one_name(dict(schools.select("school_id", "name").iter_rows()))
    named = {school: name for school, name in roster.select("school", "school_name").iter_rows() if name}
    own_names = _of_one_name(named)
    found: dict[str, str] = {}
    for school, name, identifier in roster.select("school", "school_name", "school_identifier").iter_rows():
        key = folded(name or "")
        if school in ids:
            found[school] = school
        elif identifier in ids:
            found[school] = identifier
        elif own_names.get(key) == school and key in by_name:
            found[school] = by_name[key]
    taken = list(found.values())
    # An id is the school's own; who came to it by name or identifier is another one.
    clear = {
        one: own for one, own in found.items() if one == own or (taken.count(own) == 1 and own not in found)
    }
    lost = [named.get(school) or school for school in roster["school"].to_list() if school not in clear]
    return MatchedSchools(clear, sorted(lost))


def _of_one_name(names: dict[str, str]) -> dict[str, str]:
    """Folded name to the one school that has it."""
    schools: dict[str, list[str]] = {}
    for school, name in names.items():
        schools.setdefault(folded(name), []).append(school)
    return {name: ids[0] for name, ids in schools.items() if name and len(ids) == 1}
