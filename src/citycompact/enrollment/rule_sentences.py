"""The enrollment rules as plain sentences, one for each thing that is agreed."""

from __future__ import annotations

import datetime

from citycompact.enrollment import rules as r
from citycompact.enrollment.rules import EnrollmentRules

_MECHANISMS: dict[r.MechanismName, str] = {
    "deferred_acceptance": "Seats are assigned by student-proposing deferred acceptance: it is safe to "
    "list schools in the order a family truly wants them.",
    "top_trading_cycles": "Seats are assigned by top trading cycles: applicants may trade priorities, and "
    "it is safe to list schools in the order a family truly wants them.",
    "immediate_acceptance": "Seats are assigned by immediate acceptance (the Boston mechanism): first "
    "choices are filled first, so listing a popular school first carries a risk.",
    "serial_dictatorship": "Seats are assigned in lottery order alone: each applicant takes the best seat "
    "that is left.",
    "efficiency_adjusted_deferred_acceptance": "Seats are assigned by efficiency-adjusted deferred "
    "acceptance: where applicants consent, a priority that cannot help them does not stand in "
    "another's way.",
    "stable_improvement_cycles": "Seats are assigned by deferred acceptance followed by stable improvement "
    "cycles: applicants with equal priority may swap seats when all who swap gain.",
}


def rule_sentences(rules: EnrollmentRules) -> dict[str, str]:
    """State the rules: topic to sentence, in the order a board would read them."""
    said: dict[str, str] = {}
    for item in rules.rounds:
        grades = f" for grades {_and(item.grades)}" if item.grades else ""
        results = f" Results come on {_day(item.results)}." if item.results else ""
        closes = item.closes
        said[f"rounds.{item.id}"] = (
            f"Round “{item.name}”{grades} opens on {_day(item.opens)} and closes on {_day(closes.date())} at "
            f"{closes:%H:%M}.{results}"
        )
    maximum = rules.choices.maximum
    said["choices.maximum"] = (
        f"A family may list up to {maximum} programs."
        if maximum
        else "A family may list as many programs as it likes."
    )
    said["mechanism"] = _MECHANISMS[rules.mechanism.name]
    if rules.mechanism.name == "efficiency_adjusted_deferred_acceptance":
        said["mechanism.consent"] = f"Consent is given by {_group(rules.mechanism.consent)}."
    said["lottery.numbers"] = (
        "Every applicant has one lottery number, used at all programs."
        if rules.lottery.numbers == "per_applicant"
        else "Every applicant has a separate lottery number at each program."
    )
    for name, weight in rules.lottery.weights.items():
        said[f"lottery.weights.{name}"] = (
            f"In the lottery, {_group(name)} counts with weight {weight:g} (others have weight 1)."
        )
    for name, group in rules.groups.items():
        said[f"groups.{name}"] = f"“{name}” means {_definition(group)}."
    said.update(_priority_sentences(rules.priorities))
    said.update(_program_sentences(rules))
    said.update(_sibling_and_later_sentences(rules))
    return said


def _priority_sentences(priorities: r.Priorities) -> dict[str, str]:
    said = {"priorities.default": f"Priority at every program: {_order(priorities.default)}."}
    for sector, groups in priorities.sectors.items():
        said[f"priorities.sectors.{sector}"] = f"Priority at {sector} schools: {_order(groups)}."
    for school, groups in priorities.schools.items():
        said[f"priorities.schools.{school}"] = f"Priority at school {school}: {_order(groups)}."
    for program, groups in priorities.programs.items():
        said[f"priorities.programs.{program}"] = f"Priority at program {program}: {_order(groups)}."
    return said


def _program_sentences(rules: EnrollmentRules) -> dict[str, str]:
    said: dict[str, str] = {}
    for reserve in rules.reserves:
        size = f"{reserve.share * 100:g} % of seats" if reserve.share else f"{reserve.seats} seats"
        order = "before" if reserve.position == "first" else "after"
        unused = (
            "they stay empty if too few of them apply"
            if reserve.hard
            else "if too few of them apply, others may take these seats"
        )
        said[_free(said, f"reserves.{reserve.group}.{_scope(reserve)}")] = (
            f"{size[0].upper()}{size[1:]} at {_scope(reserve)} are reserved for {_group(reserve.group)}, filled "
            f"{order} the open seats; {unused}."
        )
    for tie_break in rules.tie_breaks:
        how = {
            "lottery": "by lottery",
            "score": "by score, then by lottery",
            "band": f"by score band (from {_and([f'{b:g}' for b in tie_break.bands])}), then by lottery",
        }[tie_break.kind]
        said[_free(said, f"tie_breaks.{_scope(tie_break)}")] = (
            f"Ties at {_scope(tie_break)} are broken {how}."
        )
    for guarantee in rules.guarantees:
        whose = {
            "current_school": "Applicants keep the right to a seat at the school they attend",
            "zone": "Applicants have the right to a seat at the school of their zone",
            "group": f"Members of “{guarantee.group}” have the right to a seat",
        }[guarantee.kind]
        said[_free(said, f"guarantees.{guarantee.kind}.{guarantee.group}")] = (
            f"{whose}, at {_scope(guarantee)}."
        )
    return said


