"""Small cities for tests: built from a few words, or drawn at random."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
from hypothesis import strategies as st

from citycompact.city import CityPackage
from citycompact.city.tables import TABLES
from citycompact.enrollment import EnrollmentRules


def city(**tables: list[dict[str, Any]]) -> CityPackage:
    """A package from rows; operators default to one district, applicants' other columns to nothing."""
    given = {"operators": [{"operator_id": "d", "name": "District", "sector": "district"}], **tables}
    frames = {}
    for name, table in TABLES.items():
        rows = given.get(name, [])
        frame = pl.DataFrame(rows, infer_schema_length=None) if rows else table.empty()
        kinds = {
            column: kind
            for column, kind in table.empty().schema.items()
            if column in frame.columns and frame[column].dtype == pl.Null
        }
        frames[name] = table.complete(frame.cast(kinds))  # type: ignore[arg-type]
    return CityPackage("town", "Town", "America/New_York", ("en",), frames)


def town(
    preferences: dict[str, list[str]], seats: dict[str, int], **tables: list[dict[str, Any]]
) -> CityPackage:
    """One school for each program, everybody in grade K."""
    given: dict[str, list[dict[str, Any]]] = {
        "schools": [{"school_id": f"S{p}", "name": f"School {p}", "operator_id": "d"} for p in seats],
        "programs": [
            {"program_id": p, "school_id": f"S{p}", "grade": "K", "seats": n} for p, n in seats.items()
        ],
        "applicants": [{"applicant_id": a, "grade": "K"} for a in preferences],
        "choices": [
            {"applicant_id": a, "rank": n, "program_id": p}
            for a, listed in preferences.items()
            for n, p in enumerate(listed, start=1)
        ],
    }
    return city(**{**given, **tables})


def verified(city: CityPackage) -> CityPackage:
    """The same city with every fact of every applicant verified by a document: each counts as it stands.

    Rows are added for every column of the applicants, and for the address behind zone and coordinates.
    """
    applicants = city.table("applicants")
    rows = pl.DataFrame(
        {"fact": ["address", *(name for name in applicants.columns if name != "applicant_id")]}
    )
    every = applicants.select("applicant_id").join(rows, how="cross").with_columns(how=pl.lit("document"))
    table = TABLES["verifications"].complete(every)
    return replace(city, tables={**city.tables, "verifications": table})


@st.composite
def cities(draw: st.DrawFn) -> CityPackage:
    """A random small city, all verified: reserves, scores, claims, families, programs open to a group."""
    schools = draw(st.integers(2, 4))
    applicants = draw(st.integers(1, 12))
    sectors = ["district", "charter"]
    operators = [{"operator_id": s, "name": s, "sector": s} for s in sectors]
    school_rows, programs, reserves = [], [], []
    flag = st.booleans()
    for s in range(schools):
        school_rows.append(
            {
                "school_id": f"S{s}",
                "name": f"School {s}",
                "operator_id": draw(st.sampled_from(sectors)),
                "zone": f"Z{s}",
                "latitude": 42.0 + s / 50,
                "longitude": -81.0,
            }
        )
        for p in range(draw(st.integers(1, 2))):
            name, seats = f"P{s}{p}", draw(st.integers(0, 4))
            programs.append(
                {
                    "program_id": name,
                    "school_id": f"S{s}",
                    "grade": "K",
                    "seats": seats,
                    "tie_break": draw(st.sampled_from([None, None, "lottery", "score"])),
                    "min_score": draw(st.sampled_from([None, None, None, 2.0])),
                    "open_to": draw(st.sampled_from([None, None, None, "low_income"])),
                }
            )
            if seats > 1 and draw(flag):
                taken = draw(st.integers(1, seats))
                reserves.append(
                    {
                        "program_id": name,
                        "position": 1,
                        "group": draw(st.sampled_from(["low_income", "english_learner", "zone"])),
                        "seats": taken,
                        "hard": draw(flag),
                    }
                )
    ids = [program["program_id"] for program in programs]
    people, choices, claims, scores = [], [], [], []
    for a in range(applicants):
        name = f"A{a:02d}"
        people.append(
            {
                "applicant_id": name,
                "grade": "K",
                "family_id": draw(st.sampled_from([None, "F1", "F2", f"F-{name}"])),
                "current_school_id": draw(st.sampled_from([None, *(f"S{s}" for s in range(schools))])),
                "zone": f"Z{draw(st.integers(0, schools - 1))}",
                "latitude": 42.0 + draw(st.integers(0, 6)) / 50,
                "longitude": -81.0,
                "low_income": draw(flag),
                "english_learner": draw(flag),
                "keep_together": draw(st.sampled_from([False, False, True])),
            }
        )
        listed = draw(st.lists(st.sampled_from(ids), unique=True, max_size=len(ids)))
        choices += [{"applicant_id": name, "rank": n, "program_id": p} for n, p in enumerate(listed, start=1)]
        scores += [
            {"applicant_id": name, "program_id": p, "score": float(draw(st.integers(0, 4)))}
            for p in listed
            if draw(st.sampled_from([True, True, False]))
        ]
        if draw(flag):
            school = f"S{draw(st.integers(0, schools - 1))}"
            claims.append(
                {"applicant_id": name, "school_id": school, "claim": "sibling", "verified": draw(flag)}
            )
    drawn = city(
        operators=operators,
        schools=school_rows,
        programs=programs,
        reserves=reserves,
        applicants=people,
        choices=choices,
        claims=claims,
        scores=scores,
    )
    return verified(drawn)


@st.composite
def rules(
    draw: st.DrawFn, *, siblings: bool = True, mechanism: str = "deferred_acceptance"
) -> EnrollmentRules:
    """Random rules that fit the cities of :func:`cities`."""
    names = ["sibling", "zone", "near", "low_income", "here"]
    if siblings:
        names.append("offered")

    def order() -> list[str]:
        return draw(st.lists(st.sampled_from(names), unique=True, max_size=4))

    content: dict[str, Any] = {
        "mechanism": {"name": mechanism},
        "lottery": {"numbers": draw(st.sampled_from(["per_applicant", "per_program"]))},
        "groups": {
            "sibling": {"kind": "sibling_attending"},
            "offered": {"kind": "sibling_offered"},
            "zone": {"kind": "zone"},
            "near": {"kind": "distance", "within_km": 2.5},
            "here": {"kind": "current_school"},
        },
        "priorities": {"default": order(), "sectors": {"charter": order()}},
        "siblings": {"maximum_rounds": draw(st.sampled_from([1, 2, 50]))},
    }
    if not siblings:
        del content["groups"]["offered"]
    if draw(st.booleans()):
        content["lottery"]["weights"] = {"low_income": 2.5}
    if draw(st.booleans()):
        content["reserves"] = [
            {"group": "low_income", "share": 0.3, "position": draw(st.sampled_from(["first", "last"]))}
        ]
    if draw(st.booleans()):
        content["tie_breaks"] = [{"kind": "band", "bands": [3.0, 1.0], "sectors": ["charter"]}]
    if siblings and draw(st.booleans()):
        content["siblings"]["keep_together"] = "keep_together"
    if draw(st.booleans()):
        content["guarantees"] = [{"kind": draw(st.sampled_from(["current_school", "zone"]))}]
    return EnrollmentRules.model_validate(content)
