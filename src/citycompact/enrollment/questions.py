"""What an application has to ask, and no more: read from the rules that will decide it."""

from __future__ import annotations

from dataclasses import dataclass

from citycompact.enrollment import rules as r


@dataclass(frozen=True)
class Questions:
    """Which questions the rules make necessary.

    Parameters
    ----------
    address
        Whether a place or a zone decides anything.
    current_school
        Whether the present school does.
    facts
        Columns of ``applicants`` (true or false) that a group or a program looks at.
    claims
        Claims a school has to confirm, with what families are told about each, by language.
    siblings
        Whether brothers and sisters matter; ``together``: the fact by which they ask for one
        school or none, None where that is no choice.
    maximum
        How many programs may be listed, None for any number.
    """

    address: bool
    current_school: bool
    facts: tuple[str, ...]
    claims: dict[str, dict[str, str]]
    siblings: bool
    together: str | None
    maximum: int | None


def questions(rules: r.EnrollmentRules, named_in_tables: frozenset[str] = frozenset()) -> Questions:
    """Read the rules for everything they look at.

    Parameters
    ----------
    named_in_tables
        Groups that the city's tables name (``reserves.group`` and ``programs.open_to``).
    """
    used = _used_groups(rules) | named_in_tables
    used = _with_parts(rules, used - {r.OPEN, r.EVERYONE})
    kinds = {name: rules.groups.get(name) for name in used}
    guarantees = {item.kind for item in rules.guarantees}
    facts = sorted(name for name, group in kinds.items() if group is None)
    facts += sorted({group.column for group in kinds.values() if isinstance(group, r.FactGroup)})
    claims: dict[str, dict[str, str]] = {}
    for group in kinds.values():
        if isinstance(group, r.ClaimGroup | r.SiblingAttendingGroup):
            claims[group.claim] = group.labels
    return Questions(
        address="zone" in guarantees
        or any(isinstance(group, r.ZoneGroup | r.DistanceGroup) for group in kinds.values()),
        current_school="current_school" in guarantees
        or any(
            isinstance(group, r.CurrentSchoolGroup | r.FeederGroup | r.SiblingAttendingGroup)
            for group in kinds.values()
        ),
        facts=tuple(dict.fromkeys(facts)),
        claims=claims,
        siblings=bool(rules.siblings.keep_together)
        or any(
            isinstance(group, r.SiblingAttendingGroup | r.SiblingOfferedGroup) for group in kinds.values()
        ),
        together=rules.siblings.keep_together,
        maximum=rules.choices.maximum,
    )


def _used_groups(rules: r.EnrollmentRules) -> frozenset[str]:
    named = {name for groups in rules.priorities.lists for name in groups}
    named |= {rule.group for rule in rules.reserves} | set(rules.lottery.weights)
    named |= {rule.group for rule in rules.guarantees if rule.group}
    if rules.mechanism.name == "efficiency_adjusted_deferred_acceptance":
        named.add(rules.mechanism.consent)
    return frozenset(named)


def _with_parts(rules: r.EnrollmentRules, names: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        group = rules.groups.get(name)
        if isinstance(group, r.CombinedGroup):
            waiting += [part for part in group.parts if part not in (r.OPEN, r.EVERYONE)]
    return frozenset(found)