def _sibling_and_later_sentences(rules: EnrollmentRules) -> dict[str, str]:
    said: dict[str, str] = {}
    if rules.siblings.keep_together:
        said["siblings.keep_together"] = (
            f"Siblings who ask for it (“{rules.siblings.keep_together}”) are placed at one school together or "
            "not at all."
        )
    if not rules.waitlist.kept:
        said["waitlist"] = "No waitlists are kept."
    elif rules.waitlist.until:
        said["waitlist"] = f"Waitlists are kept until {_day(rules.waitlist.until)}."
    else:
        said["waitlist"] = "Waitlists are kept until the next round."
    for backfill in rules.backfill:
        how = (
            "from the waitlist in its order"
            if backfill.method == "waitlist_order"
            else "by reassignment in reverse lottery order"
        )
        said[_free(said, f"backfill.{_scope(backfill)}")] = (
            f"Until {_day(backfill.until)}, a vacated seat at {_scope(backfill)} is refilled {how}."
        )
    return said


def _definition(group: r.Group) -> str:
    match group:
        case r.FactGroup():
            return f"applicants whose {group.column} is {_or(group.values)}"
        case r.ClaimGroup():
            return f"applicants with a verified claim “{group.claim}” at the school"
        case r.SiblingAttendingGroup():
            return "applicants with a sibling who attends the school now"
        case r.SiblingOfferedGroup():
            return "applicants with a sibling placed at the school in the same run"
        case r.ZoneGroup():
            return "applicants who live in the school's zone"
        case r.DistanceGroup():
            return f"applicants who live within {group.within_km:g} km of the school"
        case r.CurrentSchoolGroup():
            return "applicants who attend the school now"
        case r.FeederGroup():
            pairs = "; ".join(f"{target} from {_and(schools)}" for target, schools in group.feeders.items())
            return f"applicants from feeder schools ({pairs})"
        case r.ScoreBandGroup():
            low = f"at least {group.minimum:g}" if group.minimum is not None else ""
            high = f"below {group.below:g}" if group.below is not None else ""
            return f"applicants whose score is {' and '.join(part for part in (low, high) if part)}"
        case r.CombinedGroup():
            parts = [
                f"{words} {_and(names)}"
                for words, names in (
                    ("are in all of", group.all_of),
                    ("are in at least one of", group.any_of),
                    ("are in none of", group.none_of),
                )
                if names
            ]
            return f"applicants who {' and '.join(parts)}"


def _order(groups: tuple[str, ...]) -> str:
    listed = [name for name in groups if name != r.EVERYONE]
    return ", then ".join([*(f"“{name}”" for name in listed), "everyone"])


def _group(name: str) -> str:
    return "everyone" if name in (r.OPEN, r.EVERYONE) else f"“{name}”"


def _scope(scope: r.Scope) -> str:
    parts = []
    if scope.programs:
        parts.append(f"programs {_and(scope.programs)}")
    if scope.schools:
        parts.append(f"schools {_and(scope.schools)}")
    if scope.sectors:
        parts.append(f"{_and(scope.sectors)} schools")
    if scope.grades:
        parts.append(f"grades {_and(scope.grades)}")
    return ", ".join(parts) or "every program"


def _free(said: dict[str, str], topic: str) -> str:
    # Two rules may share a topic; the second is told apart by its number.
    number, free = 1, topic
    while free in said:
        number += 1
        free = f"{topic}.{number}"
    return free


def _day(day: datetime.date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _and(items: tuple[str, ...] | list[str]) -> str:
    return _series(items, "and")


def _or(items: tuple[str, ...] | list[str]) -> str:
    return _series(items, "or")


def _series(items: tuple[str, ...] | list[str], word: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
