"""The city package in memory: who the city is, and its tables."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import polars as pl

from citycompact.city.tables import TABLES

Made = TypeVar("Made")


@dataclass(frozen=True)
class Signer:
    """A person who may sign a rulebook for a sector; ``public_key`` is Ed25519, base64."""

    sector: str
    name: str
    public_key: str


_FIELD = 2**255 - 19
# The y coordinates of the points whose order divides 8 (RFC 7748, section 6.1, in Edwards form): whoever
# is given one of them as a key accepts one signature for every text.
_SMALL_ORDER = frozenset(
    {
        0,
        1,
        _FIELD - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    }
)


def is_public_key(text: object) -> bool:
    """Whether a text is the base64 of an Ed25519 public key (RFC 8032): 32 bytes, reduced, of large order."""
    try:
        raw = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:
        return False
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    return len(raw) == 32 and y < _FIELD and y not in _SMALL_ORDER


@dataclass(frozen=True)
class CityPackage:
    """All the facts of one city: nothing else enters a decision.

    Every table of the schema is present, with at least the schema's columns in their kinds;
    a table without a file is empty. Columns the schema does not know are kept.

    Parameters
    ----------
    city_id, name, time_zone, languages
        From ``city.toml``; the time zone is an IANA name.
    tables
        Table name to frame.
    signers
        Who may sign for which sector.
    zones
        Attendance zones, the text of ``zones.geojson``, or None.
    demo
        Whether nobody in it exists, so that its clock may be set.
    """

    city_id: str
    name: str
    time_zone: str
    languages: tuple[str, ...]
    tables: dict[str, pl.DataFrame]
    signers: tuple[Signer, ...] = ()
    zones: str | None = None
    demo: bool = False
    _latest: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def table(self, name: str) -> pl.DataFrame:
        """Return a table by its name; an absent one is empty, with the schema's columns."""
        frame = self.tables.get(name)
        return TABLES[name].empty() if frame is None else frame

    def latest(self, what: str, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What was made of these facts last, if it was for the same key;
        else make it and keep it in its place."""
        known: tuple[tuple[Any, ...], Made] | None = self._latest.get(what)
        if known is None or known[0] != key:
            known = (key, make())
            self._latest[what] = known
        return known[1]

    @property
    def sectors(self) -> tuple[str, ...]:
        """Sectors that run at least one school, in the order of the schema."""
        running = self.table("schools").join(self.table("operators"), on="operator_id")["sector"]
        return tuple(s for s in ("district", "charter", "partnership") if s in set(running))

    def programs_with_schools(self) -> pl.DataFrame:
        """Programs with ``school_name``, ``operator_id`` and ``sector`` beside each."""
        schools = (
            self.table("schools")
            .join(self.table("operators").select("operator_id", "sector"), on="operator_id", how="left")
            .select("school_id", pl.col("name").alias("school_name"), "operator_id", "sector")
        )
        return self.table("programs").join(schools, on="school_id", how="left")
