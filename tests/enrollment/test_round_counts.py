"""The counts on a round's page: true, whole, and read by somebody who wants to know what is hidden."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attacker import Attacker, known_alone
from citycompact.city.demo import build_demo_city
from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, decide
from citycompact.enrollment.public_tables import public_round
from citycompact.enrollment.round_counts import CHANNELS, OF_A_FACT, counted, public_counts
from citycompact.privacy import publish
from rich_cities import rich_cities, rich_rules
from small_cities import town

SIGNED = {
    "groups": {
        "zone": {"kind": "zone"},
        "sibling": {"kind": "sibling_attending"},
        "staff": {"kind": "claim", "claim": "staff_child"},
    },
    "priorities": {"default": ["sibling", "zone", "low_income", "staff"]},
    "verification": {"address": ["self", "document"], "low_income": ["agency"]},
}


def loaded(facts, **more):
    """Everybody came from a file."""
    return {"load": facts.table("applicants").height, **more}


def test_each_child_counts_once_for_each_fact_and_by_the_first_way_that_counts():
    at = [("a", "Sp", True), ("b", "Sp", False), ("c", "Sq", True), ("d", None, True)]
    facts = town(
        {name: ["p"] for name, _school, _poor in at},
        {"p": 2, "q": 1},
        applicants=[
            {"applicant_id": n, "grade": "K", "zone": "Z", "current_school_id": s, "low_income": poor}
            for n, s, poor in at
        ],
        verifications=[
            {"applicant_id": n, "fact": fact, "how": how}
            for n, fact, how in [
                ("a", "address", "self"),
                ("a", "address", "document"),
                ("b", "address", "self"),
                ("c", "address", "agency"),
                ("a", "low_income", "agency"),
                ("b", "low_income", "agency"),
                ("c", "low_income", "document"),
                ("c", "current_school_id", "roster"),
            ]
        ],
        claims=[
            {"applicant_id": "a", "school_id": "Sq", "claim": "sibling", "verified": True},
            {"applicant_id": "b", "school_id": "Sq", "claim": "sibling", "verified": False},
            {"applicant_id": "b", "school_id": "Sq", "claim": "unknown", "verified": True},
        ],
    )
    tables, _sums = counted(facts, EnrollmentRules.model_validate(SIGNED), loaded(facts))
    frames = {table.name: table.frame for table in tables}

    def of(fact):
        rows = frames[f"fact {fact}"].to_dicts()
        return [{k: v for k, v in row.items() if v and k not in ("fact", "school_id")} for row in rows]

    assert frames["fact address"]["school_id"].to_list() == ["Sp", "Sq", None]
    assert of("address") == [{"document": 1, "own_word": 1}, {"unverified": 1}, {"unverified": 1}]
    # Who does not state it has not stated it, whoever has verified the opposite.
    assert of("low_income") == [{"agency": 1, "not_stated": 1}, {"unverified": 1}, {"unverified": 1}]
    assert of("current_school_id") == [{"unverified": 2}, {"roster": 1}, {"not_stated": 1}]
    assert frames["claims_by_school"].rows() == [("sibling", "Sq", 2, 1, 1)]


def test_applications_by_channel_add_up_to_the_applicants():
    facts = town({f"c{n}": ["p"] for n in range(40)}, {"p": 2})
    intake = {"web": 22, "paper": 10, "phone": 9, "load": 0, "late": 3, "mended": 12, "set_aside": 1}
    shown = public_counts(facts, EnrollmentRules(), {**intake, "withdrawn": 2})
    row = shown["intake"].row(0, named=True)
    # 9 by phone are few, and what is left of the others would give them away.
    assert (row["phone"], row["late"], row["withdrawn"], row["set_aside"]) == (None,) * 4
    assert row["applications"] is None
    assert row["applicants"] == 40
    assert {row[name] for name in ("mended", "as_sent")} != {12, 29}
    with pytest.raises(ValueError, match="do not add up"):
        public_counts(facts, EnrollmentRules(), {**intake, "set_aside": 2})


def test_of_an_audit_nothing_is_shown_where_the_number_of_those_it_drew_from_is_hidden():
    def counts(people, more):
        facts = town(
            {f"c{n}": ["p"] for n in range(people + more)},
            {"p": 2},
            applicants=[{"applicant_id": f"c{n}", "grade": "K", "zone": "Z"} for n in range(people + more)],
            verifications=[
                {"applicant_id": f"c{n}", "fact": "address", "how": "self"} for n in range(people)
            ],
        )
        asked = [("address", f"c{n}", "confirmed") for n in range(10)]
        found = pl.DataFrame(asked, schema=["fact", "applicant_id", "finding"], orient="row")
        placed = pl.DataFrame({"applicant_id": [f"c{n}" for n in range(10)], "school_id": ["Sp"] * 10})
        return public_counts(facts, EnrollmentRules.model_validate(SIGNED), loaded(facts), found, placed)

    assert counts(20, 0)["audit_city"]["asked"].to_list() == [10]
    assert counts(20, 3)["audit_city"].is_empty()


@st.composite
def rounds(draw):
    facts = draw(rich_cities())
    return facts, draw(rich_rules("deferred_acceptance"))


@given(given_round=rounds(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_nothing_hidden_follows_in_any_small_round(given_round, data):
    facts, signed = given_round
    sent = facts.table("applicants").height
    web, aside = data.draw(st.integers(0, sent)), data.draw(st.integers(0, 12))
    intake = {"web": web, "load": sent - web + aside, "set_aside": aside}
    intake |= {name: data.draw(st.integers(0, sent + aside)) for name in ("late", "mended", "withdrawn")}
    tables, sums = counted(facts, signed, intake)
    shown = publish(tables, sums)
    # What follows from the number of applicants alone nobody can hide.
    alone = Attacker.of(tables, sums, known_alone(tables)).learns()
    assert Attacker.of(tables, sums, shown).learns().keys() <= alone.keys()
    for table in tables:
        known = table.frame.with_columns(**table.known)
        for name in table.counts:
            small = shown[table.name][name].is_between(1, 9).arg_true()
            public = known[name].to_list() if name in table.known else [False] * table.frame.height
            assert all(public[row] or (table.name, name, row) in alone for row in small)


def test_beside_the_tables_of_the_match_it_gives_nothing_away_and_they_do_not_change():
    facts = build_demo_city(schools=4, applicants=150, seed=11)
    signed = EnrollmentRules.model_validate(SIGNED)
    tables, sums = counted(facts, signed, loaded(facts, late=3, mended=2))
    match = public_round(facts, decide(facts, signed, Draw("7 1 3")))
    alone = publish(tables, sums)
    # What both show is the number of applicants, which everybody knows.
    both = publish([*match.tables, *tables], [*match.sums, *sums])
    for name, frame in {**match.shown, **alone}.items():
        assert both[name].equals(frame), name
    assert not Attacker.of(tables, sums, alone, whole=False).learns()


@pytest.mark.parametrize(
    ("forgotten", "schools", "people", "seed"),
    [("schools", 4, 150, 4), ("facts", 4, 150, 4), ("claims", 4, 150, 1)],
)
def test_a_forgotten_sum_gives_somebody_away(forgotten, schools, people, seed):
    # Planted: the tables are published as if one kind of total were not theirs.
    facts = build_demo_city(schools=schools, applicants=people, seed=seed)
    tables, sums = counted(facts, EnrollmentRules.model_validate(SIGNED), loaded(facts))
    honest = publish(tables, sums)
    wrong = publish(tables, [item for item in sums if item.total[0] != forgotten])
    assert not Attacker.of(tables, sums, honest, whole=False).learns()
    assert Attacker.of(tables, sums, wrong, whole=False).learns()


def test_a_zero_that_the_rules_make_protects_nobody():
    # Planted: it is taken for a count like any other, and hidden beside a small one, though all know it.
    facts = build_demo_city(schools=4, applicants=150, seed=4)
    tables, sums = counted(facts, EnrollmentRules.model_validate(SIGNED), loaded(facts))
    bare = [replace(table, known={}) for table in tables]
    hidden = publish(bare, sums)
    by_rule = [
        (table.name, name, row)
        for table in tables
        for name, known in table.known.items()
        for row, public in enumerate(table.frame.select(known=known)["known"].to_list() * table.frame.height)
        if row < table.frame.height and public and hidden[table.name][name][row] is None
    ]
    assert by_rule
    assert all(publish(tables, sums)[table][name][row] is not None for table, name, row in by_rule)


def test_the_demo_city_shows_most_of_its_counts():
    facts = build_demo_city(schools=30, applicants=6000, seed=5)
    shown = public_counts(facts, EnrollmentRules.model_validate(SIGNED), loaded(facts))
    assert shown["facts"].select(pl.sum_horizontal(pl.col(OF_A_FACT).is_null().sum())).item() <= 2
    by_school = shown["facts_by_school"].filter(fact="address")
    assert by_school["own_word"].null_count() < by_school.height / 4
    assert set(CHANNELS) < set(shown["intake"].columns)
