"""The directory's rules: groups, priorities and eligibility of every program, as a rulebook."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field

from citycompact.importers.nyc_directory.admission_methods import READING_BANDS, tie_break
from citycompact.importers.nyc_directory.priorities_in_words import EVERYONE, Reading, read_priority
from citycompact.importers.nyc_directory.reading import Directory

MAXIMUM_CHOICES = 12
Requirement = tuple[str, tuple[str, ...]]


@dataclass
class Policy:
    """What was read of the rules, and what was not.

    Parameters
    ----------
    groups
        Group to its TOML table.
    priorities
        Program to its ordered groups, ``everyone`` left out.
    requires
        Program to the facts that its eligibility text asks of an applicant.
    claims
        Program to the claims that its priorities look at.
    read, unread
        How often each priority text was read as a group, and how often each was not.
    eligibility_read, eligibility_unread
        The same for eligibility texts.
    unknown_methods
        Admission methods this importer does not know, with how often.
    cut
        Priorities that follow one for everyone and so can have no effect.
    """

    groups: dict[str, str] = field(default_factory=dict)
    priorities: dict[str, tuple[str, ...]] = field(default_factory=dict)
    requires: dict[str, tuple[Requirement, ...]] = field(default_factory=dict)
    claims: dict[str, tuple[str, ...]] = field(default_factory=dict)
    read: dict[str, tuple[str, int]] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)
    eligibility_read: dict[str, tuple[str, int]] = field(default_factory=dict)
    eligibility_unread: Counter[str] = field(default_factory=Counter)
    unknown_methods: Counter[str] = field(default_factory=Counter)
    cut: list[str] = field(default_factory=list)


def read_policy(directory: Directory) -> Policy:
    """Read the rules of every program of the directory."""
    policy = Policy()
    for school in directory.schools:
        for program in school.programs:
            if tie_break(program.method) is None:
                policy.unknown_methods[program.method] += 1
            groups: list[str] = []
            for number, text in enumerate(program.priorities):
                reading = read_priority(text)
                if reading is None:
                    policy.unread[text] += 1
                    continue
                group, seen = policy.read.get(text, (reading.group, 0))
                policy.read[text] = (group, seen + 1)
                if reading.group == EVERYONE:
                    policy.cut += [f"{program.program_id}: “{t}”" for t in program.priorities[number + 1 :]]
                    break
                _define(policy, reading)
                if reading.group not in groups:
                    groups.append(reading.group)
            policy.priorities[program.program_id] = tuple(groups)
            policy.claims[program.program_id] = _claims_of(policy, groups)
            if program.eligibility:
                _read_eligibility(policy, program.program_id, program.eligibility)
    return policy


def _read_eligibility(policy: Policy, program_id: str, text: str) -> None:
    reading = read_priority(text)
    requires = None if reading is None else _requirements(reading)
    if reading is None or requires is None:
        policy.eligibility_unread[text] += 1
        return
    group, seen = policy.eligibility_read.get(text, (reading.group, 0))
    policy.eligibility_read[text] = (group, seen + 1)
    policy.requires[program_id] = requires


def _requirements(reading: Reading) -> tuple[Requirement, ...] | None:
    """Facts behind a group, for the draw of applicants; None where it rests on something else."""
    tables = {name: tomllib.loads(text) for name, text in reading.definitions.items()}

    def visit(name: str) -> list[Requirement] | None:
        table = tables.get(name)
        if table is None:
            return [] if name == EVERYONE else [(name, ("true",))]
        if table["kind"] == "fact":
            return [(table["column"], tuple(table["values"]))]
        if table["kind"] != "combined" or "none_of" in table:
            return None
        found: list[Requirement] = []
        for part in table["all_of"]:
            inner = visit(part)
            if inner is None:
                return None
            found += inner
        return found

    found = visit(reading.group)
    return None if found is None else tuple(found)


def _define(policy: Policy, reading: Reading) -> None:
    policy.groups.update(reading.definitions)


def _claims_of(policy: Policy, groups: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        table = tomllib.loads(policy.groups.get(name, ""))
        if table.get("kind") == "claim":
            found[table["claim"]] = None
        for part in table.get("all_of", []):
            visit(part)

    for name in groups:
        visit(name)
    return tuple(found)


def city_id(year: int) -> str:
    """Id of the city of a year's directory."""
    return f"nyc-high-schools-{year}"


def rulebook_text(policy: Policy, year: int) -> str:
    """The rules as a rulebook: unsigned, since no sector of the city has agreed on this reading."""
    lines = [
        "# Read from the words of the directory by City Compact; see import-report.md.",
        "[rulebook]",
        f'name = "New York City high schools, as read from the {year} directory"',
        f'version = "{year}"',
        f'city = "{city_id(year)}"',
        "",
        f"# Of the draw of {year} nothing is published; this one shows how a draw is agreed on.",
        "[enrollment.draw]",
        'kind = "numbers"',
        'event = "No real drawing: an example"',
        f"at = {year}-02-15T10:00:00",
        "count = 6",
        "highest = 49",
        "",
        "[enrollment.choices]",
        f"maximum = {MAXIMUM_CHOICES}",
        "",
        "[enrollment.mechanism]",
        'name = "deferred_acceptance"',
        "",
        "[enrollment.groups.general_education]",
        'kind = "combined"',
        'none_of = ["iep"]',
    ]
    tables = {band.group: band.definition for band in READING_BANDS} | policy.groups
    for name in sorted(tables):
        lines += ["", f"[enrollment.groups.{name}]", tables[name]]
    lines += ["", "[enrollment.priorities.programs]"]
    for program, groups in sorted(policy.priorities.items()):
        if groups:
            listed = ", ".join(f'"{group}"' for group in groups)
            lines += [f'"{program}" = [{listed}]', f'"{program}-SWD" = [{listed}]']
    return "\n".join(lines) + "\n"
