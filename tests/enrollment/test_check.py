"""The certificate takes nobody's word: it recomputes the round, and looks at whatever was published."""

import tomllib
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import Phase, given, settings

from citycompact.city import CityPackage
from citycompact.doors import Draw, Result
from citycompact.enrollment import EnrollmentRules, check, decide
from citycompact.facts import FactsError
from hand_made import checked, numbered, people
from planted_faults import planted
from rich_cities import MECHANISMS, rich_rounds
from small_cities import cities, rules, town

USUAL = EnrollmentRules()
ROOT = Path(__file__).resolve().parents[2]
FINDINGS = [
    "feasible",
    "individually_rational",
    "no_justified_envy",
    "consent_respected",
    "non_wasteful",
    "guarantees_kept",
    "reserves_honoured",
    "siblings_kept",
    "student_optimal",
    "pareto_efficient",
    "lottery_numbers",
    "waitlists_in_order",
    "cutoffs_true",
    "explanations_true",
    "places_by_list_told",
    "verified_facts",
]


def published(result, **tables):
    return replace(result, tables={**result.tables, **tables})


@pytest.fixture
def facts():
    return town({"a": ["p", "q"], "b": ["p", "q"], "c": ["p"]}, {"p": 1, "q": 1})


@pytest.fixture
def result(facts):
    return decide(facts, USUAL, Draw("s"))


def test_every_property_is_looked_at_promised_or_not(facts, result):
    assert [finding.name for finding in check(facts, USUAL, result).findings] == FINDINGS


def test_a_match_that_does_not_say_its_draw_cannot_be_checked(facts, result):
    with pytest.raises(ValueError, match="without its draw"):
        check(facts, USUAL, replace(result, draw=None))


def test_a_result_of_another_draw_is_found():
    facts = town({f"a{n}": ["p"] for n in range(9)}, {"p": 4})
    result = decide(facts, USUAL, Draw("s"))
    certificate = check(facts, USUAL, replace(result, draw=Draw("another")))
    assert not certificate.finding("no_justified_envy").holds
    assert certificate.finding("lottery_numbers").violations == 9


@pytest.mark.parametrize(
    "broken",
    [
        lambda t: t.head(2),
        lambda t: pl.concat([t, t.head(1)]),
        lambda t: t.with_columns(applicant_id=pl.Series(["a", "b", "stranger"])),
        lambda t: pl.concat([t, t.head(1).with_columns(applicant_id=pl.lit("stranger"))]),
        lambda t: t.clear(),
    ],
    ids=["one left out", "one twice", "a stranger instead", "a stranger beside", "nothing"],
)
def test_whoever_is_left_out_doubled_or_made_up_is_found(facts, result, broken):
    table = broken(result.tables["assignments"])
    certificate = check(facts, USUAL, published(result, assignments=table))
    assert not certificate.finding("feasible").holds
    assert not certificate.holds


def test_a_program_that_does_not_exist_is_found(facts, result):
    table = result.tables["assignments"].with_columns(
        program_id=pl.when(pl.col("program_id") == "p").then(pl.lit("x")).otherwise("program_id")
    )
    assert not check(facts, USUAL, published(result, assignments=table)).holds


def test_whatever_is_planted_in_a_result_is_a_violation_and_never_an_error(facts, result):
    assert check(facts, USUAL, result).holds
    for fault, broken in planted(result):
        # What stands beside the placements in words is held by deciding again, and by the record.
        certificate = check(facts, USUAL, broken)
        beside = fault.startswith(("proposals", "labels", "mechanism", "lottery is"))
        assert beside or not certificate.holds, fault


def test_an_empty_result_is_all_violations(facts):
    certificate = check(facts, USUAL, Result({}, {}, Draw("s")))
    broken = {finding.name for finding in certificate.findings if not finding.holds}
    assert {"feasible", "non_wasteful", "siblings_kept", "lottery_numbers", "cutoffs_true"} <= broken


SIBLINGS = {
    "groups": {"offered": {"kind": "sibling_offered"}},
    "priorities": {"default": ["offered"]},
    "siblings": {"keep_together": "together"},
}


def family():
    """Two brothers who want p, and two strangers of whom one can have it instead."""
    lists = {"a": ["p"], "b": ["p"], "x": ["p"], "y": ["p"]}
    people = [
        {"applicant_id": a, "grade": "K", "family_id": "F" if a in "ab" else None, "together": False}
        for a in lists
    ]
    return town(lists, {"p": 1}, applicants=people)


def test_a_priority_for_a_sibling_who_was_not_placed_is_found():
    facts, agreed = family(), EnrollmentRules.model_validate(SIBLINGS)
    result = decide(facts, agreed, Draw("s"))
    assert check(facts, agreed, result).holds
    placed = result.tables["assignments"].drop_nulls("program_id")["applicant_id"][0]
    other = next(a for a in "xy" if a != placed)
    claimed = [(other, "p", "sibling_placed")]
    said = checked(facts, SIBLINGS, {other: "p"}, Draw("s"), siblings=claimed, fixed_point=False)
    assert not said.finding("siblings_kept").holds


