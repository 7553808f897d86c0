"""The enrollment rules as plain sentences, one for each thing that is agreed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from citycompact.draws import draw_sentence
from citycompact.enrollment import rules as r
from citycompact.enrollment.rule_words import WORDS
from citycompact.enrollment.rules import EnrollmentRules
from citycompact.words import Language, say_clock, say_date, say_list, say_number


def rule_sentences(rules: EnrollmentRules, language: Language = "en") -> dict[str, str]:
    """State the rules: topic to sentence, in the order a board would read them."""
    return _Speaker(language).state(rules)


class _Speaker:
    """Says rules in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def word(self, key: str, **blanks: object) -> str:
        return WORDS[key][self.language].format(**blanks)

    def state(self, rules: EnrollmentRules) -> dict[str, str]:
        said: dict[str, str] = {}
        for item in rules.rounds:
            closes = item.closes
            said[f"rounds.{item.id}"] = self.word(
                "round",
                name=item.name,
                id=item.id,
                grades=self.word("round.grades", grades=self.series(item.grades)) if item.grades else "",
                opens=self.day(item.opens),
                closes=self.day(closes.date()),
                time=say_clock(closes.time()),
                results=self.results(item.results),
            )
        self.in_order("rounds", [f"{item.name} ({item.id})" for item in rules.rounds], said)
        if rules.draw is not None:
            first = rules.rounds[0].id if rules.rounds else ""
            said["draw"] = draw_sentence(rules.draw, self.language, first)
        for item in rules.rounds:
            if item.draw is not None:
                said[f"rounds.{item.id}.draw"] = draw_sentence(item.draw, self.language, item.id)
        maximum = rules.choices.maximum
        said["choices.maximum"] = self.word("choices.some" if maximum else "choices.any", maximum=maximum)
        said["mechanism"] = self.word(rules.mechanism.name)
        if rules.mechanism.name == "efficiency_adjusted_deferred_acceptance":
            said["mechanism.consent"] = self.word("consent", group=self.group(rules.mechanism.consent))
        one = rules.lottery.numbers == "per_applicant"
        said["lottery.numbers"] = self.word("lottery.one" if one else "lottery.each")
        for name, weight in rules.lottery.weights.items():
            said[f"lottery.weights.{name}"] = self.word(
                "lottery.weight", group=self.group(name), weight=self.number(weight)
            )
        for name, group in rules.groups.items():
            said[f"groups.{name}"] = self.word("means", name=name, what=self.definition(group))
            for code, label in group.labels.items():
                language = self.word(f"language.{code}") if f"language.{code}" in WORDS else code
                said[f"groups.{name}.labels.{code}"] = self.word(
                    "label", name=name, language=language, label=label
                )
        self.priorities(rules.priorities, said)
        self.verification(rules, said)
        self.programs(rules, said)
        self.siblings_and_later(rules, said)
        return said

    def priorities(self, priorities: r.Priorities, said: dict[str, str]) -> None:
        said["priorities.default"] = self.word("priority.default", order=self.order(priorities.default))
        for sector, groups in priorities.sectors.items():
            said[f"priorities.sectors.{sector}"] = self.word(
                "priority.sector", name=self.word(f"sector.{sector}"), order=self.order(groups)
            )
        for school, groups in priorities.schools.items():
            said[f"priorities.schools.{school}"] = self.word(
                "priority.school", name=school, order=self.order(groups)
            )
        for program, groups in priorities.programs.items():
            said[f"priorities.programs.{program}"] = self.word(
                "priority.program", name=program, order=self.order(groups)
            )

        if priorities.ordered_by_list:
            said["priorities.ordered_by_list"] = self.word(
                "priority.by_list", names=self.series(priorities.ordered_by_list)
            )

    def verification(self, rules: EnrollmentRules, said: dict[str, str]) -> None:
        for fact, ways in rules.verification.items():
            listed = self.series([self.word(f"way.{way}") for way in ways], "or")
            key = "verification.claim" if fact in rules.claims else "verification"
            said[f"verification.{fact}"] = self.word(key, fact=fact, ways=listed)
        if rules.verification_audit is not None:
            audit = rules.verification_audit
            said["verification_audit"] = self.word(
                "verification.audit",
                facts=self.series([self.group(fact) for fact in audit.facts]),
                per_100=audit.per_100,
                at_least=f"{audit.at_least:,}",
            )

    def programs(self, rules: EnrollmentRules, said: dict[str, str]) -> None:
        for reserve in rules.reserves:
            size = (
                self.word("reserve.share", share=self.number(Decimal(str(reserve.share)) * 100))
                if reserve.share
                else self.word("reserve.seats", seats=reserve.seats)
            )
            topic = f"reserves.{reserve.group}.{_topic(reserve)}"
            said[_free(said, topic)] = self.word(
                "reserve",
                size=size,
                scope=self.scope(reserve),
                group=self.group(reserve.group),
                order=self.word("reserve.first" if reserve.position == "first" else "reserve.last"),
                unused=self.word("reserve.hard" if reserve.hard else "reserve.soft"),
            )
        where = [
            self.word("at", what=self.group(rule.group), scope=self.scope(rule)) for rule in rules.reserves
        ]
        self.in_order("reserves", where, said)
        for tie_break in rules.tie_breaks:
            bands = self.series([self.number(band) for band in tie_break.bands])
            said[_free(said, f"tie_breaks.{_topic(tie_break)}")] = self.word(
                "ties", scope=self.scope(tie_break), how=self.word(f"ties.{tie_break.kind}", bands=bands)
            )
        self.in_order("tie_breaks", [self.scope(rule) for rule in rules.tie_breaks], said)
        rights = []
        for guarantee in rules.guarantees:
            whose = self.word(f"guarantee.{guarantee.kind}", group=guarantee.group)
            rights.append(self.word("at", what=whose, scope=self.scope(guarantee)))
            said[_free(said, f"guarantees.{guarantee.kind}.{guarantee.group}")] = f"{rights[-1]}."
        self.in_order("guarantees", rights, said)

    def siblings_and_later(self, rules: EnrollmentRules, said: dict[str, str]) -> None:
        if rules.siblings.keep_together:
            said["siblings.keep_together"] = self.word("together", fact=rules.siblings.keep_together)
        maximum = rules.siblings.maximum_rounds
        searched = rules.siblings.keep_together or rules.offered_groups
        if searched or maximum != r.Siblings().maximum_rounds:
            said["siblings.maximum_rounds"] = self.word("siblings.search", maximum=f"{maximum:,}")
        if restarts := rules.siblings.restarts:
            said["siblings.restarts"] = self.word("siblings.restarts", restarts=f"{restarts:,}")
        if not rules.waitlist.kept:
            said["waitlist"] = self.word("waitlist.none")
        elif rules.waitlist.until:
            said["waitlist"] = self.word("waitlist.until", day=self.day(rules.waitlist.until))
        else:
            said["waitlist"] = self.word("waitlist.next")
        for backfill in rules.backfill:
            waitlist = backfill.method == "waitlist_order"
            said[_free(said, f"backfill.{_topic(backfill)}")] = self.word(
                "backfill",
                day=self.day(backfill.until),
                scope=self.scope(backfill),
                how=self.word("backfill.waitlist_order" if waitlist else "backfill.reverse"),
            )
        self.in_order("backfill", [self.scope(rule) for rule in rules.backfill], said)

    def in_order(self, name: str, items: Sequence[str], said: dict[str, str]) -> None:
        """Say in which order several rules of one kind stand: which of them comes first is agreed too."""
        if len(items) > 1:
            said[f"{name}.order"] = self.word(f"{name}.order", items="; ".join(items))

    def definition(self, group: r.Group) -> str:
        match group:
            case r.FactGroup():
                return self.word("group.fact", column=group.column, values=self.series(group.values, "or"))
            case r.ClaimGroup():
                return self.word("group.claim", claim=group.claim)
            case r.SiblingAttendingGroup():
                return self.word("group.sibling_attending", claim=group.claim)
            case r.SiblingOfferedGroup():
                return self.word("group.sibling_offered")
            case r.ZoneGroup():
                return self.word("group.zone")
            case r.DistanceGroup():
                return self.word("group.distance", km=self.number(group.within_km))
            case r.CurrentSchoolGroup():
                return self.word("group.current")
            case r.FeederGroup():
                pairs = [
                    self.word("group.feeder.pair", target=target, schools=self.series(schools))
                    for target, schools in group.feeders.items()
                ]
                return self.word("group.feeder", pairs="; ".join(pairs))
            case r.ScoreBandGroup():
                limits = (("group.score.low", group.minimum), ("group.score.high", group.below))
                parts = [self.word(key, value=self.number(v)) for key, v in limits if v is not None]
                return self.word("group.score", parts=self.joined(parts))
            case r.CombinedGroup():
                lists = (("all_of", group.all_of), ("any_of", group.any_of), ("none_of", group.none_of))
                parts = [self.word(f"group.{key}", names=self.series(names)) for key, names in lists if names]
                return self.word("group.combined", parts=self.joined(parts))

    def order(self, groups: tuple[str, ...]) -> str:
        listed = [self.group(name) for name in groups if name != r.EVERYONE]
        return self.word("then").join([*listed, self.word("everyone")])

    def group(self, name: str) -> str:
        if name in (r.OPEN, r.EVERYONE):
            return self.word("everyone")
        return f"«{name}»" if self.language == "es" else f"“{name}”"

    def scope(self, scope: r.Scope) -> str:
        parts = []
        if scope.programs:
            parts.append(self.word("scope.programs", names=self.series(scope.programs)))
        if scope.schools:
            parts.append(self.word("scope.schools", names=self.series(scope.schools)))
        if scope.sectors:
            names = [self.word(f"sector.{sector}") for sector in scope.sectors]
            parts.append(self.word("scope.sectors", names=self.series(names)))
        if scope.grades:
            parts.append(self.word("scope.grades", names=self.series(scope.grades)))
        return ", ".join(parts) or self.word("scope.all")

    def results(self, results: datetime.date | None) -> str:
        if results is None:
            return ""
        if not isinstance(results, datetime.datetime):
            return self.word("round.results", day=self.day(results))
        return self.word("round.results_at", day=self.day(results.date()), time=say_clock(results.time()))

    def day(self, day: datetime.date) -> str:
        return say_date(day, self.language)

    def number(self, number: float | Decimal) -> str:
        return say_number(number, self.language, exact=True)

    def joined(self, parts: Sequence[str]) -> str:
        return f" {self.word('and')} ".join(parts)

    def series(self, items: Sequence[str], last: Literal["and", "or"] = "and") -> str:
        return say_list(items, self.language, last)


def _topic(scope: r.Scope) -> str:
    # Topics identify a rule across versions and languages.
    return _Speaker("en").scope(scope)


def _free(said: dict[str, str], topic: str) -> str:
    # Two rules may share a topic; the second is told apart by its number.
    number, free = 1, topic
    while free in said:
        number += 1
        free = f"{topic}.{number}"
    return free
