"""Putting the report on one page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Result
from citycompact.enrollment.public_tables import PublicRound
from citycompact.enrollment.report import sections
from citycompact.enrollment.report.public_counts import distance_bins, report_counts
from citycompact.enrollment.rule_sentences import rule_sentences
from citycompact.enrollment.rules import EnrollmentRules
from citycompact.enrollment.statistics import applicant_outcomes
from citycompact.reports import page

MOST_CUTOFFS = 300


def write_report(
    path: Path,
    facts: CityPackage,
    rules: EnrollmentRules,
    result: Result,
    certificate: Certificate,
    public: PublicRound,
    record: Mapping[str, Any],
    *,
    charts: bool = True,
) -> None:
    """Write ``report.html``: no scripts, nothing loaded from elsewhere, readable on a phone and in print.

    Parameters
    ----------
    public
        What the round makes public of its counts.
    record
        The content of ``record.json``, for seed, signatures and hashes.
    charts
        Draw the charts; without them the report is written much faster.
    """
    outcomes = applicant_outcomes(facts, result)
    shown = report_counts(public, outcomes, distance_bins(outcomes))
    drawn = []
    if charts:
        # Drawing is the slowest import of the package, so it waits until charts are wanted.
        from citycompact.enrollment.report.figures import figures

        drawn = figures(facts, result, outcomes, shown)

    cutoffs, all_cutoffs = sections.cutoff_rows(facts, result, MOST_CUTOFFS)
    html = page(
        "citycompact.enrollment.report",
        "report.html.jinja",
        city=facts.name,
        record=record,
        key_figures=sections.key_figures(facts, shown),
        rules=list(rule_sentences(rules).values()),
        figures=[{"title": f.title, "text": f.text, "svg": Markup(f.svg), "table": f.table} for f in drawn],
        certificate=sections.certificate_rows(certificate),
        certificate_holds=certificate.holds,
        cutoffs=cutoffs,
        all_cutoffs=all_cutoffs,
        siblings=result.values["siblings"],
        by_list=sections.places_by_list(result),
    )
    path.write_text(html, encoding="utf-8")
