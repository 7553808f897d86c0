"""The doors of a room: what goes in, what comes out, and how a room says what it does.

A joint decision is ``facts + rules (+ draw) -> result -> certificate, explanations, record``, in every
room alike:

- ``decide(facts, rules, draw=None) -> Result``: a pure function, the same to the byte on every machine
  where the room declares it ``exact``;
- ``check(facts, rules, result) -> Certificate``: tests what the decision promises, by separate code;
- ``explain(facts, result, who, language) -> tuple[str, ...]``: why, for one person or school, in words.

``rules`` is the section's model, or a mapping of section name to model where a decision rests on several
(:func:`as_rules`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import polars as pl
from pydantic import BaseModel

from citycompact.draws import DrawRule
from citycompact.facts import Problem, Table
from citycompact.rulebook import Rulebook
from citycompact.words import Language


class Facts(Protocol):
    """What every room's facts have; the rest is the room's own."""

    @property
    def city_id(self) -> str:
        """The city that they are of."""
        ...

    @property
    def name(self) -> str:
        """What people call that city."""
        ...


@dataclass(frozen=True)
class Draw:
    """The result of a public draw, and where it comes from;
    ``replayed`` where recorded numbers decide instead.

    ``seed`` is None only in a replay. ``committed_before``: whether a commitment to the facts was published
    before it, by the word of who decides, as the source is; a check is given the commitment. ``round``: the
    round of the rules whose draw it is, empty where they have none. ``clock_moved``: whether its time had
    only come by the clock of a demonstration, which its city may set. ``corrected_at``: when a correction
    that keeps the draw was published after it, on the city's clock, and ``changed``: of how many people or
    schools what was committed to differs from what it was before; then ``committed_before`` is false.
    """

    seed: str | None
    source: str = ""
    replayed: bool = False
    committed_before: bool = False
    round: str = ""
    clock_moved: bool = False
    corrected_at: str = ""
    changed: int = 0

    def plain(self) -> dict[str, Any]:
        """The draw as it stands in a record; only that of a correction says of one."""
        said = asdict(self)
        correction = {name: said.pop(name) for name in ("corrected_at", "changed")}
        return {**said, **correction} if self.corrected_at else said


@dataclass(frozen=True, eq=False)
class Fixed:
    """What has to stand before a draw, so that nobody can change it once the draw is known.

    Parameters
    ----------
    people
        What the records are, in the plural (``applications``).
    who, records
        Whose each record is, and all that the decision looks at of it, as canonical JSON; secret.
    public
        Name to content, as JSON: whatever else is fixed, and no secret.
    meaning
        For each entry of the commitment, in words, what has changed where it differs.
    """

    people: str
    who: list[str]
    records: list[str]
    public: Mapping[str, Any]
    meaning: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Result:
    """A decision as it is published: plain data, never the decider's own objects.

    Parameters
    ----------
    tables
        Name to table, rows in a fixed order, reasons as codes with their values.
    values
        Whatever else was decided, as JSON.
    draw
        The draw that decided, where one did.
    """

    tables: Mapping[str, pl.DataFrame]
    values: Mapping[str, Any] = field(default_factory=dict)
    draw: Draw | None = None


@dataclass(frozen=True)
class Finding:
    """One property: whether it was promised, whether it holds, and where it does not.

    ``examples`` may name applicants and are for the office and the auditor only.
    """

    name: str
    promised: bool
    violations: int
    examples: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether no violation was found."""
        return self.violations == 0


@dataclass(frozen=True)
class Certificate:
    """What a check found; it holds when every promised property does."""

    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether everything that was promised is true."""
        return all(finding.holds for finding in self.findings if finding.promised)

    def finding(self, name: str) -> Finding:
        """Return one finding by name."""
        return next(item for item in self.findings if item.name == name)

    def plain(self) -> dict[str, Any]:
        """The certificate as it stands in a record: counts, and no examples."""
        return {
            "holds": self.holds,
            "findings": {
                item.name: {"promised": item.promised, "violations": item.violations}
                for item in self.findings
            },
        }


@dataclass(frozen=True)
class Section:
    """A section of the rulebook.

    Parameters
    ----------
    model
        What may stand in it; also its defaults, for a city that has agreed on nothing yet. Where a rule of
        it is required there are none, and nothing is decided before a section is agreed on.
    sentences
        ``sentences(rules, language)``: topic to sentence. A topic identifies a rule across versions.
    problems
        ``problems(facts, rules, rulebook)``: names in the rules that the city does not know, each with
        its line.
    """

    name: str
    model: type[BaseModel]
    sentences: Callable[[Any, Language], Mapping[str, str]]
    problems: Callable[[Any, Any, Rulebook], list[Problem]] | None = None


@dataclass(frozen=True)
class Decision:
    """A joint decision that a room takes.

    Parameters
    ----------
    sections
        Every section of the rulebook that it rests on.
    read
        Reads the facts from a folder or ZIP archive; FactsError with every problem.
    digests
        Hash of every part of the facts.
    decide, check, explain
        The doors.
    result
        Tables of the result: name to column to kind (:mod:`citycompact.record.published_tables`), in
        their order; whoever reads a published result takes them from here and not from what is read.
    who
        Column that names whom a row of a result is about.
    receipt_tables
        Tables of the result whose rows about one person or school are that one's result, with what it
        rests on; they become the leaves of the results root. None: nobody gets a receipt.
    drawn
        Whether chance decides, so that a draw is needed.
    signed_draw
        Said where ``drawn``. ``signed_draw(rules, round)``: the round that is meant (None: the only one) and
        the rule of its draw, None where the rules have none; FactsError for a round that they do not have.
    public
        ``public(facts, rules, result)``: tables by name that anybody may see, counts of people suppressed.
        They lie in the folder of a decision as ``public/NAME.csv``; None: there are none.
    exact
        Whether the result is the same to the byte on every machine.
    fixed
        ``fixed(facts, rules, draw=None)``: what a commitment binds before the draw. None: nothing.
    """

    name: str
    sections: tuple[str, ...]
    read: Callable[[Path], Facts]
    digests: Callable[[Any], Mapping[str, str]]
    decide: Callable[..., Result]
    check: Callable[[Any, Any, Result], Certificate]
    explain: Callable[[Any, Result, str, Language], tuple[str, ...]]
    result: Mapping[str, Mapping[str, str]]
    who: str
    receipt_tables: tuple[str, ...] = ()
    drawn: bool = False
    signed_draw: Callable[[Any, str | None], tuple[str, DrawRule | None]] | None = None
    public: Callable[[Any, Any, Result], Mapping[str, pl.DataFrame]] | None = None
    exact: bool = True
    fixed: Callable[..., Fixed] | None = None

    def __post_init__(self) -> None:
        if self.drawn != (self.signed_draw is not None):
            raise TypeError(
                f"{self.name}: signed_draw is said where chance decides (drawn), and nowhere else"
            )


def as_rules(models: Mapping[str, Any]) -> Any:
    """The rules as the doors take them: of one section its model, of several all models by name."""
    return models if len(models) > 1 else next(iter(models.values()), None)


@dataclass(frozen=True)
class Room:
    """One thing that the two sectors share: its rules, its tables, and the work it does.

    Registers and estimates are the design's two other kinds of work; no room has one yet.
    """

    name: str
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    decisions: tuple[Decision, ...] = ()
