"""How likely two records are one child: what errors make of one, against chance and against twins.

Fellegi and Sunter (1969), with the frequencies of the names themselves (Winkler 1989): Maria Garcia twice is
less of a surprise than Xochitl Ibarra twice.
"""

from __future__ import annotations

import datetime
from collections import Counter

from citycompact.people.birthdays import DateRelation
from citycompact.people.names import FamilyRelation, GivenRelation, Words
from citycompact.people.people import People
from citycompact.people.slips import slip
from citycompact.people.spelling import spelled_family, spelled_given

# Of a hundred pairs that are one child, how many are written so.
_GIVEN = {"same": 0.85, "spelling": 0.05, "short": 0.02, "part": 0.04, "order": 0.01, "slip": 0.03}
_FAMILY = {"same": 0.85, "spelling": 0.03, "part": 0.06, "swapped": 0.03, "slip": 0.03}
_DATE = {"same": 0.93, "day": 0.02, "month": 0.02, "year": 0.02, "swapped": 0.01, "missing": 1.0}
_MOVED = 0.01
_A_NAME_BY_SLIP = 0.1
"""Of slips, how many make another name of a name."""
# Of two people alike by name alone, how many have birth dates that differ so.
_DATE_BY_CHANCE = {"day": 1 / 156, "month": 1 / 390, "year": 1 / 365, "swapped": 1 / 4745, "missing": 1.0}
_TWINS = 0.03
"""Of children, how many have a twin (about 31 of 1,000 births in the United States, NCHS 2022)."""
# Of twins, how many have given names that relate so.
_TWINS_NAMED = {"short": 1e-4, "part": 2e-3, "order": 1e-3, "slip": 1e-3}
_TWINS_NAMED_NEAR = 0.05


_LEAST_TABLE = 5_000
"""A smaller table does not tell how frequent names and days are; it is taken for a part of one so large."""


class Likeness:
    """Compares people of two tables.

    Parameters
    ----------
    share
        Of the records on the left, how many have their like on the right.
    itself
        Whether both are one table, in which everybody is like themselves.
    """

    def __init__(self, left: People, right: People, share: float, itself: bool) -> None:
        self.share, self.others = share, len(right.given)
        self.size = max(self.others, _LEAST_TABLE)
        self.right, self.itself = right, itself
        self.known = left.known | right.known

    def of_names(
        self,
        given: tuple[Words, Words],
        given_relation: GivenRelation,
        family: tuple[Words, Words],
        family_relation: FamilyRelation,
        born: datetime.date | None,
        date_relation: DateRelation,
    ) -> float:
        """Likeness, 0 to 1, of two records by what differs between them."""
        errors = _GIVEN[given_relation] * _FAMILY[family_relation] * _DATE[date_relation]
        near = given_relation == "slip" and self.two_names("".join(given[0]), "".join(given[1]))
        if near:
            errors *= _A_NAME_BY_SLIP
        by_chance = (
            self._carried(self.right.given_counts, [spelled_given_of(words) for words in given])
            * self._carried_family(family)
            * self._born(born, date_relation)
            * self.others
        )
        twins = 0.0
        if date_relation == "same":
            twins = _TWINS * (_TWINS_NAMED_NEAR if near else _TWINS_NAMED.get(given_relation, 0.0))
        return _of_odds(self.share * errors, by_chance + twins)

    def of_moved_words(
        self, given: Words, family: Words, born: datetime.date | None, date_relation: DateRelation
    ) -> float:
        """Likeness of two records with the same words in other places."""
        by_chance = (
            self._carried(self.right.given_counts, [spelled_given_of(given)])
            * self._carried_family((family, family))
            * self._born(born, date_relation)
            * self.others
        )
        return _of_odds(self.share * _MOVED * _DATE[date_relation], by_chance)

    def two_names(self, a: str, b: str) -> bool:
        """Whether two given names one slip apart are two names, as twins have them, and no slip.

        They are where both are known (Ada, Ana), and where they are so short, or so much rhyme, that
        nobody can say.
        """
        kind, known = slip(a, b), (a in self.known) + (b in self.known)
        if known == 2:
            return True
        if kind in ("swapped", "doubled"):
            return False
        if min(len(a), len(b)) < 4:
            return True
        return known == 0 and (kind in ("first", "last") or min(len(a), len(b)) < 5)

    def _carried(self, counts: Counter[str], names: list[str]) -> float:
        """Share of the others who carry the rarer of the names: a slip makes a rare one of a common one."""
        return max(min(counts[name] for name in names) - self.itself, 0.5) / self.size

    def _carried_family(self, family: tuple[Words, Words]) -> float:
        counts = self.right.family_counts
        rarest = [min((counts[spelled_family(word)] for word in words), default=0) for words in family]
        # With one surname of two, whoever carries that one looks alike.
        count = max(rarest) if len(family[0]) != len(family[1]) else min(rarest)
        return max(count - self.itself, 0.5) / self.size

    def _born(self, born: datetime.date | None, relation: DateRelation) -> float:
        if relation == "same":
            count: int = self.right.date_counts[born]
            return max((count - self.itself) / self.size, 1 / 7000)
        return _DATE_BY_CHANCE[relation]


def spelled_given_of(words: Words) -> str:
    """A whole given name in the one spelling by which its carriers are counted."""
    return "".join(map(spelled_given, words))


def _of_odds(one: float, two: float) -> float:
    return one / (one + two)