@pytest.mark.parametrize(("consenting", "passed_over"), [("a", 0), ("b", 1), ("ab", 0), ("", 1)])
def test_only_who_consents_may_be_passed_over(consenting, passed_over):
    """The better number is a's, and the seat b's: which a may not like, and may have allowed."""
    facts = town(
        {"a": ["p"], "b": ["p"]},
        {"p": 1},
        applicants=people("a", "b", iep=consenting),
        lottery=numbered("a", "b"),
    )
    adjusted = {"mechanism": {"name": "efficiency_adjusted_deferred_acceptance", "consent": "iep"}}
    found = checked(facts, adjusted, {"b": "p"})
    assert found.finding("consent_respected").promised
    assert found.finding("consent_respected").violations == passed_over
    assert found.finding("no_justified_envy").violations == 1
    assert not checked(facts, {}, {"b": "p"}).finding("consent_respected").promised


def test_a_choice_said_to_be_closed_without_ground_hides_no_envy(facts, result):
    order = result.tables["lottery"].sort("lottery_place")["applicant_id"].to_list()
    given_seat = order[2]
    closed = [(a, p, "closed") for a in order if a != given_seat for p in "pq"]
    certificate = checked(facts, {}, {given_seat: "p"}, Draw("s"), siblings=closed)
    assert not certificate.finding("no_justified_envy").holds
    assert not certificate.finding("siblings_kept").holds


@given(cities(), rules())
@settings(max_examples=25)
def test_whoever_takes_anothers_seat_is_found(city, agreed):
    try:
        result = decide(city, agreed, Draw("s"))
    except FactsError:
        return
    table = result.tables["assignments"]
    placed = table.drop_nulls("program_id")
    without = table.filter(pl.col("program_id").is_null())
    if placed.is_empty() or without.is_empty():
        return
    loser, winner = placed["applicant_id"][0], without["applicant_id"][0]
    names = table["applicant_id"].replace({loser: winner, winner: loser})
    swapped = table.with_columns(applicant_id=names).sort("applicant_id")
    certificate = check(city, agreed, published(result, assignments=swapped))
    kept = {f.name: f.violations for f in check(city, agreed, result).findings}
    assert any(finding.violations > kept[finding.name] for finding in certificate.findings)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_honest_round_holds_whatever_its_rules(mechanism):
    @given(rich_rounds(mechanism))
    @settings(max_examples=60, phases=[Phase.generate])
    def holds(round_):
        city, agreed, draw = round_
        try:
            result = decide(city, agreed, draw)
        except FactsError:
            # Rights that cannot all be kept.
            return
        certificate = check(city, agreed, result)
        assert certificate.holds, [f for f in certificate.findings if f.promised and not f.holds]

    holds()


def test_the_check_runs_without_anything_of_the_decider(facts, result, monkeypatch):
    def forbidden(*_):
        raise AssertionError("the check asked for what the decider uses")

    monkeypatch.setattr("citycompact.enrollment.preparation.prepare", forbidden)
    monkeypatch.setattr("citycompact.enrollment.groups.great_circle_km", forbidden)
    monkeypatch.setattr(CityPackage, "programs_with_schools", forbidden)
    monkeypatch.setattr(CityPackage, "latest", forbidden)
    assert check(facts, USUAL, result).holds


def test_the_contract_forbids_the_check_every_module_but_the_rules():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    own = {"citycompact.enrollment.check", "citycompact.enrollment.recomputed"}
    contract = next(c for c in contracts if own == set(c.get("source_modules", ())))
    folder = ROOT / "src" / "citycompact" / "enrollment"
    modules = {path.stem for path in folder.glob("*.py")} | {
        path.parent.name for path in folder.glob("*/__init__.py")
    }
    others = {f"citycompact.enrollment.{name}" for name in modules - {"__init__", "rules"}} - own
    assert others == set(contract["forbidden_modules"])


def computed_rules():
    """What the models of the rules compute: their properties and methods."""
    from citycompact.enrollment import rules as module

    for model in vars(module).values():
        for name, found in list(vars(model).items()) if isinstance(model, type) else ():
            own = getattr(found, "__module__", "") == module.__name__ or isinstance(found, property)
            if own and not name.startswith("_") and (callable(found) or isinstance(found, property)):
                yield model, name, isinstance(found, property)


@given(rich_rounds())
@settings(max_examples=40)
def test_of_the_rules_nothing_is_used_but_what_they_say(round_):
    """What a rule computes serves the decider; a bug there must not be believed by the check."""
    facts, agreed, drawn = round_

    def refuse(*_):
        raise AssertionError("the check asked the decider's code")

    try:
        result = decide(facts, agreed, drawn)
    except FactsError:
        return
    with pytest.MonkeyPatch.context() as patch:
        found = list(computed_rules())
        for model, name, is_property in found:
            patch.setattr(model, name, property(refuse) if is_property else refuse)
        assert check(facts, agreed, result).holds
    assert {name for _, name, _ in found} >= {"ways_of", "draw_of", "offered_groups", "lists", "parts"}
