"""Putting the report of budgets on one page."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from markupsafe import Markup

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Result
from citycompact.funding.equity import MEASURES
from citycompact.funding.explain import say_note
from citycompact.funding.measures import EVERYBODY, measures, public_measures
from citycompact.funding.public_budgets import public_budgets
from citycompact.funding.report.words import word
from citycompact.funding.rule_sentences import rule_sentences
from citycompact.funding.rules import FundingRules
from citycompact.reports import page
from citycompact.words import Language, say_money

MEANINGS = {
    "lines_recompute": "every line of every school follows from counts, weights and foundation",
    "lines_sum_up": "the lines of a school add up to its budget, and one adjustment says what is above them",
    "every_school_is_there": "each school of the city is listed, with what it had before",
    "envelope_is_met": "all budgets together are the envelope, to the cent",
    "floors_are_kept": "no school falls below what it was promised to keep",
    "caps_are_kept": "no school rises above what was agreed",
    "one_factor_for_all": "the formula is multiplied by one factor, the same for every school",
    "payments_recompute": "what is paid is the budget less the services given in kind",
    "levies_are_passed_on": "local levies are passed on as the rules say, to the cent",
    "money_moves_by_the_day": "a child who moves takes along the money of the days that are left",
    "values_recompute": "totals and notes follow from the facts",
    "both_sectors_alike": "a pupil of a category brings as much at every school of either sector",
    "another_pupil_takes_nothing": "one pupil more leaves no school with less",
}
"""What each finding of the check means."""


def write_report(
    path: Path,
    facts: CityPackage,
    rules: FundingRules,
    result: Result,
    certificate: Certificate,
    record: Mapping[str, Any],
    *,
    charts: bool = True,
) -> None:
    """Write ``report.html`` from what is public of budgets.

    Parameters
    ----------
    record
        Who signed the section, as ``signing`` of the rules that were agreed says it.
    charts
        Draw the charts; without them the report is written much faster.
    """
    public, exact = public_budgets(facts, rules, result), measures(facts, rules, result)
    drawn = []
    if charts:
        # Drawing is the slowest import of the package, so it waits until charts are wanted.
        from citycompact.funding.report.charts import figures

        drawn = figures(facts, result, public, exact)
    schools = public["public_schools"]
    names = dict(facts.table("schools").select("school_id", "name").iter_rows())
    html = page(
        "citycompact.funding.report",
        "report.html.jinja",
        city=facts.name,
        year=result.values["year"],
        signing=record,
        key_figures=_key_figures(result, public),
        rules=list(rule_sentences(rules).values()),
        figures=[{"title": f.title, "text": f.text, "svg": Markup(f.svg), "table": f.table} for f in drawn],
        certificate=[
            {"name": item.name.replace("_", " "), "meaning": MEANINGS[item.name], "holds": item.holds}
            for item in certificate.findings
        ],
        certificate_holds=certificate.holds,
        equity=equity_rows(public, "en"),
        sectors=[word(scope, "en") for scope in sectors_of(public)],
        schools=[(names[row["school_id"]], row) for row in schools.iter_rows(named=True)],
        money=lambda amount: "not shown" if amount is None else say_money(amount, "en"),
        notes=[say_note(note, names, "en") for note in result.values["notes"]],
    )
    path.write_text(html, encoding="utf-8")


def sectors_of(public: Mapping[str, pl.DataFrame]) -> list[str]:
    """All schools together, and each sector, as the columns of the table of measures."""
    return [EVERYBODY, *public["public_sectors"]["sector"].to_list()]


def equity_rows(public: Mapping[str, pl.DataFrame], language: Language) -> list[dict[str, Any]]:
    """Each measure of what is public: its name, and its value over all schools and in each sector."""
    found = {(scope, name): value for scope, name, value in public_measures(public).iter_rows()}
    return [
        {"name": word(name, language), "cells": [found.get((scope, name)) for scope in sectors_of(public)]}
        for name in MEASURES
    ]


def _key_figures(result: Result, public: Mapping[str, pl.DataFrame]) -> list[dict[str, str]]:
    schools, total = public["public_schools"], Decimal(str(result.values["total"]))
    pupils = public["public_sectors"]["pupils"]
    found = [{"value": f"{schools.height:,}", "label": "schools"}]
    if pupils.null_count() == 0 and pupils.sum():
        found.append({"value": f"{pupils.sum():,}", "label": "pupils"})
    if schools["amount"].null_count() == 0:
        found.insert(0, {"value": say_money(total, "en"), "label": "all budgets together"})
    for row in public["public_sectors"].iter_rows(named=True):
        if row["per_pupil"] is not None:
            label = f"a pupil, {word(row['sector'], 'en')} schools"
            found.append({"value": say_money(row["per_pupil"], "en"), "label": label})
    return found
