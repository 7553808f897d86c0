"""The facts of a round as a ZIP archive: what the command line takes."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from citycompact.city import write_city
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.enrollment import round_steps
from citycompact.web.enrollment.models import Round
from citycompact.web.enrollment.rows import city_package


def package_of(round_: Round) -> bytes:
    """A round's facts, zipped: the frozen ones, or before the freeze those of this moment."""
    target = io.BytesIO()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "city"
        if round_.state in (Round.State.FROZEN, Round.State.PUBLISHED):
            KeptFolder.unpack(round_steps.facts_name(round_), folder)
        else:
            write_city(city_package(round_), folder)
            if round_.rulebook:
                (folder / "rulebook.toml").write_text(round_.rulebook.text, encoding="utf-8")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                archive.write(path, path.relative_to(folder))
    return target.getvalue()
