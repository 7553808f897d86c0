"""The importer's report: every row's account, what is estimated and simulated, and each odd thing by name."""

from __future__ import annotations

import polars as pl

from citycompact.importers.baltimore.applicants import HAS_SIBLING, LIVES_IN_ITS_ZONE, Drawn
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.management import TYPES
from citycompact.importers.baltimore.programs import Program
from citycompact.importers.baltimore.schools import School

_ABOUT = (
    "Schools, management types, buildings, enrollment and zones are the district's. **The children are",
    "simulated: nobody of them exists.** Their number, grades and present schools are those of enrollment",
    "by grade; their homes, lists and siblings are drawn. **Seats are estimated**: as many as the grade has",
    "pupils, and never fewer than the same school has in the grade before. No table gives a school's",
    "coordinates or bells, or names a charter's operator: they stay empty, and each management type is one",
    "operator.",
)


def report_text(
    year: int, schools: list[School], programs: list[Program], drawn: Drawn, ledger: Ledger
) -> str:
    """Write the report as Markdown."""
    lines = [
        f"# Import of Baltimore City's published tables, school year ending in {year}",
        "",
        *_ABOUT,
        "",
        *_rows(ledger),
        *_operators(schools),
        *_grades(programs, drawn),
        *_findings(ledger),
    ]
    return "\n".join(lines) + "\n"


def _rows(ledger: Ledger) -> list[str]:
    lines = ["## Rows", "", "| file | rows read | became | rows |", "|---|---:|---|---:|"]
    for file, rows in sorted(ledger.rows.items()):
        lines.append(f"| {file} | {rows.read:,} | | |")
        lines += [f"| | | {what} | {n:,} |" for what, n in rows.used.items() if n]
        lines += [f"| | | left out: {why} | {n:,} |" for why, n in rows.left_out.items() if n]
    return [*lines, ""]


def _operators(schools: list[School]) -> list[str]:
    lines = [
        "## Management types",
        "",
        "| management type | sector | schools | children choose it |",
        "|---|---|---:|---|",
    ]
    for kind, management in TYPES.items():
        count = sum(school.management == management for school in schools)
        lines.append(f"| {kind} | {management.sector} | {count} | {'yes' if management.chosen else 'no'} |")
    return [*lines, ""]


def _grades(programs: list[Program], drawn: Drawn) -> list[str]:
    lines = [
        "## Seats and simulated applicants",
        "",
        "| grade | programs | pupils counted | estimated seats | applicants | of them from a school |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for grade in drawn.applicants["grade"].unique(maintain_order=True):
        offered = [program for program in programs if program.grade == grade]
        pupils, seats = sum(p.enrolled for p in offered), sum(p.seats for p in offered)
        children = drawn.applicants.filter(pl.col("grade") == grade)
        there = children["current_school_id"].count()
        lines.append(
            f"| {grade} | {len(offered)} | {pupils:,} | {seats:,} | {children.height:,} | {there:,} |"
        )
    return [
        *lines,
        "",
        "Into grades 6 and 9 apply the pupils of the grade before at schools that children choose; who is",
        "counted in grade 9 may be repeating it. Assumed, and published nowhere:",
        f"{LIVES_IN_ITS_ZONE:.0%} of a zoned school's pupils live in its zone,",
        f"{HAS_SIBLING:.0%} of the children below grade 6 have a brother or sister at their first choice,",
        "and schools draw by size, distance and zone. A zone has first priority and no right to a seat:",
        "nothing published says how many seats it is owed.",
        "",
    ]


def _findings(ledger: Ledger) -> list[str]:
    lines = []
    for heading, sentences in sorted(ledger.findings.items()):
        lines += [f"## {heading} ({len(sentences)})", "", *(f"- {sentence}" for sentence in sentences), ""]
    return lines
