"""People as they are compared: names folded and taken apart, and how many carry each."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from citycompact.people.folding import name_words
from citycompact.people.given_names import GIVEN_NAMES
from citycompact.people.names import Words
from citycompact.people.spelling import spelled_family, spelled_given

KNOWN_FROM = 4
"""So many people of a table who carry a given name make it a name and no slip."""


@dataclass(frozen=True, eq=False)
class People:
    """Records in their order; a record that lacks a given or a family name is compared with nobody."""

    given: list[Words]
    family: list[Words]
    born: list[datetime.date | None]

    @classmethod
    def of(cls, records: pl.DataFrame) -> People:
        """Fold the columns given_name, family_name and birth_date of a table."""
        return cls(
            [name_words(name or "") for name in records["given_name"].to_list()],
            [name_words(name or "") for name in records["family_name"].to_list()],
            records["birth_date"].to_list(),
        )

    @cached_property
    def keys(self) -> pl.DataFrame:
        """One row a record: n, spelled given name, first word, words of the family name, whole name, date."""
        given = [[spelled_given(word) for word in words] for words in self.given]
        family = [[spelled_family(word) for word in words] for words in self.family]
        frame = pl.DataFrame(
            {
                "n": range(len(given)),
                "given": ["".join(words) for words in given],
                "given_words": given,
                "words": [[*words, "".join(words)] for words in family],
                "whole": [
                    " ".join(sorted(spelled_given(word) for word in first + last))
                    for first, last in zip(self.given, self.family, strict=True)
                ],
                "born": self.born,
            },
            schema={
                "n": pl.UInt32,
                "given": pl.String,
                "given_words": pl.List(pl.String),
                "words": pl.List(pl.String),
                "whole": pl.String,
                "born": pl.Date,
            },
        )
        return frame.filter(pl.col("given") != "", pl.col("words").list.last() != "")

    @cached_property
    def given_counts(self) -> Counter[str]:
        """How many carry a given name, by its spelling."""
        return Counter("".join(map(spelled_given, words)) for words in self.given)

    @cached_property
    def family_counts(self) -> Counter[str]:
        """How many carry a word in their family name, by its spelling."""
        return Counter(spelled_family(word) for words in self.family for word in set(words))

    @cached_property
    def date_counts(self) -> Counter[datetime.date | None]:
        """How many are born on a day; the first of January stands for many who do not know it."""
        return Counter(self.born)

    @cached_property
    def known(self) -> frozenset[str]:
        """Given names that are names: of the list, or carried by several here."""
        carried = Counter("".join(words) for words in self.given)
        return GIVEN_NAMES | {name for name, count in carried.items() if count >= KNOWN_FROM}
