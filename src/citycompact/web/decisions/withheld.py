"""What a package of facts leaves out for who does not need it: where children live, and who is whose sibling.

Whoever computes a result again needs both, to the byte; that package is given on a stated reason alone.
"""

from __future__ import annotations

import csv
import io
import zipfile

from citycompact.web.decisions.folders import zipped

WITHHELD = {"applicants.csv": frozenset({"family_id", "latitude", "longitude"})}
"""Table to its columns that are left out."""


def without_homes_and_families(package: bytes) -> bytes:
    """A zipped package as the site writes it, without the columns of :data:`WITHHELD`."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name, left_out in WITHHELD.items():
        if name in files:
            files[name] = _without(files[name], left_out)
    return zipped(files)


def _without(table: bytes, left_out: frozenset[str]) -> bytes:
    rows = csv.reader(io.StringIO(table.decode("utf-8"), newline=""))
    header = next(rows)
    kept = [place for place, name in enumerate(header) if name not in left_out]
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    for row in (header, *rows):
        writer.writerow([row[place] for place in kept])
    return target.getvalue().encode()
