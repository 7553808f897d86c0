"""The compact in a package: it moves in whole; once it stands on the site, only its own pages change it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from citycompact.compact import IDENTITY, TABLES, frames_of, from_files, identity_text
from citycompact.facts import FactsError, Problem
from citycompact.web.city.models import City
from citycompact.web.compact.facts_from_database import add_rows, compact_facts
from citycompact.web.compact.models import Compact
from citycompact.web.moving.further import keep_as_loaded
from citycompact.web.package_parts import Changes, Load, Part


def bring_compact(load: Load) -> None:
    """Keep a compact where there is none; refuse one that says otherwise than the one that stands: what was
    promised is changed by an amendment that the parties have agreed on, and by nobody's file.
    """
    if IDENTITY not in load.package.files:
        return
    try:
        given = from_files(load.package.files)
    except FactsError as error:
        load.refused += error.problems
        return
    there = compact_facts()
    found = Changes("compact", int(there is not None))
    load.changes.append(found)
    if there is None:
        found.added += [f"{name}: {frame.height}" for name, frame in frames_of(given).items() if frame.height]
        Compact.objects.create(
            city=City.objects.get(),
            state=given.state,
            signed_on=given.signed_on,
            term_until=given.term_until,
            synthetic=given.synthetic,
        )
        add_rows(given)
        for name in TABLES:
            keep_as_loaded(name, load.package)
        return
    before, now = frames_of(there), frames_of(given)
    other = [name for name, frame in now.items() if not frame.equals(before[name])]
    if other:
        said = f"says otherwise than the compact of the site, in {', '.join(other)}."
        mend = "Leave compact.toml and its tables out: promises are changed on the compact's own pages."
        load.refused.append(Problem(IDENTITY, said, mend))


def give_compact(folder: Path, _round: str) -> None:
    """Write the compact, where there is one."""
    there = compact_facts()
    if there is not None:
        (folder / IDENTITY).write_text(identity_text(replace(there, as_of=None)), "utf-8", newline="\n")


PARTS = (Part("compact", -5, bring_compact, give_compact, tables=tuple(TABLES)),)
