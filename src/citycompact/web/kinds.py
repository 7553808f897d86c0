"""What an app declares of a joint decision, so that the house can carry it from open facts to publication."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from citycompact.doors import Decision, Draw, Room
from citycompact.record import Commitment, Committed
from citycompact.record.agreed import Agreed
from citycompact.record.in_folder import decide_into
from citycompact.web.roles import APPROVER, AUDITOR, OFFICE

if TYPE_CHECKING:
    from citycompact.web.decisions.models import Attempt, JointDecision, Step
    from citycompact.web.rulebooks.models import RulebookVersion


@dataclass(frozen=True)
class Blocker:
    """What stands in the way of the freeze, as a sentence; ``hard`` where the office may not pass it over.

    ``links`` are what to look at to mend it, each with its address.
    """

    sentence: str
    hard: bool = True
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Measure:
    """Something that every sector decides while facts are open, such as to open a round; a public step.

    Parameters
    ----------
    label
        What the button says that proposes it.
    said
        What it did, as it stands among the public steps; ``{at}`` is the time that it names.
    refused
        Why it cannot be taken now, and empty where it can: of a decision, and of the time that it names;
        None, where no time is named yet.
    follows
        What follows from the step, in its transaction.
    asks
        What the time is called that it names; None where it names none.
    """

    label: Any
    said: Any
    refused: Callable[[JointDecision, datetime.datetime | None], str]
    follows: Callable[[JointDecision], None]
    asks: Any = None


@dataclass(frozen=True)
class Changed:
    """Facts of one person or school that are not as they were frozen, in words; ``address`` leads to them."""

    who: str
    what: str
    address: str = ""


@dataclass(frozen=True)
class Affected:
    """Whose result another one takes the place of: what it was and what it becomes, in words."""

    who: str
    before: str
    after: str
    address: str = ""


@dataclass(frozen=True)
class Part:
    """A part of a page that is the kind's own: a template, and what it is given; None: it is not shown."""

    template: str
    context: Callable[[HttpRequest, JointDecision], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Task:
    """What one attempt decides on: frozen facts, signed rules, the draw, and where the result goes.

    ``agreed`` gives the rules, for the facts that were read, with the signatures that count.
    ``published`` is the commitment that was made public before the draw; None where the draw is older than
    the facts, as in a correction that keeps it, and where nothing is fixed.
    """

    facts: Path
    agreed: Callable[[Any], Agreed]
    draw: Draw | None
    published: Commitment | None
    folder: Path
    progress: Callable[[str], None]


WHOLE_RESULT = ("*.csv", "values.json", "record.json", "rules.json", "certificate.json")
"""All that a check reads: what is public of a result whose tables name no person."""
_FACTS_TITLE = gettext_lazy("The facts as a package")
_MEND = gettext_lazy("Mend the facts.")


def _nothing(*given: Any) -> None:
    """What a kind does that does nothing of its own."""


def as_any_room(room: Room, decision: Decision, task: Task) -> Any:
    """Decide, check and write down as any room's decision; gives what was written."""
    task.progress("deciding and checking")
    facts = decision.read(task.facts)
    agreed = task.agreed(facts)
    return decide_into(task.folder, room, decision, facts, agreed, task.draw, published=task.published)[0]


@dataclass(frozen=True)
class Kind:
    """A kind of joint decision.

    Parameters
    ----------
    title, facts_title
        What these decisions are called, in the plural, and how their facts are offered to be taken.
    write_facts
        Writes the facts as they stand into a folder that ``decision.read`` reads; FactsError where they
        cannot be written. By default the city, the room's tables and those that they refer to, as the apps'
        ``rows`` keep them; of the room's tables those that ``tables`` names, where it names any.
    scope
        Which rows are those of a decision: table to column to the value that it has there, such as the year
        of a budget. By default every row: what is corrected later then takes the rows of that day.
    rulebook
        The version under which a decision is taken; None: the usual rules, which nobody has signed. By
        default the latest that has all its sections as they are in force.
    blockers
        What stands in the way of the freeze; by default, that a section is not in force.
    round_id
        Which round of the rules a decision is, where they have rounds with draws of their own.
    seal
        Keeps of a commitment what pages show to people from the freeze on, in the transaction of the freeze:
        ``seal(the step, the commitment with all that it commits to)``.
    begun_on
        Route of a page on which one is begun; without it, the list of joint decisions offers a form for it.
    keep
        Keeps of a finished attempt what pages show to people, in the transaction that makes it visible:
        ``keep(attempt, what run gave, its folder)``.
    tell
        Writes to those whom a publication concerns; may be called again, and tells nobody twice.
    run
        Takes the decision and writes its folder; by default as any room's.
    leads
        Roles that freeze, enter the draw, publish, and propose corrections.
    sees
        Roles that read the work on it.
    public
        Files of a result that anybody may take once it is published, as patterns.
    changed
        What of the facts is not as in what a correction is held against, by which an office sees what it
        would mend; nothing is said of it where a kind does not look.
    affected
        Whose result differs between an attempt that was published and another.
    mend
        What is mended for a correction, as a sentence.
    differing, records
        What is said where an entry of two commitments differs, by its name; and of how many records differ
        (None: it is not known how many), as sentences.
    told
        What of a result counts as a change, as a sentence.
    awaited
        The time on the city's clock that has to come before the freeze, such as a deadline; None for none.
    measures
        By name what may be decided beside the steps that every kind has, while facts are open.
    panel, sections
        Parts of the page on which it is worked on, and of its public page.
    what_if
        Whether runs that decide nothing are offered, by other rules or another draw.
    compare
        Route of a page that compares two attempts (their numbers in its address).
    """

    room: Room
    decision: Decision
    title: Any
    facts_title: Any = _FACTS_TITLE
    write_facts: Callable[[JointDecision, Path], None] | None = None
    tables: Sequence[str] = ()
    scope: Callable[[JointDecision], Mapping[str, Mapping[str, Any]]] | None = None
    rulebook: Callable[[JointDecision], RulebookVersion | None] | None = None
    blockers: Callable[[JointDecision], Sequence[Blocker]] | None = None
    round_id: Callable[[JointDecision], str | None] | None = None
    seal: Callable[[Step, Committed], None] = _nothing
    begun_on: str = ""
    keep: Callable[[Attempt, Any, Path], None] = _nothing
    tell: Callable[[JointDecision], None] = _nothing
    run: Callable[[Room, Decision, Task], Any] = as_any_room
    leads: Set[str] = frozenset({OFFICE})
    sees: Set[str] = frozenset({OFFICE, APPROVER, AUDITOR})
    public: Sequence[str] = ("record.json", "rules.json")
    awaited: Callable[[JointDecision], datetime.datetime | None] = _nothing
    changed: Callable[[JointDecision], Sequence[Changed]] | None = None
    affected: Callable[[Attempt, Attempt], Sequence[Affected]] | None = None
    mend: Any = _MEND
    differing: Mapping[str, Any] = field(default_factory=dict)
    records: Callable[[int | None], Sequence[Any]] | None = None
    told: Any = ""
    measures: Mapping[str, Measure] = field(default_factory=dict)
    panel: Sequence[Part] = ()
    sections: Sequence[Part] = ()
    what_if: bool = False
    compare: str = ""

    @property
    def name(self) -> str:
        """Its name in addresses: that of the room's decision."""
        return self.decision.name
