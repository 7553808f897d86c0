"""The statement of a school, "from child to dollar": as rows for a page, and as a PDF for its board."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl
from fpdf import FPDF
from fpdf.fonts import FontFace

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.funding.explain import explain, label_of
from citycompact.funding.rules import ADJUSTMENT, BASE, CONCENTRATION
from citycompact.reports.latin import in_latin
from citycompact.words import Language, say_money, say_number

_WORDS: dict[str, dict[Language, str]] = {
    "title": {"en": "From child to dollar", "es": "Del niño al dólar"},
    "line": {"en": "Line", "es": "Línea"},
    "pupils": {"en": "Pupils", "es": "Alumnos"},
    "per_pupil": {"en": "Dollars each", "es": "Dólares cada uno"},
    "amount": {"en": "Amount", "es": "Cantidad"},
    "total": {"en": "Budget", "es": "Presupuesto"},
    "base": {"en": "Once for the school", "es": "Una vez para la escuela"},
    "adjustment": {"en": "Adjustment to floor, cap and envelope", "es": "Ajuste a mínimo, máximo y total"},
    "concentration": {"en": "{name}: large share", "es": "{name}: gran parte"},
}


@dataclass(frozen=True)
class Row:
    """A line of a statement in words."""

    label: str
    pupils: str
    per_pupil: str
    amount: str


@dataclass(frozen=True)
class Statement:
    """A school's budget: its lines, its total, and the sentences that explain them."""

    school: str
    year: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row
    sentences: tuple[str, ...]
    title: str


def statement(facts: CityPackage, result: Result, school: str, language: Language) -> Statement:
    """The statement of a school; FactsError for one that the result does not have."""
    sentences = explain(facts, result, school, language)
    name = facts.table("schools").row(by_predicate=pl.col("school_id") == school, named=True)["name"]
    lines = result.tables["allocations"].filter(pl.col("school_id") == school).iter_rows(named=True)
    total = result.tables["schools"].row(by_predicate=pl.col("school_id") == school, named=True)["amount"]
    return Statement(
        name,
        str(result.values.get("year", "")),
        tuple(_WORDS[key][language] for key in ("line", "pupils", "per_pupil", "amount")),
        tuple(
            Row(
                label(result, row["line"], language),
                "" if row["line"] in (BASE, ADJUSTMENT) else _number(row["pupils"], language),
                "" if row["line"] in (BASE, ADJUSTMENT) else say_money(row["per_pupil"], language),
                say_money(row["amount"], language),
            )
            for row in lines
        ),
        Row(_WORDS["total"][language], "", "", say_money(total, language)),
        sentences,
        _WORDS["title"][language],
    )


def label(result: Result, line: str, language: Language) -> str:
    """What a line is called."""
    if line in (BASE, ADJUSTMENT):
        return _WORDS[line][language]
    head, _, name = line.partition(":")
    if head == CONCENTRATION and name:
        return _WORDS[CONCENTRATION][language].format(name=label_of(result, name, language))
    return label_of(result, line, language)


def statement_pdf(found: Statement, language: Language) -> bytes:
    """The statement on paper; the same bytes for the same statement."""
    pdf = FPDF(format="letter")
    pdf.set_title(in_latin(f"{found.title}: {found.school}"))
    pdf.set_creation_date(datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))
    pdf.set_lang(language)
    pdf.set_margin(20)
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 18)
    pdf.multi_cell(0, 9, in_latin(found.school), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", "", 12)
    pdf.multi_cell(
        0, 7, in_latin(" · ".join(filter(None, (found.title, found.year)))), new_x="LMARGIN", new_y="NEXT"
    )
    pdf.ln(3)
    pdf.set_font("Helvetica", size=10)
    with pdf.table(
        col_widths=(44, 18, 20, 24),
        text_align=("LEFT", "RIGHT", "RIGHT", "RIGHT"),
        headings_style=FontFace(emphasis="BOLD"),
        borders_layout="HORIZONTAL_LINES",
    ) as table:
        for cells in (
            found.headings,
            *((r.label, r.pupils, r.per_pupil, r.amount) for r in (*found.rows, found.total)),
        ):
            row = table.row()
            for cell in cells:
                row.cell(in_latin(cell))
    pdf.ln(4)
    pdf.set_font("Helvetica", size=11)
    for sentence in found.sentences:
        pdf.multi_cell(0, 6, in_latin(sentence), align="L", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def write_statements(folder: Path, facts: CityPackage, result: Result) -> None:
    """Write ``SCHOOL.pdf`` and ``SCHOOL.es.pdf`` for each school, schools in the order of their rows."""
    folder.mkdir()
    for number, school in enumerate(result.tables["schools"]["school_id"].to_list(), start=1):
        # An id may hold what no file name does.
        plain = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in school)
        for language in ("en", "es"):
            end = "" if language == "en" else f".{language}"
            content = statement_pdf(statement(facts, result, school, language), language)
            (folder / f"{number:04}-{plain}{end}.pdf").write_bytes(content)


def _number(pupils: Decimal, language: Language) -> str:
    return say_number(pupils.normalize(), language)
