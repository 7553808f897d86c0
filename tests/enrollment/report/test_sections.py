"""What the report says before anything is drawn: head figures, verdicts, cutoffs."""

import polars as pl
import pytest

from citycompact.doors import Certificate, Draw, Finding, Result
from citycompact.enrollment import EnrollmentRules, check, decide
from citycompact.enrollment.report.sections import (
    FINDINGS,
    certificate_rows,
    cutoff_rows,
    key_figures,
    program_label,
)
from citycompact.enrollment.statistics import RECEIVED
from small_cities import town


def figures(applicants, first, first_three, placed):
    whole = pl.DataFrame(
        {RECEIVED[0]: [first], "first_three": [first_three]},
        schema_overrides=dict.fromkeys((RECEIVED[0], "first_three"), pl.Int64),
    )
    city = pl.DataFrame(
        {"applicants": [applicants], "placed": [placed]}, schema_overrides={"placed": pl.Int64}
    )
    facts = town({}, {"p": 1_000, "q": 234})
    return [(f.value, f.label) for f in key_figures(facts, {"all": whole, "city": city})]


def test_the_head_of_the_report_says_what_boards_ask_first():
    assert figures(2_000, 900, 1_500, 1_999) == [
        ("2,000", "applicants"),
        ("1,234", "seats in 2 schools"),
        ("45.0%", "received their first choice"),
        ("75.0%", "received one of their first three"),
        ("100.0%", "received a seat"),
    ]


def test_what_is_hidden_or_of_nobody_is_a_dash_and_no_number():
    assert [value for value, _ in figures(2_000, None, 1_500, None)][2:] == ["–", "75.0%", "–"]
    assert [value for value, _ in figures(0, 0, 0, 0)][2:] == ["–", "–", "–"]


@pytest.mark.parametrize(
    ("promised", "violations", "verdict", "kind"),
    [
        (True, 0, "holds", "good"),
        (False, 0, "holds, though not promised", "plain"),
        (True, 1_234, "BROKEN in 1,234 places", "bad"),
        (False, 7, "not promised by these rules; does not hold", "plain"),
    ],
)
def test_a_verdict_says_whether_it_was_promised_and_whether_it_holds(promised, violations, verdict, kind):
    finding = Finding("feasible", promised, violations, ("applicant a",))
    (row,) = certificate_rows(Certificate((finding,)))
    assert (row["verdict"], row["kind"], row["name"]) == (verdict, kind, "Within capacity")
    assert "applicant a" not in str(row)


def test_every_finding_of_the_certificate_has_a_name_and_a_meaning():
    facts = town({"a": ["p"]}, {"p": 1})
    found = check(facts, EnrollmentRules(), decide(facts, EnrollmentRules(), Draw("s")))
    assert [finding.name for finding in found.findings] == list(FINDINGS)
    assert len(certificate_rows(found)) == len(FINDINGS)


@pytest.fixture(scope="module")
def round_():
    lists = {f"a{n}": ["p", "q"] if n else ["q"] for n in range(5)}
    named = [
        {"program_id": p, "school_id": f"S{p}", "grade": "K", "seats": n, "name": name, "tie_break": tie}
        for p, n, name, tie in (
            ("p", 2, None, "score"),
            ("q", 1, "Dual language", None),
            ("r", 9, None, None),
        )
    ]
    scores = [{"applicant_id": a, "program_id": "p", "score": 61.5} for a in lists]
    facts = town(lists, {"p": 2, "q": 1, "r": 9}, programs=named, scores=scores)
    return facts, decide(facts, EnrollmentRules(), Draw("s"))


def test_cutoffs_are_of_full_programs_the_most_demanded_first(round_):
    rows, full = cutoff_rows(*round_, most=10)
    assert full == 2
    assert [row["program"] for row in rows] == ["School q, Dual language", "School p, grade K"]
    assert [(row["seats"], row["priority"], row["score"]) for row in rows] == [
        ("1", "everyone", ""),
        ("2", "everyone", "61.5"),
    ]


def test_where_only_some_are_shown_their_whole_number_is_still_said(round_):
    rows, full = cutoff_rows(*round_, most=1)
    assert (len(rows), full) == (1, 2)


def test_nothing_full_is_no_row(round_):
    facts, result = round_
    cutoffs = result.tables["cutoffs"].with_columns(full=pl.lit(False))
    assert cutoff_rows(facts, Result({**result.tables, "cutoffs": cutoffs}), 10) == ([], 0)


def test_a_program_without_a_name_is_called_by_its_grade():
    assert program_label({"school_name": "S", "name": None, "grade": "PK3"}) == "S, grade PK3"
    assert program_label({"school_name": "S", "name": "Arts", "grade": "9"}) == "S, Arts"
