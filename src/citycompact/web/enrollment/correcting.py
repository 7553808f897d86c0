"""What a correction of a published round is about: facts that changed since the freeze, and whose result
another one takes the place of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.city import CityPackage, read_city
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.decisions.models import Attempt, JointDecision
from citycompact.web.decisions.publications import corrected_freeze
from citycompact.web.decisions.steps import last_freeze_ever
from citycompact.web.enrollment.models import Application, Outcome
from citycompact.web.enrollment.setting_aside import OF_APPLICANTS, fitting
from citycompact.web.kinds import Affected, Changed

_WHAT = {
    "applicants": gettext_lazy("what the application says"),
    "choices": gettext_lazy("the choices"),
    "claims": gettext_lazy("what a school confirms"),
    "scores": gettext_lazy("a score"),
    "verifications": gettext_lazy("what is verified"),
}


def changed(decision: JointDecision) -> list[Changed]:
    """The rules where they are others than those that a correction is held against; whose rows differ, and in
    which tables; then programs."""
    frozen = corrected_freeze(decision) or last_freeze_ever(decision)
    if frozen is None:
        return []
    before = KeptFolder.opened(frozen.facts, read_city)
    now = fitting(decision.round).package
    found: dict[str, list[str]] = {}
    for table in OF_APPLICANTS:
        for name in _differing(before, now, table, "applicant_id"):
            found.setdefault(name, []).append(str(_WHAT[table]))
    numbers = Application.objects.filter(round=decision.round, child__in=found).values_list("child_id", "pk")
    pages = {child: reverse("enrollment:application", args=[number]) for child, number in numbers}
    people = [Changed(name, ", ".join(what), pages.get(name, "")) for name, what in sorted(found.items())]
    of_the_city = {
        "programs": ("program_id", _("the program")),
        "reserves": ("program_id", _("seats set aside at the program")),
        "schools": ("school_id", _("the school")),
        "operators": ("operator_id", _("the operator")),
    }
    places = [
        Changed(name, what)
        for table, (key, what) in of_the_city.items()
        for name in _differing(before, now, table, key)
    ]
    zones = [Changed(_("the city"), _("its zones"))] if before.zones != now.zones else []
    others = frozen.rulebook_id != decision.round.rulebook_id
    rules = [Changed(_("the rulebook"), _("another version"))] if others else []
    return rules + people + places + zones


def _differing(before: CityPackage, now: CityPackage, table: str, key: str) -> list[str]:
    """Keys of rows that stand in one of two packages alone."""
    one, other = before.table(table), now.table(table)
    shared = [name for name in one.columns if name in other.columns]
    sides = [
        a.select(shared).join(b.select(shared), on=shared, how="anti", nulls_equal=True)
        for a, b in ((one, other), (other, one))
    ]
    return pl.concat([side[key] for side in sides]).unique().sort().to_list()


@dataclass(frozen=True)
class Told:
    """What a family is told of one result and can change with another: the seat, which choice it was, and the
    place on each waitlist from which the child may be called, by program."""

    program: str | None
    rank: int | None
    waits: Mapping[str, int]
    names: Mapping[str, str] = field(compare=False)

    def unlike(self, other: Told | None) -> str:
        """What of it is not so in another result of the same child, in words; empty where all is."""
        parts = []
        if other is None or self.program != other.program:
            parts.append(_("no seat") if self.program is None else self.names[self.program])
        elif self.rank != other.rank:
            words = {"program": self.names[str(self.program)], "rank": self.rank or "–"}
            parts.append(_("%(program)s, choice number %(rank)s") % words)
        # Who is given another seat waits elsewhere; where the seat stays, it is said where nobody waits more.
        stays = other is not None and self.program == other.program
        names = {**other.names, **self.names} if other is not None else self.names
        others = other.waits if other is not None else {}
        for program in dict.fromkeys((*self.waits, *(others if stays else ()))):
            place = self.waits.get(program)
            if place == others.get(program):
                continue
            said = (
                _("not on the waitlist of %(program)s")
                if place is None
                else _("number %(place)s on the waitlist of %(program)s")
            )
            parts.append(said % {"place": place, "program": names[program]})
        return "; ".join(parts)


def told_of(outcome: Outcome) -> Told:
    """What a family is told of one result."""
    waits = {row["program_id"]: row["waitlist_position"] for row in outcome.missed}
    names = {row["program_id"]: row["program_name"] for row in outcome.missed}
    if outcome.program_id is not None:
        names[outcome.program_id] = outcome.program_name or outcome.program_id
    return Told(
        outcome.program_id,
        outcome.choice_rank,
        {program: place for program, place in waits.items() if place is not None},
        names,
    )


def said(was: Told | None, becomes: Told | None) -> tuple[str, str]:
    """What differs between two results of one child, of each in words; it may be in one of them alone."""
    one, other = (
        _("not in the round") if mine is None else mine.unlike(theirs)
        for mine, theirs in ((was, becomes), (becomes, was))
    )
    return one, other


def told_otherwise(before: Attempt, after: Attempt) -> dict[str, tuple[Told | None, Told | None]]:
    """What was told and what becomes of it, for each child of whom a family is told something else."""
    # A receipt is large, and nothing of it is needed here.
    rows = Outcome.objects.only("child_id", "program_id", "program_name", "choice_rank", "missed")
    sides = [
        {row.child_id: told_of(row) for row in rows.filter(attempt=attempt).iterator(chunk_size=2000)}
        for attempt in (before, after)
    ]
    pairs = {child: (sides[0].get(child), sides[1].get(child)) for child in sorted({*sides[0], *sides[1]})}
    return {child: pair for child, pair in pairs.items() if pair[0] != pair[1]}


def seat_differs(was: Told | None, becomes: Told | None) -> bool:
    """Whether more differs between two results of one child than places on waitlists."""
    return was is None or becomes is None or (was.program, was.rank) != (becomes.program, becomes.rank)


def affected(before: Attempt, after: Attempt) -> list[Affected]:
    """Children of whom two attempts tell something else, and what; those whose seat it is come first."""
    pairs = told_otherwise(before, after)
    order = sorted(pairs, key=lambda child: not seat_differs(*pairs[child]))
    return [Affected(child, *said(*pairs[child])) for child in order]
