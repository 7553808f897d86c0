"""The compact as every page of a request sees it: facts, rules, progress and language, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from citycompact.compact import (
    AREAS,
    OUTCOME_OF,
    OUTCOMES,
    SIDES,
    STATUSES,
    CompactFacts,
    CompactProgress,
    ProgressRules,
    Promise,
    PromiseProgress,
    Tally,
    decide,
    progress_of,
    say_flag,
    say_status,
    say_text,
    tally,
)
from citycompact.doors import Result
from citycompact.rulebook import Signature
from citycompact.web.compact.facts_from_database import compact_facts, signed_progress_rules
from citycompact.web.site.language import page_language
from citycompact.words import Language


@dataclass(frozen=True)
class PromiseToday:
    """One promise with its progress, worded."""

    facts: Promise
    progress: PromiseProgress
    state: ProgressToday

    @property
    def pledge(self) -> str:
        """What is promised."""
        return say_text(self.facts, "pledge", self.state.language)

    @property
    def area(self) -> str:
        """Name of the area."""
        return AREAS[self.facts.area][self.state.language]

    @property
    def side(self) -> str:
        """Who pledged."""
        return SIDES[self.facts.side][self.state.language]

    @property
    def status(self) -> str:
        """Name of the status."""
        return STATUSES[self.progress.status][self.state.language]

    @property
    def outcome(self) -> str:
        """Kept, under way, stalled or dropped, as a key."""
        return OUTCOME_OF[self.progress.status]

    @property
    def says(self) -> str:
        """Status, since when, on what evidence."""
        return say_status(self.progress, self.state.facts, self.state.language)

    @cached_property
    def reasons(self) -> list[str]:
        """Why the colour."""
        return [say_flag(f, self.state.facts, self.state.language) for f in self.progress.flags]

    @property
    def parts(self) -> tuple[str, str]:
        """The district's part and the charter schools' part."""
        language = self.state.language
        return say_text(self.facts, "district_part", language), say_text(self.facts, "charter_part", language)

    @property
    def owner(self) -> str:
        """The owning post."""
        post = next(p for p in self.state.facts.posts if p.post_id == self.facts.owner_post)
        return say_text(post, "name", self.state.language)

    @property
    def holders(self) -> int:
        """How many have held the owning post since the promise was made."""
        return sum(
            t.post_id == self.facts.owner_post
            and t.since <= self.state.progress.as_of
            and (t.until is None or t.until >= self.facts.made_on)
            for t in self.state.facts.tenures
        )


@dataclass(frozen=True)
class ProgressToday:
    """Facts, rules, and what follows from them today."""

    facts: CompactFacts
    rules: ProgressRules
    result: Result
    language: Language
    rules_signed: list[Signature]

    @cached_property
    def progress(self) -> CompactProgress:
        """The decision, row by row."""
        return progress_of(self.result)

    @cached_property
    def promises(self) -> list[PromiseToday]:
        """All promises, by area and then by age."""
        found = [PromiseToday(self.facts.pledged[s.promise_id], s, self) for s in self.progress.promises]
        order = list(AREAS)
        return sorted(found, key=lambda p: (order.index(p.facts.area), p.facts.made_on, p.facts.promise_id))

    @cached_property
    def tally(self) -> Tally:
        """Counts."""
        return tally(self.facts, self.progress)

    def promise(self, promise_id: str) -> PromiseToday:
        """One promise; 404 where there is none."""
        for promise in self.promises:
            if promise.facts.promise_id == promise_id:
                return promise
        raise Http404

    def outcomes(self, counts: dict[str, int]) -> list[dict[str, object]]:
        """Counts with their words, and where each lies on a bar of 100."""
        whole, before = sum(counts.values()) or 1, 0
        found: list[dict[str, object]] = []
        for key, names in OUTCOMES.items():
            found.append(
                {
                    "key": key,
                    "name": names[self.language],
                    "count": counts[key],
                    "left": round(100 * before / whole, 2),
                    "width": round(100 * counts[key] / whole, 2),
                }
            )
            before += counts[key]
        return found


def progress_today() -> ProgressToday:
    """The compact today, by the city's clock; 404 before there is one."""
    facts = compact_facts()
    if facts is None:
        raise Http404
    rules, signed = signed_progress_rules()
    return ProgressToday(facts, rules, decide(facts, rules), page_language(), signed)
