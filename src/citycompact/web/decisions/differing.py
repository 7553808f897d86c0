"""What differs between the facts and rules of two freezes, as their commitments tell, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citycompact.record import commitment_sha256
from citycompact.web.decisions.models import Step
from citycompact.web.declarations import kinds
from citycompact.web.kinds import Kind

_OF_THE_PUBLICATION = frozenset({"at", "clock", "corrects", "changed", "seed", "format"})
"""Entries that say when and how it was published, and nothing of what it commits to."""


def what_differs(before: Step, now: Step) -> list[str]:
    """What differs between two freezes of a decision, in sentences; empty where nothing was committed to.

    Of records their number is said where the later commitment names it: in that of a correction, held against
    the one that it corrects.
    """
    one, other = before.commitment, now.commitment
    if one is None or other is None:
        return []
    kind = kinds()[now.decision.kind]
    people = {name.removesuffix("_root") for name in (*one, *other) if name.endswith("_root")}
    of_records = {*people, *(f"{name}_root" for name in people)}
    every = (name for name in dict.fromkeys((*one, *other)) if name not in _OF_THE_PUBLICATION)
    names = [name for name in every if one.get(name) != other.get(name)]
    said = [_say(kind, name) for name in names if name not in of_records]
    if other.get("corrects") == commitment_sha256(one):
        return [*said, *_records(kind, int(other["changed"]))]
    return [*said, *_records(kind, None if of_records.intersection(names) else 0)]


def _say(kind: Kind, name: str) -> str:
    if name == "section_sha256":
        return _("The rules differ, or who signs them.")
    if name in kind.differing:
        return str(kind.differing[name])
    # What no words are given for is named as the commitment names it, and not passed over.
    return _("%(name)s differs.") % {"name": name.removesuffix("_sha256").replace("_", " ")}


def _records(kind: Kind, count: int | None) -> Sequence[Any]:
    """How many records differ, by the kind's own words or the house's; None: it is not known how many."""
    if kind.records is not None:
        return [str(sentence) for sentence in kind.records(count)]
    if count is None:
        return [_("Records differ of those that were sealed.")]
    if not count:
        return [_("No record differs of those that were sealed.")]
    words = ngettext(
        "%(count)s record differs of those that were sealed.",
        "%(count)s records differ of those that were sealed.",
        count,
    )
    return [words % {"count": count}]
