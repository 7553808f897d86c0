"""What a package of facts leaves out for who does not need it: where children live, and who is whose sibling.

Whoever computes a result again needs both, to the byte; that package is given on a stated reason alone.
"""

from __future__ import annotations

import io
import zipfile

import polars as pl

from citycompact.web.decisions.folders import zipped

WITHHELD = {"applicants": ("family_id", "latitude", "longitude")}
"""Table to its columns that are left out."""


def without_homes_and_families(package: bytes) -> bytes:
    """A zipped package, its tables CSV or Parquet, without the columns of :data:`WITHHELD`."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for table, columns in WITHHELD.items():
        if (name := f"{table}.csv") in files:
            # As text throughout: what is kept is kept as it was spelled.
            frame = pl.read_csv(io.BytesIO(files[name]), infer_schema=False)
            files[name] = frame.drop(columns, strict=False).write_csv().encode()
        if (name := f"{table}.parquet") in files:
            target = io.BytesIO()
            pl.read_parquet(io.BytesIO(files[name])).drop(columns, strict=False).write_parquet(target)
            files[name] = target.getvalue()
    return zipped(files)
