"""Rows of a spreadsheet that somebody sends, CSV or Excel, as text: read as people mean them."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from citycompact.facts.unpacking import OversizedError, opened, unpacked

MOST_STYLES, MOST_OTHERS = 2_000_000, 50_000
"""Bytes of a part that holds no cells, such as styles, and elements of a part that are of no cell, such as
merged ranges: all of these are held at once."""
_ELEMENT = re.compile(rb"<[^/?!]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_OF_A_CELL = re.compile(rb"<(?:\w+:)?(?:c|v|f|is|t|r|si|row)[\s/>]")
_ELEMENTS_OF_A_CELL = 3
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Bounds:
    """How much of a spreadsheet is read.

    Parameters
    ----------
    rows, columns, cells
        At most so many, the header among them.
    unpacked
        Bytes of a workbook's parts: a small file that unpacks to more is no spreadsheet of ours. Memory and
        time go by bytes and by elements, of which a cell has three at most.
    """

    rows: int
    columns: int
    cells: int
    unpacked: int


class UnreadableSheetError(ValueError):
    """The content is neither CSV in UTF-8 nor an Excel workbook that can be read."""


class OversizedSheetError(UnreadableSheetError):
    """A workbook that holds more, once unpacked, than is read."""


def sheet_rows(content: bytes, bounds: Bounds) -> list[list[str]]:
    """Return the rows of a CSV text with any usual separator, or of the first sheet of a workbook.

    At most one row more than ``bounds.rows`` comes back, so that the caller sees that there are too many.

    Raises
    ------
    OversizedSheetError
        For a workbook that unpacks to more bytes or cells than ``bounds``, found while it is unpacked.
    UnreadableSheetError
        Where it cannot be read.
    """
    try:
        if content.startswith(b"PK"):
            return _excel_rows(content, bounds)
        return _csv_rows(content, bounds)
    except OversizedError as error:
        raise OversizedSheetError(str(error)) from None
    # What a damaged workbook raises, no list of exceptions says.
    except Exception as error:
        raise UnreadableSheetError(type(error).__name__) from None


def _csv_rows(content: bytes, bounds: Bounds) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    # Excel separates by what the language of its machine says.
    separator = max((",", ";", "\t"), key=first.count)
    rows: list[list[str]] = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
        rows.append(row)
        if len(rows) > bounds.rows:
            break
    return rows


def _excel_rows(content: bytes, bounds: Bounds) -> list[list[str]]:
    book = load_workbook(_looked_through(content, bounds), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    # What a workbook says of its own size need not be true.
    sheet.reset_dimensions()
    rows = [
        [_from_excel(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True, max_row=bounds.rows + 1, max_col=bounds.columns)
    ]
    while rows and not any(rows[-1]):
        rows.pop()
    wide = max((n for row in rows for n, cell in enumerate(row, start=1) if cell), default=0)
    return [(row + [""] * wide)[:wide] for row in rows]


def _looked_through(content: bytes, bounds: Bounds) -> io.BytesIO:
    """A workbook as an archive of the very bytes that were looked at, no longer packed, without its pictures.

    OversizedError for one that is small as a file and takes long to read.
    """
    target, cells, left = io.BytesIO(), bounds.cells, bounds.cells * _ELEMENTS_OF_A_CELL
    with opened(content) as archive, zipfile.ZipFile(target, "w") as clean:
        for part, data in unpacked(archive, bounds.unpacked, _is_xml):
            of_cells = sum(1 for _found in _OF_A_CELL.finditer(data))
            others = sum(1 for _found in _ELEMENT.finditer(data)) - of_cells
            holds_cells = part.filename.startswith("xl/worksheets/") or "sharedStrings" in part.filename
            if others > MOST_OTHERS or (not holds_cells and len(data) > MOST_STYLES):
                raise OversizedError(f"{part.filename} is too large")
            cells, left = cells - sum(1 for _found in _CELL.finditer(data)), left - of_cells
            if min(cells, left) < 0:
                raise OversizedError(f"has more than {bounds.cells:,} cells")
            if b"<!DOCTYPE" in data:
                raise ValueError(f"{part.filename} declares what no workbook does")
            clean.writestr(part.filename, data)
    target.seek(0)
    return target


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.endswith((".xml", ".rels"))


def _from_excel(cell: Any) -> str:
    """A cell as a person sees it: whole numbers whole, days without a time, true and false."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
    if isinstance(cell, datetime.time):
        return cell.isoformat("minutes")
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        short = f"{cell:.15g}"
        return short if float(short) == cell else repr(cell)
    if isinstance(cell, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)
    return str(cell)
