"""Rows as CSV and Excel, and back: harmless to open, and read as people mean them."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook

from citycompact.facts import Problem
from citycompact.facts.sheets import Bounds, OversizedSheetError, UnreadableSheetError, sheet_rows
from citycompact.web.site.harmless_cells import harmless, plain
from citycompact.web.site.problem_words import say_fault

MOST_ROWS, MOST_COLUMNS = 20_000, 200
MOST_BYTES = 5_000_000
_BOUNDS = Bounds(rows=MOST_ROWS + 1, columns=MOST_COLUMNS, cells=500_000, unpacked=50_000_000)

ENDINGS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class CellProblem:
    """What is wrong in one place of a file, with how to mend it, in the language of the page.

    Parameters
    ----------
    row
        As a spreadsheet counts: the header is row 1. None for the file itself.
    """

    words: str
    row: int | None = None
    column: str = ""
    value: str = ""


@dataclass
class Sheet:
    """A file as it was read: its header, its rows with their numbers, and what kept it from being read."""

    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


def as_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as CSV for a spreadsheet: text that one would take for a formula is quoted."""
    target = io.StringIO()
    csv.writer(target).writerows([harmless(text_of(cell)) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def as_excel(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as an Excel workbook: numbers and days as such, everything else as text that nothing runs."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([_for_excel(harmless(cell)) for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def download(name: str, ending: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The answer that brings a spreadsheet."""
    content = as_csv(rows) if ending == "csv" else as_excel(rows)
    response = HttpResponse(content, content_type=ENDINGS[ending])
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def text_of(value: object) -> str:
    """A value as a spreadsheet holds it, whatever the language of the page."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        short = f"{value:.15g}"
        return short if float(short) == value else repr(value)
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def read(name: str, content: bytes) -> Sheet:
    """Read a file that was sent: CSV in UTF-8 with any usual separator, or the first sheet of a workbook.

    What keeps it from being read stands among its problems; rows in which nothing stands are left out.
    """
    sheet = Sheet()
    if len(content) > MOST_BYTES:
        return _refused(sheet, _("The file is larger than 5 MB. Split it."))
    try:
        rows = sheet_rows(content, _BOUNDS)
    except OversizedSheetError:
        words = _(
            "The workbook is larger than %(size)s MB or %(cells)s cells, once unpacked. Save its first sheet "
            "as CSV UTF-8."
        )
        size, cells = _BOUNDS.unpacked // 1_000_000, f"{_BOUNDS.cells:,}"
        return _refused(sheet, words % {"size": size, "cells": cells})
    except UnreadableSheetError:
        words = _("The file is neither CSV (UTF-8) nor Excel. Save it as .xlsx or as CSV UTF-8.")
        return _refused(sheet, words)
    if len(rows) > MOST_ROWS + 1:
        words = _("The file has more than %(most)s rows. Split it.") % {"most": f"{MOST_ROWS:,}"}
        return _refused(sheet, words)
    if rows and len(rows[0]) > MOST_COLUMNS:
        words = _("The file has more than %(most)s columns. Leave some out.") % {"most": MOST_COLUMNS}
        return _refused(sheet, words)
    if not rows or not any(rows[0]):
        return _refused(sheet, _("The file has no header row. Start from the export."))
    sheet.header = [cell.strip() for cell in rows[0]]
    while sheet.header and not sheet.header[-1]:
        sheet.header.pop()
    wide = len(sheet.header)
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < wide or any(cell.strip() for cell in row[wide:]):
            problem = Problem(
                "",
                f"has {len(row)} cells where the header has {wide}.",
                "Put text that contains a comma between double quotes.",
            )
            sheet.problems.append(CellProblem(say_fault(problem), number))
        else:
            sheet.rows.append((number, [plain(cell) for cell in row[:wide]]))
    return sheet


def repeats(number: int) -> str:
    """What is wrong with a row that stands in the file already."""
    return say_fault(Problem("", f"repeats row {number}.", "Keep one of them."))


def _refused(sheet: Sheet, words: str) -> Sheet:
    sheet.problems.append(CellProblem(words))
    return sheet


def _for_excel(cell: Any) -> Any:
    # A workbook has no time zones: a moment goes out as text, with its own.
    moment = isinstance(cell, datetime.datetime) and cell.tzinfo is not None
    if cell is None or (isinstance(cell, int | float | datetime.date) and not moment):
        return cell
    cell = _ESCAPED.sub(lambda found: f"_x005F_{found[0][1:]}", text_of(cell))
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", cell)
