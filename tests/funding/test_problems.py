"""Facts and rules that do not fit each other: every problem at once, with row, column and mend."""

from decimal import Decimal

import pytest

from citycompact.facts import FactsError
from citycompact.funding import ROOM, FundingRules, decide
from citycompact.funding.problems import rulebook_problems
from citycompact.rulebook import parse_rulebook
from small_budgets import city, rules, whole_rules


def problems(facts, agreed):
    with pytest.raises(FactsError) as caught:
        decide(facts, agreed)
    return [(p.file, p.row, p.column) for p in caught.value.problems], str(caught.value)


def test_all_problems_of_the_counts_come_at_once(tmp_path):
    facts = city(tmp_path, "A,K,1.005\nA,gifted,3\nA,low_income,2\nB,low_income,1")
    places, said = problems(facts, rules())
    assert places == [
        ("counts.csv", 3, "category"),
        ("counts.csv", 2, "pupils"),
        ("counts.csv", 4, "pupils"),
        ("counts.csv", 5, "pupils"),
    ]
    assert "gifted" in said
    assert "more than two decimals" in said
    assert "is a need of more pupils than A has: 1.005" in said


def test_years_are_not_mixed(tmp_path):
    facts = city(tmp_path, "A,K,1")
    (tmp_path / "counts.csv").write_text("school_id,category,pupils,year\nA,K,1,2027\nB,K,1,2028\n")
    facts = ROOM.decisions[0].read(tmp_path)
    assert "2027, 2028" in problems(facts, rules())[1]


def test_per_pupil_needs_last_years_pupils(tmp_path):
    facts = city(tmp_path, "A,K,1", previous="A,5,\nB,5,0\nC,0,")
    places, _ = problems(facts, rules(caps={"gain": 0, "measured": "per_pupil"}))
    assert places == [("previous.csv", 2, "pupils"), ("previous.csv", 3, "pupils")]


@pytest.mark.parametrize(
    ("envelope", "more", "said"),
    [
        (
            "100.01",
            {"rounding": "dollar"},
            "is no multiple of the dollar to which amounts are rounded: $0.01 above",
        ),
        ("97.99", {"hold_harmless": {"loss": Decimal("0.02")}}, "lies $0.01 below the sum of all floors"),
        ("10550.05", {"caps": {"gain": Decimal("0.5")}}, "lies $10,400.05 above the sum of all caps"),
    ],
)
def test_an_envelope_out_of_reach_names_the_gap(tmp_path, envelope, more, said):
    facts = city(tmp_path, "A,K,1", previous="A,100,1")
    agreed = rules(envelope=Decimal(envelope), **more)
    assert said in problems(facts, agreed)[1]
    text = (
        '[rulebook]\nname = "R"\nversion = "1"\n[funding]\nfoundation = 1\nrounding = "cent"\nenvelope = 5\n'
    )
    (problem,) = rulebook_problems(facts, agreed, parse_rulebook(text, "r.toml", frozenset({"funding"})))
    assert (problem.file, problem.row) == ("r.toml", 7)


def test_levies_and_moves_need_their_rules(tmp_path):
    facts = city(tmp_path, "A,K,1", levies="parks,1.5", moves="m,K,A,B,2027-10-01")
    assert [place[0] for place in problems(facts, rules())[0]] == ["levies.csv", "moves.csv"]
    agreed = {name: whole_rules()[name] for name in ("levies", "mid_year")}
    assert problems(facts, rules(**agreed, rounding="dollar"))[0] == [("levies.csv", 2, "amount")]
    assert decide(facts, rules(**agreed)).tables["mid_year"].height == 2


def test_moves_that_lead_nowhere(tmp_path):
    rows = "a,K,A,A,2027-10-01\nb,K,,,2027-10-01\nc,K,A,B,2026-10-01\nd,gifted,A,B,2027-10-01"
    facts = city(tmp_path, "A,K,1", moves=rows)
    places, _ = problems(facts, rules(mid_year=whole_rules()["mid_year"]))
    assert places == [
        ("moves.csv", 5, "category"),
        ("moves.csv", 4, "on"),
        ("moves.csv", 2, "to_school_id"),
        ("moves.csv", 3, "to_school_id"),
    ]


def test_rules_without_weights_say_that_there_are_none(tmp_path):
    facts = city(tmp_path, "A,K,1")
    assert "there are none" in problems(facts, FundingRules(foundation=1, rounding="cent"))[1]
