"""The public tables of finished rounds, read by somebody who wants to know what is hidden."""

from __future__ import annotations

import json
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings

from attacker import Attacker, known_alone
from citycompact.doors import Draw
from citycompact.enrollment import decide
from citycompact.enrollment.public_tables import DEMAND, public_round, public_tables
from citycompact.facts import FactsError
from citycompact.privacy import publish
from small_cities import cities, rules


def reader(counts, cutoffs, applicants, placed, unlisted):
    """A reader who also knows seats, which buckets are full and which not, and the report's totals.

    And that first choices are applications, that who waits for a program has applied and has not its offer,
    and how many have its offer without having applied, unless they are few.
    """
    shown = {(row["program_id"], name): row[name] for row in counts.iter_rows(named=True) for name in DEMAND}
    most = {(program, "applications"): applicants for program in counts["program_id"]}
    buckets = {program: [] for program in counts["program_id"]}
    for row in cutoffs.iter_rows(named=True):
        cell = (row["program_id"], row["bucket"])
        buckets[row["program_id"]].append(cell)
        shown[cell] = row["seats"] if row["full"] else row["filled"]
        most[cell] = max(row["seats"] - 1, 0)
    programs = counts["program_id"].to_list()
    shown |= {"applicants": applicants, "placed": placed}
    sums = [((p, "offers"), buckets[p]) for p in programs]
    sums.append(("placed", [(p, "offers") for p in programs]))
    slack = set()
    for p in programs:
        later, listed, elsewhere = ((p, name) for name in ("later", "listed", "elsewhere"))
        shown |= dict.fromkeys((later, listed, elsewhere))
        slack |= {later, listed, elsewhere}
        guaranteed = (p, "unlisted")
        shown[guaranteed] = None if 0 < unlisted[p] < 10 else unlisted[p]
        sums.append(((p, "applications"), [(p, "first_choices"), later]))
        sums.append(((p, "applications"), [listed, (p, "waitlist"), elsewhere]))
        sums.append(((p, "offers"), [listed, guaranteed]))
    return Attacker(shown, sums, most=most, slack=slack)


def offers_without_application(finished):
    lines = (finished / "audit" / "auditor" / "applications.txt").read_text().splitlines()
    records = (json.loads(line.partition(" ")[2]) for line in lines)
    listed = {record["applicant"]: record["choices"][: record["listed"]] for record in records}
    offers = pl.read_csv(finished / "assignments.csv", infer_schema=False).drop_nulls("program_id")
    pairs = offers.select("applicant_id", "program_id").iter_rows()
    return Counter(p for a, p in pairs if p not in (choice[0] for choice in listed[a]))


@pytest.mark.slow
def test_nothing_hidden_follows_from_the_files_of_a_finished_round(finished):
    public = finished / "audit" / "public"
    counts = pl.read_csv(public / "counts.csv", schema_overrides={"program_id": pl.String})
    cutoffs = pl.read_csv(
        public / "cutoffs.csv", schema_overrides={"program_id": pl.String}, infer_schema_length=None
    )
    applicants = json.loads((public / "commitment.json").read_text())["applications"]
    placed = pl.read_csv(finished / "assignments.csv")["program_id"].count()
    found = reader(counts, cutoffs, applicants, placed, offers_without_application(finished))
    assert len(found.hidden) > 20
    assert found.learns() == {}


@given(cities(), rules())
@settings(max_examples=25)
def test_nothing_hidden_follows_from_any_round_but_from_known_counts_alone(city, agreed):
    try:
        done = decide(city, agreed, Draw("s"))
    except FactsError:
        return
    found = public_round(city, done)
    for told in (False, True):
        nobody_hides = Attacker.of(found.tables, found.sums, known_alone(found.tables), told).learns()
        assert Attacker.of(found.tables, found.sums, found.shown, told).learns().keys() <= nobody_hides.keys()


@given(cities(), rules())
@settings(max_examples=25)
def test_nobody_sees_whether_two_seats_that_are_not_full_are_empty(city, agreed):
    try:
        done = decide(city, agreed, Draw("s"))
    except FactsError:
        return
    two = public_round(city, done).shown["cutoffs"].filter(~pl.col("full") & (pl.col("seats") == 2))
    assert two["filled"].null_count() == two.height


def one_program(applications, seats, others=30):
    """The counts that a program shows to which so many applied as their first choice,
    with one on its waitlist.

    ``others`` applied to none.
    """
    ids = [f"A{number}" for number in range(applications)]
    choices = pl.DataFrame({"applicant_id": ids, "program_id": "P", "rank": 1})
    placed = ["P" if number < seats else None for number in range(applications)]
    placed += [None] * others
    ranks = [1 if program else None for program in placed]
    assignments = pl.DataFrame(
        {
            "applicant_id": [*ids, *(f"B{number}" for number in range(others))],
            "program_id": placed,
            "choice_rank": ranks,
        },
        schema_overrides={"program_id": pl.String},
    )
    programs = pl.DataFrame({"program_id": ["P"], "seats": [seats]})
    cutoffs = {"program_id": ["P"], "bucket": [0], "seats": [seats], "filled": [seats], "full": [True]}
    cutoffs = pl.DataFrame({**cutoffs, "lottery_place": [None]})
    tables, sums = public_tables(programs, choices, assignments, choices[seats : seats + 1], cutoffs)
    return publish(tables, sums)["counts"].select(DEMAND).row(0, named=True)


def test_one_child_who_waits_does_not_follow_from_ten_applications_for_nine_seats():
    # More than ten may have applied, since later choices are not shown.
    assert one_program(10, 9) == {"applications": None, "first_choices": 10, "offers": 9, "waitlist": None}
    assert one_program(40, 9) == {"applications": 40, "first_choices": 40, "offers": 9, "waitlist": None}


def test_the_files_show_counts_and_hide_small_ones(finished):
    public = finished / "audit" / "public"
    cutoffs = pl.read_csv(public / "cutoffs.csv", infer_schema_length=None)
    assert cutoffs.filter(~pl.col("full") & pl.col("filled").is_between(1, 9)).is_empty()
    assert cutoffs.filter(pl.col("full"))["filled"].null_count() == 0
    assert "lottery_place" not in cutoffs.columns
    counts = pl.read_csv(public / "counts.csv")
    for name in ("applications", "first_choices", "waitlist"):
        assert counts.filter(pl.col(name).is_between(1, 9)).is_empty()
        assert counts[name].null_count() < counts.height


def test_the_public_bundle_names_no_applicant(finished):
    ids = set(pl.read_csv(finished / "assignments.csv", infer_schema=False)["applicant_id"])
    for path in (finished / "audit" / "public").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not any(name in text for name in ids), path.name
