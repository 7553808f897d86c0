"""A year's budgets as they are published, held against the hash of their publication before it shows."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.facts import sha256_hex
from citycompact.funding import PUBLIC, ROOM, FundingRules, label_of, measures, read_funding
from citycompact.record.in_folder import read_folder
from citycompact.record.published_tables import table_of_csv
from citycompact.rooms import agreed
from citycompact.web.decisions.folders import KeptFolder, unzipped
from citycompact.web.decisions.models import Attempt, JointDecision
from citycompact.web.decisions.published_files import publication_in_force, published_folder
from citycompact.web.funding.table_pages import NAME
from citycompact.web.rulebooks.signing import rulebook_of
from citycompact.words import Language

if TYPE_CHECKING:
    from citycompact.reports.figures import Figure

_DECISION = ROOM.decisions[0]


_MOST_KEPT = 8
_kept: dict[tuple[str, str], PublishedBudgets] = {}
"""Publications that were read, by year and hash: what has a hash never changes."""


@dataclass(frozen=True, eq=False)
class PublishedBudgets:
    """Facts, rules and result of a publication, for who is entitled to them; for everybody, ``public``."""

    year: str
    facts: CityPackage
    rules: FundingRules
    result: Result
    public: Mapping[str, pl.DataFrame]
    _drawn: dict[Language, list[Figure]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def exact_measures(self) -> pl.DataFrame:
        """The measures of equity of exact amounts, for those who work on a year; never for the public."""
        return measures(self.facts, self.rules, self.result)

    def figures(self, language: Language) -> list[Figure]:
        """The charts, drawn once in each language."""
        if language not in self._drawn:
            # Drawing is a slow import, which no other page needs.
            from citycompact.funding.report.charts import figures

            names = dict(self.facts.table("schools").select("school_id", "name").iter_rows())
            labels = {w.category: label_of(self.result, w.category, language) for w in self.rules.weights}
            self._drawn[language] = figures(self.public, names, labels, language)
        return self._drawn[language]


def published_budgets(decision: JointDecision) -> PublishedBudgets | None:
    """The budgets in force of a year; None before there are any, NotAsPublished where they were changed."""
    publication = publication_in_force(decision)
    if publication is None or publication.attempt is None:
        return None
    content = published_folder(publication)
    key = (decision.name, sha256_hex(content))
    if key not in _kept:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = _read(decision.name, content, publication.attempt)
    return _kept[key]


def _read(year: str, content: bytes, attempt: Attempt) -> PublishedBudgets:
    rules: FundingRules = agreed(rulebook_of(attempt.rulebook), _DECISION.sections[0])
    with tempfile.TemporaryDirectory() as scratch:
        facts = read_funding(KeptFolder.unpack(attempt.freeze.facts, Path(scratch) / "facts"))
        folder = unzipped(content, Path(scratch) / "result")
        result = read_folder(folder, ROOM, _DECISION).result
        public = public_tables(folder)
    return PublishedBudgets(year, facts, rules, result, public)


def public_tables(folder: Path) -> dict[str, pl.DataFrame]:
    """The public tables of a result in a folder, by name."""
    return {
        name: table_of_csv((folder / "public" / f"{name}.csv").read_bytes(), columns, f"{name}.csv")
        for name, columns in PUBLIC.items()
    }


def years() -> list[JointDecision]:
    """Every year of which budgets are in force, the latest first."""
    found = JointDecision.objects.filter(kind=NAME, status__published__isnull=False)
    return list(found.select_related("status").order_by("-name"))
