"""Claims out to a spreadsheet and the school's decisions back in: every problem at its cell, a preview, and
then all of it or nothing, each family told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citycompact.facts import Problem
from citycompact.web.enrollment.deciding_claims import NEEDS_A_REASON, decide, round_open_to, say_frozen
from citycompact.web.enrollment.models import Claim
from citycompact.web.enrollment.models.claims import ClaimQuerySet
from citycompact.web.site.models import User
from citycompact.web.site.problem_words import say_fault
from citycompact.web.tables.spreadsheets import CellProblem, read, repeats

COLUMNS = ("claim_id", "round", "applicant_id", "school", "claim", "state", "reason")
LONGEST_REASON = 300


@dataclass(frozen=True)
class Decision:
    """A claim that a row of the file decides otherwise than it stands."""

    row: int
    claim: Claim
    state: str
    reason: str

    def planned(self) -> list[Any]:
        """What is kept until it is confirmed: with what stood there when it was shown."""
        return [self.row, self.claim.pk, self.claim.state, self.claim.reason, self.state, self.reason]


@dataclass
class Preview:
    """What a file would decide, and every problem."""

    decisions: list[Decision] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


def rows_of(theirs: ClaimQuerySet) -> Iterator[Sequence[Any]]:
    """Header and claims as they are exported."""
    yield COLUMNS
    for claim in theirs.select_related("school").order_by("pk"):
        yield (
            claim.pk,
            claim.round_id,
            claim.child_id,
            claim.school.name,
            claim.claim,
            claim.state,
            claim.reason,
        )


def preview(name: str, content: bytes, theirs: ClaimQuerySet) -> Preview:
    """Read a file and say what it would decide; nothing is decided yet."""
    sheet = read(name, content)
    found = Preview(problems=sheet.problems)
    for column in ("claim_id", "state"):
        if sheet.header and column not in sheet.header:
            words = say_fault(
                Problem(
                    "",
                    f"has no column {column}.",
                    f"Add it; the columns found are {', '.join(sheet.header)}.",
                )
            )
            found.problems.append(CellProblem(words, 1, column))
    for column in COLUMNS:
        if sheet.header.count(column) > 1:
            words = say_fault(Problem("", f"has two columns {column}.", "Remove one, or rename it."))
            found.problems.append(CellProblem(words, 1, column))
    if found.problems:
        return found
    open_ = set(theirs.open().values_list("pk", flat=True))
    claims = {str(claim.pk): claim for claim in theirs.select_related("school")}
    for claim in claims.values():
        claim.is_open = claim.pk in open_
    seen: dict[str, int] = {}
    for row, cells in sheet.rows:
        _judge(row, dict(zip(sheet.header, cells, strict=True)), claims, seen, found)
    return found


def _judge(
    row: int, cells: dict[str, str], claims: dict[str, Claim], seen: dict[str, int], found: Preview
) -> None:
    key, state = cells["claim_id"].strip().removesuffix(".0"), cells["state"].strip().lower()
    claim = claims.get(key)

    def say(column: str, value: str, words: str) -> None:
        found.problems.append(CellProblem(words, row, column, value))

    if claim is None:
        say("claim_id", key, _("This is no claim at your schools. Correct the id."))
        return
    if key in seen:
        say("claim_id", key, repeats(seen[key]))
        return
    seen[key] = row
    # A file without reasons leaves them as they are, unless the decision becomes another.
    kept = claim.reason if state == claim.state else ""
    reason = cells["reason"].strip() if "reason" in cells else kept
    if state not in Claim.State.values:
        known = ", ".join(sorted(Claim.State.values))
        say("state", state, _("This is no decision. Write one of %(known)s.") % {"known": known})
    elif "\0" in reason:
        mend = ("holds the character NUL, which no text has.", "Remove it.")
        say("reason", reason, say_fault(Problem("", *mend)))
    elif len(reason) > LONGEST_REASON:
        mend = (f"has {len(reason)} characters.", f"Shorten it to at most {LONGEST_REASON} characters.")
        say("reason", reason, say_fault(Problem("", *mend)))
    elif (state, reason) != (claim.state, claim.reason):
        if not claim.is_open:
            say("claim_id", key, say_frozen())
        elif state in NEEDS_A_REASON and not reason:
            say("reason", "", _("Write the reason: the family reads it."))
        else:
            found.decisions.append(Decision(row, claim, state, reason))


@transaction.atomic
def confirm(plan: Sequence[Sequence[Any]], theirs: ClaimQuerySet, user: User) -> list[CellProblem]:
    """Decide what was shown and tell the families, unless a claim is another by now or no longer theirs.

    Returns
    -------
    What kept all of it from being decided.
    """
    locked = (
        theirs.filter(pk__in=[item[1] for item in plan])
        .select_related("child", "school")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    claims = {claim.pk: claim for claim in locked}
    problems = []
    for row, key, was, why, *_decided in plan:
        claim = claims.get(key)
        if claim is None or (claim.state, claim.reason) != (was, why):
            words = _("Somebody has decided on this claim meanwhile. Look at the file again.")
            problems.append(CellProblem(words, row, "claim_id", str(key)))
        elif round_open_to(claim) is None:
            problems.append(CellProblem(say_frozen(), row, "claim_id", str(key)))
    if not problems:
        for item in plan:
            decide(claims[item[1]], item[4], item[5], user)
    return problems
