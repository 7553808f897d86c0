"""Random small rounds in which every kind of rule has its say: cities, rules and draws that fit them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from citycompact.city import CityPackage
from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from small_cities import city

SCHOOLS = ("S0", "S1", "S2")
GRADES = ("K", "1")
WAYS = ("roster", "document", "school", "operator", "agency", "self")
FACTS = ("address", "current_school_id", "low_income", "iep", "tongue")
GROUPS: dict[str, dict[str, Any]] = {
    "sibling": {"kind": "sibling_attending"},
    "placed": {"kind": "sibling_offered"},
    "zone": {"kind": "zone"},
    "near": {"kind": "distance", "within_km": 2.5},
    "here": {"kind": "current_school"},
    "staff": {"kind": "claim", "claim": "staff"},
    "fed": {"kind": "feeder", "feeders": {"S0": ["S1"], "S2": ["S0", "S1"]}},
    "able": {"kind": "score_band", "minimum": 2.0},
    "middling": {"kind": "score_band", "minimum": 1.0, "below": 3.0},
    "speaks": {"kind": "fact", "column": "tongue", "values": ["es", "ar"]},
    "young": {"kind": "fact", "column": "grade", "values": ["K"]},
    "both": {"kind": "combined", "all_of": ["zone", "low_income"]},
    "either": {"kind": "combined", "any_of": ["iep", "speaks"], "none_of": ["low_income"]},
}
OF_PEOPLE = ("low_income", "iep", "speaks", "young", "either")
MECHANISMS = (
    "deferred_acceptance",
    "top_trading_cycles",
    "immediate_acceptance",
    "serial_dictatorship",
    "efficiency_adjusted_deferred_acceptance",
    "stable_improvement_cycles",
)

flag = st.booleans()
seldom = st.sampled_from([False, False, False, True])


@st.composite
def rich_rules(draw: st.DrawFn, mechanism: str | None = None) -> EnrollmentRules:
    """Rules for the cities of :func:`rich_cities`."""
    mechanism = mechanism or draw(st.sampled_from(MECHANISMS))
    names = [*GROUPS, "low_income", "iep"]
    groups = dict(GROUPS)
    if mechanism == "serial_dictatorship":
        names.remove("placed")
        del groups["placed"]
    reservable = [name for name in names if name != "placed"]
    order = st.lists(st.sampled_from(names), unique=True, max_size=4)
    content: dict[str, Any] = {
        "mechanism": {"name": mechanism},
        "groups": groups,
        "lottery": {"numbers": draw(st.sampled_from(["per_applicant", "per_program"]))},
        "priorities": {
            "default": draw(order),
            "sectors": {"charter": draw(order)},
            "schools": {"S1": draw(order)} if draw(seldom) else {},
            "programs": {"S0-K": draw(order)} if draw(seldom) else {},
            "ordered_by_list": ["S2-K"] if draw(seldom) else [],
        },
        "siblings": {
            "maximum_rounds": draw(st.sampled_from([1, 2, 50])),
            "restarts": draw(st.integers(0, 2)),
        },
        "waitlist": {"kept": not draw(seldom)},
        "verification": draw(
            st.dictionaries(
                st.sampled_from(FACTS), st.lists(st.sampled_from(WAYS), min_size=1, unique=True), max_size=2
            )
        ),
    }
    if mechanism == "efficiency_adjusted_deferred_acceptance" and draw(flag):
        content["mechanism"]["consent"] = draw(st.sampled_from(OF_PEOPLE))
    if draw(flag):
        content["lottery"]["weights"] = draw(
            st.dictionaries(st.sampled_from(OF_PEOPLE), st.sampled_from([0.5, 2.0, 3.0]), max_size=2)
        )
    if draw(flag):
        content["siblings"]["keep_together"] = "keep_together"
    content["reserves"] = [
        {
            "group": draw(st.sampled_from(reservable)),
            **draw(st.sampled_from([{"share": 0.35}, {"share": 0.5}, {"seats": 1}])),
            "position": draw(st.sampled_from(["first", "last"])),
            "hard": draw(flag),
        }
        for _ in range(draw(st.integers(0, 2)))
    ]
    if draw(flag):
        content["tie_breaks"] = [
            draw(st.sampled_from([{"kind": "band", "bands": [3.0, 1.0]}, {"kind": "score"}])),
            {"kind": "lottery", "schools": ["S1"]},
        ]
    content["guarantees"] = draw(
        st.lists(
            st.sampled_from(
                [
                    {"kind": "current_school"},
                    {"kind": "zone", "sectors": ["charter"]},
                    {"kind": "group", "group": "fed"},
                    {"kind": "group", "group": "speaks", "grades": ["K"]},
                ]
            ),
            max_size=2,
        )
    )
    return EnrollmentRules.model_validate(content)


@st.composite
def rich_cities(draw: st.DrawFn, *, everything_verified: bool = False) -> CityPackage:
    """A city of three schools, two grades and a dozen children; some facts are verified, some in vain."""
    schools = [
        {
            "school_id": name,
            "name": name,
            "operator_id": draw(st.sampled_from(["district", "charter"])),
            "zone": f"Z{number}",
            "latitude": 42.0 + number / 50,
            "longitude": -81.0,
        }
        for number, name in enumerate(SCHOOLS)
    ]
    programs = [
        {
            "program_id": f"{school}-{grade}",
            "school_id": school,
            "grade": grade,
            "seats": draw(st.integers(0, 4)),
            "tie_break": draw(st.sampled_from([None, None, "lottery", "score"])),
            "min_score": draw(st.sampled_from([None, None, None, 2.0])),
            "open_to": draw(st.sampled_from([None, None, None, "low_income", "zone"])),
        }
        for school in SCHOOLS
        for grade in GRADES
    ]
    reserves = []
    for program in programs:
        if program["seats"] > 1 and draw(seldom):
            for position in range(1, draw(st.integers(1, 2)) + 1):
                group = draw(st.sampled_from(["low_income", "iep", "zone", "both", "here"]))
                row = {"program_id": program["program_id"], "position": position, "group": group, "seats": 1}
                reserves.append({**row, "hard": draw(flag)})
    people, choices, claims, scores, verifications = [], [], [], [], []
    for number in range(draw(st.integers(1, 12))):
        name, grade = f"A{number:02d}", draw(st.sampled_from(GRADES))
        people.append(
            {
                "applicant_id": name,
                "grade": grade,
                "family_id": draw(st.sampled_from([None, "F1", "F2", f"F-{name}"])),
                "current_school_id": draw(st.sampled_from([None, "elsewhere", *SCHOOLS])),
                "zone": draw(st.sampled_from([None, "Z0", "Z1", "Z2"])),
                "latitude": draw(st.sampled_from([None, 42.0, 42.02, 42.04])),
                "longitude": -81.0,
                "low_income": draw(flag),
                "iep": draw(st.sampled_from([None, True, False])),
                "tongue": draw(st.sampled_from([None, "en", "es", "ar"])),
                "keep_together": draw(seldom),
            }
        )
        ids = [f"{school}-{grade}" for school in SCHOOLS]
        listed = draw(st.lists(st.sampled_from(ids), unique=True))
        choices += [{"applicant_id": name, "rank": n, "program_id": p} for n, p in enumerate(listed, start=1)]
        scores += [
            {"applicant_id": name, "program_id": p, "score": float(draw(st.integers(0, 4)))}
            for p in listed
            if draw(st.sampled_from([True, True, False]))
        ]
        for claim in draw(st.lists(st.sampled_from(["sibling", "staff"]), unique=True)):
            row = {"applicant_id": name, "school_id": draw(st.sampled_from(SCHOOLS)), "claim": claim}
            claims.append({**row, "verified": draw(flag)})
        for fact in FACTS:
            some = st.lists(st.sampled_from(WAYS), unique=True, max_size=2)
            ways = ["document"] if everything_verified else draw(some)
            verifications += [{"applicant_id": name, "fact": fact, "how": way} for way in ways]
    return city(
        operators=[{"operator_id": s, "name": s, "sector": s} for s in ("district", "charter")],
        schools=schools,
        programs=programs,
        reserves=reserves,
        applicants=people,
        choices=choices,
        claims=claims,
        scores=scores,
        verifications=verifications,
    )


@st.composite
def rich_rounds(
    draw: st.DrawFn, mechanism: str | None = None, *, everything_verified: bool = False
) -> tuple[CityPackage, EnrollmentRules, Draw]:
    """A city, rules and a draw; sometimes the replay of a past round with recorded numbers and priorities."""
    agreed = draw(rich_rules(mechanism))
    facts = draw(rich_cities(everything_verified=everything_verified))
    return with_recorded(draw, facts, agreed)


def with_recorded(
    draw: st.DrawFn, facts: CityPackage, agreed: EnrollmentRules
) -> tuple[CityPackage, EnrollmentRules, Draw]:
    """Add the lists of people that count: at programs that are ordered by one, and in a replay."""
    replayed = draw(seldom)
    by_list = {*(agreed.priorities.ordered_by_list if not replayed else ("S2-K", "S0-1"))}
    pairs = facts.table("choices").select("applicant_id", "program_id").iter_rows()
    listed = [
        {"applicant_id": name, "program_id": program, "priority": draw(st.integers(1, 9))}
        for name, program in pairs
        if program in by_list and draw(flag)
    ]
    tables = {name: frame.to_dicts() for name, frame in facts.tables.items() if frame.height}
    tables["priorities"] = listed
    if replayed:
        numbers = draw(st.permutations(range(len(tables["applicants"]))))
        tables["lottery"] = [
            {"applicant_id": person["applicant_id"], "number": number}
            for person, number in zip(tables["applicants"], numbers, strict=True)
        ]
    return city(**tables), agreed, Draw(None if replayed else "a seed", replayed=replayed)
