"""The certificate finds every decision right and every lie."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings

from citycompact.compact import ProgressRules, check, decide
from citycompact.compact.demo import port_ellery
from citycompact.compact.rules import Thresholds
from citycompact.doors import Result
from small_compacts import DAY, compacts


@settings(max_examples=300)
@given(compacts())
def test_what_is_decided_is_certified(facts):
    for rules in (ProgressRules(), ProgressRules(wrong_way=0.3, evidence_age=Thresholds(amber=5, red=5))):
        certificate = check(facts, rules, decide(facts, rules))
        assert [e for item in certificate.findings for e in item.examples] == []
        assert certificate.holds


def first_row(frame, **change):
    """The same table with another first row."""
    return (
        frame.with_row_index("row")
        .with_columns(
            pl.when(pl.col("row") == 0)
            .then(pl.lit(value, frame.schema[name]))
            .otherwise(pl.col(name))
            .alias(name)
            for name, value in change.items()
        )
        .drop("row")
    )


def of_colour(frame, colour_was, **change):
    mask = pl.col("colour") == colour_was
    return pl.concat([first_row(frame.filter(mask), **change), frame.filter(~mask)])


LIES = {
    "a better status": ("promises", lambda t: first_row(t, status="dropped"), "statuses_rest_on_evidence"),
    "an earlier day": ("promises", lambda t: first_row(t, since=DAY), "statuses_rest_on_evidence"),
    "other evidence": (
        "promises",
        lambda t: first_row(t, evidence_id="guide-1"),
        "statuses_rest_on_evidence",
    ),
    "fresher evidence": (
        "promises",
        lambda t: first_row(t, last_evidence_on=DAY),
        "statuses_rest_on_evidence",
    ),
    "a softer colour": (
        "promises",
        lambda t: of_colour(t, "red", colour="amber"),
        "colours_follow_from_flags",
    ),
    "a missing flag": ("flags", lambda t: t.slice(1), "flags_follow_from_rules"),
    "a softer flag": ("flags", lambda t: of_colour(t, "red", colour="amber"), "flags_follow_from_rules"),
    "fewer days": ("flags", lambda t: first_row(t, days=1), "flags_follow_from_rules"),
    "a flag twice": ("flags", lambda t: pl.concat([t, t.head(1)]), "flags_follow_from_rules"),
    "a missed target unsaid": (
        "flags",
        lambda t: t.filter(pl.col("rule") != "target_missed"),
        "flags_follow_from_rules",
    ),
    "a promise left out": ("promises", lambda t: t.slice(1), "every_promise_is_listed"),
    "a promise made up": (
        "promises",
        lambda t: pl.concat([t, first_row(t.head(1), promise_id="x")]),
        "every_promise_is_listed",
    ),
    "a target come further": ("targets", lambda t: first_row(t, share=1.0), "targets_are_measured"),
    "a change refused without ground": (
        "refused",
        lambda t: pl.concat(
            [t, pl.DataFrame([("guide", DAY, "done", "evidence_not_there")], schema=t.schema, orient="row")]
        ),
        "refused_changes_are_listed",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_found(lie):
    facts = port_ellery(DAY)
    result = decide(facts, ProgressRules())
    assert check(facts, ProgressRules(), result).holds
    table, touched, finding = LIES[lie]
    told = Result({**result.tables, table: touched(result.tables[table])}, result.values)
    certificate = check(facts, ProgressRules(), told)
    assert not certificate.holds
    assert certificate.finding(finding).violations


def test_progress_of_another_day_is_not_this_days():
    facts = port_ellery(DAY)
    result = decide(facts, ProgressRules())
    told = Result(result.tables, {**result.values, "as_of": "2001-01-01"})
    assert not check(facts, ProgressRules(), told).finding("of_this_day").holds
