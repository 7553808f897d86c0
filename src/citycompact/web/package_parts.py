"""What an app declares of its part of a package: how it comes in, and how it is given back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from citycompact.facts import Problem

if TYPE_CHECKING:
    from citycompact.web.moving.package import Package


@dataclass
class Changes:
    """What loading does to a table, by the ids of its rows.

    ``changed`` is id to the columns that become another; ``kept`` is id to why what the file says of it, or
    that it is gone there, changes nothing.
    """

    name: str
    there: int = 0
    added: list[str] = field(default_factory=list)
    changed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether nothing changes."""
        return not (self.added or self.changed or self.removed)


@dataclass
class Load:
    """One loading: what comes in, and what has been found of it so far.

    Parameters
    ----------
    round_id
        The round of the choices; empty for the only one of the rulebook.
    names
        Names of applicants: applicant_id, given_name, family_name, and birth_date and claim_code where
        there are any; None for none.
    wants_codes
        Whether families that nobody acts for are given a claim code.
    from_shell
        Whether it comes from whoever runs the machine, and not through a page.
    rulebook
        Digest of the package's rulebook, once it is kept.
    refused
        Why nothing of it is kept.
    codes
        Family to the claim code that was made for it.
    """

    package: Package
    round_id: str = ""
    names: pl.DataFrame | None = None
    wants_codes: bool = False
    from_shell: bool = False
    rulebook: str = ""
    changes: list[Changes] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A part of a package that is more than rows of one table.

    Parameters
    ----------
    place
        Before (negative) or after (positive) the tables whose rows a model keeps; in this order.
    bring
        Put what a package says of it into the database, and say in the load what that changed.
    give
        Write what the database has of it into a folder; a round's id where somebody wants that of one.
    tables
        Tables of rows that it brings by itself; they are given back as all are.
    holds
        Table and ids of its rows that are gone from a file, to why each has to stay all the same.
    """

    name: str
    place: int
    bring: Callable[[Load], None]
    give: Callable[[Path, str], None]
    holds: Callable[[str, list[str]], dict[str, str]] | None = None
    tables: Sequence[str] = ()
