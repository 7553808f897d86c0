"""The year for which a directory tells of admission: as given, else as the file says, never assumed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from citycompact.facts import FactsError, Problem
from citycompact.importers.nyc_directory.columns import fold

_ALONE = re.compile(r"(?<!\d)20\d\d(?!\d)")
_IN_HEADER = re.compile(r"grades(20\d\d)")
_COLUMN = re.compile(r"(?:school|admissions?|directory)?year")


def admission_year(
    file: Path, header: Sequence[str], rows: Sequence[Mapping[str, str]], given: int | None = None
) -> int:
    """Year of a directory: ``given``, else the one that the file's name and columns agree on.

    Read are a year that stands alone in the file's name (not the 2024 of a download on 20241130), the year in
    the name of the column ``grades2018``, and a column ``year``.

    Raises
    ------
    FactsError
        Where nothing names a year, or two things name different ones: some years' files carry a column named
        after another year.
    """
    if given is not None:
        return given
    said = {f"the file's name says {year}": year for year in _ALONE.findall(file.stem)}
    for name in header:
        key = fold(name)
        if read := _IN_HEADER.fullmatch(key):
            said[f"column {name} says {read[1]}"] = read[1]
        elif _COLUMN.fullmatch(key):
            said |= {
                f"column {name} says {year}": year
                for year in sorted({year for row in rows for year in _ALONE.findall(row[name])})
            }
    if len(set(said.values())) == 1:
        return int(next(iter(said.values())))
    message = f"does not agree on a year: {'; '.join(said)}." if said else "names no year of admission."
    raise FactsError([Problem(file.name, message, "Say which year it is, such as --year 2019.")])
