"""A roster from whatever file was sent: a OneRoster export as a ZIP file, or a spreadsheet."""

from __future__ import annotations

import datetime
import zipfile

from citycompact.facts import FactsError, Problem, files_of_zip
from citycompact.facts.unpacking import opened
from citycompact.importers.rosters.from_oneroster import roster_of_export
from citycompact.importers.rosters.from_sheet import roster_of_sheet
from citycompact.importers.rosters.roster import Roster


def read_roster(name: str, content: bytes, today: datetime.date, school: str | None = None) -> Roster:
    """Read a roster; see :func:`roster_of_export` and :func:`roster_of_sheet`.

    Parameters
    ----------
    school
        Whose spreadsheet it is, for rows that name no school; an export names its schools itself.

    Raises
    ------
    FactsError
        With every problem at once; none says a name or a birthday.
    """
    if not content:
        raise FactsError([Problem(name, "is empty (0 bytes).", "Send the file again.")])
    if content.startswith(b"PK") and not _is_workbook(content):
        return roster_of_export(files_of_zip(content), today)
    return roster_of_sheet(name, content, today, school)


def _is_workbook(content: bytes) -> bool:
    try:
        with opened(content) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError):
        return False
