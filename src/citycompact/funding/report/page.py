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
from citycompact.funding.explain import label_of, say_note
from citycompact.funding.measures import public_measures
from citycompact.funding.public_budgets import public_budgets, public_notes
from citycompact.funding.report.words import say_range, word
from citycompact.funding.rule_sentences import rule_sentences
from citycompact.funding.rules import FundingRules
from citycompact.reports import page
from citycompact.words import Language, say_money, say_number, say_percent

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
    public = public_budgets(facts, rules, result)
    names = dict(facts.table("schools").select("school_id", "name").iter_rows())
    drawn = []
    if charts:
        # Drawing is the slowest import of the package, so it waits until charts are wanted.
        from citycompact.funding.report.charts import figures

        labels = {item.category: label_of(result, item.category, "en") for item in rules.weights}
        drawn = figures(public, names, labels)
    html = page(
        "citycompact.funding.report",
        "report.html.jinja",
        city=facts.name,
        year=result.values["year"],
        signing=record,
        key_figures=key_figures(public, "en"),
        rules=list(rule_sentences(rules).values()),
        figures=[{"title": f.title, "text": f.text, "svg": Markup(f.svg), "table": f.table} for f in drawn],
        certificate=[
            {"name": item.name.replace("_", " "), "meaning": MEANINGS[item.name], "holds": item.holds}
            for item in certificate.findings
        ],
        certificate_holds=certificate.holds,
        equity=equity_rows(public, "en"),
        sectors=[word(scope, "en") for scope in sectors_of(public)],
        schools=said_rows(public["public_schools"], "en", names),
        notes=[say_note(note, names, "en") for note in public_notes(result, public)],
    )
    path.write_text(html, encoding="utf-8")


def sectors_of(public: Mapping[str, pl.DataFrame]) -> list[str]:
    """All schools together, and each sector, as the columns of the table of measures."""
    return public["public_sectors"]["sector"].to_list()


def equity_rows(public: Mapping[str, pl.DataFrame], language: Language) -> list[dict[str, Any]]:
    """Each measure of what is public: its name, and its value over all schools and in each sector."""
    found = {(scope, name): value for scope, name, value in public_measures(public).iter_rows()}
    return [
        {"name": word(name, language), "cells": [found.get((scope, name)) for scope in sectors_of(public)]}
        for name in MEASURES
    ]


def said_rows(
    rows: pl.DataFrame, language: Language, names: Mapping[str, str] | None = None
) -> list[dict[str, str]]:
    """Public schools, or sectors, as people read them: name, sector, pupils, budget, and dollars a pupil."""
    hidden = word("not_shown", language)
    return [
        {
            "name": "" if names is None else names[row["school_id"]],
            "sector": word(row["sector"], language),
            "pupils": hidden if row["pupils"] is None else say_number(row["pupils"].normalize(), language),
            "budget": say_range(row["low"], row["high"], language),
            "per_pupil": say_range(row["pupil_low"], row["pupil_high"], language),
        }
        for row in rows.iter_rows(named=True)
    ]


def said_table(table: pl.DataFrame, language: Language) -> tuple[list[str], list[list[str]]]:
    """The numbers behind a chart: headings, and cells as people read them."""

    def said(column: str, cell: Any) -> str:
        if cell is None:
            return word("not_shown", language)
        if column == "share":
            return say_percent(cell, language)
        if column == "sector":
            return word(cell, language)
        if isinstance(cell, str):
            return cell
        if column in ("low", "high", "pupil_low", "pupil_high", "per_pupil"):
            return say_money(Decimal(str(cell)), language)
        return say_number(Decimal(str(cell)).normalize(), language, exact=True)

    headings = [word(f"column.{name}", language) for name in table.columns]
    return headings, [
        [said(*pair) for pair in zip(table.columns, row, strict=True)] for row in table.iter_rows()
    ]


def key_figures(public: Mapping[str, pl.DataFrame], language: Language) -> list[dict[str, str]]:
    """What all budgets are together, and what a pupil gets in each sector, as far as it is shown."""
    hidden = word("not_shown", language)
    every, *sectors = said_rows(public["public_sectors"], language)
    schools = say_number(public["public_schools"].height, language)
    found = [
        {"value": every["budget"], "label": word("all_budgets", language)},
        {"value": schools, "label": word("schools_axis", language)},
        {"value": every["pupils"], "label": word("pupils_axis", language)},
        *(
            {"value": row["per_pupil"], "label": word("a_pupil", language, sector=row["sector"])}
            for row in sectors
        ),
    ]
    return [figure for figure in found if figure["value"] != hidden]
