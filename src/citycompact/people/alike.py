"""Records that may be one child: within a table, and between two tables."""

from __future__ import annotations

from typing import Any

import polars as pl

from citycompact.people.birthdays import date_relation
from citycompact.people.candidates import candidates
from citycompact.people.folding import folded, name_words
from citycompact.people.likeness import Likeness
from citycompact.people.names import family_relation, given_relation, words_moved
from citycompact.people.people import People
from citycompact.people.spelling import spelled_family, spelled_given

OFFERED = 0.05
"""Least likeness at which a pair is shown to somebody who decides."""
CERTAIN = 0.9
"""Least likeness at which a child is taken for a student without anybody looking."""
DUPLICATES, ON_ROSTER = 0.02, 0.5
"""Shares assumed: of children entered twice; of children who are on a roster."""

WHY = (
    "same",
    "given_spelling",
    "given_short",
    "given_part",
    "given_order",
    "given_slip",
    "family_spelling",
    "family_part",
    "family_swapped",
    "family_slip",
    "words_moved",
    "born_day",
    "born_month",
    "born_year",
    "born_swapped",
    "born_missing",
)
"""What two records differ in, as codes for the sentences of a page; ``same`` where nothing does."""
_SAFE = frozenset(
    {"same", "given_spelling", "given_part", "family_spelling", "family_part", "family_swapped"}
)
_SAME_ENOUGH = frozenset({"same", "spelling"})


def alike(records: pl.DataFrame, apart: pl.DataFrame | None = None) -> pl.DataFrame:
    """Pairs of records that may be one child, the likeliest first.

    Parameters
    ----------
    records
        ``id``, ``given_name``, ``family_name``, ``birth_date`` (a date or null); further columns are
        ignored.
    apart
        Pairs (``first``, ``second``, in either order) that somebody has found to be two children.

    Returns
    -------
    ``first``, ``second`` (ids, in the table's order), ``likeness`` from OFFERED to 1, ``why`` (codes of
    WHY). Twins are not among them: same family name and birthday, and two given names, be they one
    letter apart.
    """
    people = People.of(records)
    found = _compared(people, people, DUPLICATES, itself=True)
    ids = records["id"]
    pairs = pl.DataFrame(
        {
            "first": ids.gather(found["n"]),
            "second": ids.gather(found["m"]),
            "likeness": found["likeness"],
            "why": found["why"],
        }
    )
    if apart is not None and apart.height:
        both = pl.concat([apart.select("first", "second"), apart.select(first="second", second="first")])
        typed = both.cast({"first": ids.dtype, "second": ids.dtype})
        pairs = pairs.join(typed, on=["first", "second"], how="anti")
    return pairs.sort(["likeness", "first", "second"], descending=[True, False, False])


def matches(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """For each record of one table its candidates in another, such as children of the site and a roster.

    A match is certain where name and birthday are the same or differ only as people write names
    (spelling, one surname of two, surnames swapped, one given name of two), and neither record has
    another candidate as good. Who has no candidate has no row.

    Parameters
    ----------
    left, right
        As for :func:`alike`; ids are unique in each.

    Returns
    -------
    ``left``, ``right`` (ids), ``likeness``, ``why``, ``certain``; by ``left``, the likeliest first.
    """
    found = _compared(People.of(left), People.of(right), ON_ROSTER, itself=False)
    same = pl.col("why").list.first() == "same"
    # Where somebody is there under the very name and birthday, whoever is merely like them is somebody else.
    found = found.filter(same | ~(same.any().over("n") | same.any().over("m")))
    safe = pl.col("why").list.eval(pl.element().is_in(list(_SAFE))).list.all()
    alone = (pl.len().over("n") == 1) & (pl.len().over("m") == 1)
    return pl.DataFrame(
        {
            "left": left["id"].gather(found["n"]),
            "right": right["id"].gather(found["m"]),
            "likeness": found["likeness"],
            "why": found["why"],
            "certain": found.select(safe & alone & (pl.col("likeness") >= CERTAIN)).to_series(),
        }
    ).sort(["left", "likeness", "right"], descending=[False, True, False])


def _compared(left: People, right: People, share: float, itself: bool) -> pl.DataFrame:
    """Pairs of rows n, m with likeness and why, of all that are at least OFFERED."""
    judge = Likeness(left, right, share, itself)
    rows = []
    for n, m in candidates(left, right, itself).iter_rows():
        found = _pair(left, n, right, m, judge)
        if found is not None and found[0] >= OFFERED:
            rows.append((n, m, *found))
    # What is remembered for speed are names of children.
    for remembering in (folded, name_words, spelled_given, spelled_family, given_relation, family_relation):
        remembering.cache_clear()
    columns: dict[str, Any] = {
        "n": pl.UInt32,
        "m": pl.UInt32,
        "likeness": pl.Float64,
        "why": pl.List(pl.String),
    }
    return pl.DataFrame(rows, schema=columns, orient="row")


def _pair(left: People, n: int, right: People, m: int, judge: Likeness) -> tuple[float, list[str]] | None:
    """Likeness of two records and what differs; None where they are two people."""
    born = date_relation(left.born[n], right.born[m])
    if born is None:
        return None
    given, family = (left.given[n], right.given[m]), (left.family[n], right.family[m])
    by_given, by_family = given_relation(*given), family_relation(*family)
    moved = born == "same" and by_given not in _SAME_ENOUGH and by_family in (None, "part")
    if moved and words_moved(given[0], family[0], given[1], family[1]):
        return judge.of_moved_words(given[0], family[0], left.born[n], born), ["words_moved"]
    if by_given is None or by_family is None or not _one_child(by_given, by_family, born):
        return None
    likeness = judge.of_names(given, by_given, family, by_family, left.born[n], born)
    said = [("given", by_given), ("family", by_family), ("born", born)]
    return likeness, [f"{what}_{how}" for what, how in said if how != "same"] or ["same"]


def _one_child(given: str, family: str, born: str) -> bool:
    """Whether so much can differ at once: beside a wrong date no other given name, beside a slip no other.

    A brother or sister is born on another day and has another given name, if only by its spelling; within
    one year few have one.
    """
    if born == "same":
        return family != "slip" or given in _SAME_ENOUGH
    return family != "slip" and (given == "same" or (given == "spelling" and born != "year"))
