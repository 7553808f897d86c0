"""Holding a rulebook against the city it is for: every name in it must mean something there."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping

import polars as pl

from citycompact.city import CityPackage
from citycompact.city.tables import ADDRESS, ADDRESS_COLUMNS
from citycompact.enrollment import rules as r
from citycompact.enrollment.seat_buckets import over_reserved
from citycompact.facts import Problem
from citycompact.rulebook import Rulebook, is_skipped

Where = tuple[str | int, ...]
_Report = Callable[[Where, str, str], None]

_ASKED_ELSEWHERE = ("current_school_id", "low_income", "english_learner", "iep")
"""Facts that every city means the same by; rules may speak of one that no group of theirs looks at."""
_NEVER_VERIFIED = {"applicant_id", "family_id", "grade", *ADDRESS_COLUMNS}


def rulebook_problems(city: CityPackage, rules: r.EnrollmentRules, rulebook: Rulebook) -> list[Problem]:
    """List every name in the enrollment rules that the city does not know, each with its line."""
    problems: list[Problem] = []

    def report(where: Where, message: str, mend: str) -> None:
        problems.append(rulebook.problem((r.SECTION, *where), message, mend))

    cells = spelled_otherwise(city)
    _times(city, rules, report)
    used = _groups(city, rules, report, cells)
    _places(city, rules, report)
    used |= _own_columns(city, rules, report, cells)
    _verification(city, rules, report)
    _shares(city, rules, report)
    problems.extend(_named_groups(city, rules, "reserves", "group", cells))
    problems.extend(_named_groups(city, rules, "programs", "open_to", cells))
    problems.extend(problem for name in sorted(used) for problem in cells[name])
    return problems


_SPELLINGS = frozenset(("yes", "no", "y", "n", "1", "0", "true", "false", "t", "f", "sí", "si"))
_MOST_CELLS = 100


def spelled_otherwise(city: CityPackage) -> dict[str, list[Problem]]:
    """For each column of the applicants that says yes and no in other words than true and false, what is to
    be written in its cells; a column of other texts is none of these."""
    applicants = city.table("applicants")
    found = {}
    for name in (column for column, kind in applicants.schema.items() if kind == pl.String):
        said = applicants[name].str.to_lowercase()
        if not set(said.drop_nulls().unique()) <= _SPELLINGS or said.drop_nulls().is_empty():
            continue
        wrong = (~said.is_in(["true", "false"])).fill_null(False).arg_true().to_list()
        found[name] = [_cell(name, row, applicants[name][row]) for row in wrong[:_MOST_CELLS]]
        if (more := len(wrong) - _MOST_CELLS) > 0:
            said_ = f"has {more:,} more cells that are not true or false."
            found[name].append(Problem("applicants.csv", said_, "Write true or false.", column=name))
    return found


def _cell(name: str, row: int, value: str) -> Problem:
    yes = value.lower() in ("yes", "y", "1", "t", "sí", "si")
    mend = f"Write {'true' if yes else 'false'}."
    return Problem("applicants.csv", "is not true or false.", mend, row + 2, name, value)


def _times(city: CityPackage, rules: r.EnrollmentRules, report: _Report) -> None:
    times: list[tuple[Where, datetime.datetime]] = []
    for number, item in enumerate(rules.rounds):
        times.append((("rounds", number, "closes"), item.closes))
        if item.draw is not None:
            times.append((("rounds", number, "draw", "at"), item.draw.at))
    if rules.draw is not None:
        times.append((("draw", "at"), rules.draw.at))
    for where, moment in times:
        if is_skipped(moment, city.time_zone):
            report(
                where,
                f"is a time that the clock of {city.time_zone} skips: {moment:%Y-%m-%dT%H:%M}.",
                "Write an hour that there is on that day.",
            )


def _shares(city: CityPackage, rules: r.EnrollmentRules, report: _Report) -> None:
    for number, message in over_reserved(city, rules).items():
        report(("reserves", number, "share"), message, "Lower one of the shares, or narrow where it holds.")


def _boolean_columns(city: CityPackage) -> list[str]:
    applicants = city.table("applicants")
    return [name for name, kind in applicants.schema.items() if kind == pl.Boolean]


def _known(name: str, city: CityPackage, rules: r.EnrollmentRules) -> bool:
    return name in (r.OPEN, r.EVERYONE) or name in rules.groups or name in _boolean_columns(city)


def _unknown_group(name: str, city: CityPackage) -> tuple[str, str]:
    columns = city.table("applicants").columns
    if name in columns:
        return (
            f"uses column {name} of applicants.csv as a group, but it does not hold only true and false.",
            "Correct the column, or define a group of kind fact on it.",
        )
    return (
        f"names a group {name!r} that is neither defined nor a true/false column of applicants.csv.",
        f"Define [enrollment.groups.{name}], or add the column.",
    )


def _groups(
    city: CityPackage, rules: r.EnrollmentRules, report: _Report, cells: Mapping[str, object]
) -> set[str]:
    """Report groups that mean nothing; gives the columns that are used and spelled otherwise."""
    used: set[str] = set()
    uses: list[tuple[Where, Iterable[str]]] = [(("priorities", "default"), rules.priorities.default)]
    uses += [(("priorities", "sectors", key), names) for key, names in rules.priorities.sectors.items()]
    uses += [(("priorities", "schools", key), names) for key, names in rules.priorities.schools.items()]
    uses += [(("priorities", "programs", key), names) for key, names in rules.priorities.programs.items()]
    uses += [(("reserves", number, "group"), [rule.group]) for number, rule in enumerate(rules.reserves)]
    uses += [
        (("guarantees", number, "group"), [rule.group])
        for number, rule in enumerate(rules.guarantees)
        if rule.group
    ]
    uses += [(("lottery", "weights", name), [name]) for name in rules.lottery.weights]
    uses += [(("mechanism", "consent"), [rules.mechanism.consent])]
    uses += [
        (("groups", name), group.parts)
        for name, group in rules.groups.items()
        if isinstance(group, r.CombinedGroup)
    ]
    for where, names in uses:
        for name in names:
            if not _known(name, city, rules):
                if name in cells:
                    used.add(name)
                else:
                    report(where, *_unknown_group(name, city))
    for number, rule in enumerate(rules.reserves):
        if rule.group in rules.offered_groups:
            report(
                ("reserves", number, "group"),
                "reserves seats for siblings placed in the same run, which is only known during the run.",
                "Give them a priority instead.",
            )
    for where, name in [
        *((("lottery", "weights", name), name) for name in rules.lottery.weights),
        (("mechanism", "consent"), rules.mechanism.consent),
    ]:
        if _known(name, city, rules) and not _of_applicants(name, rules):
            report(
                where,
                f"needs a group of applicants, but {name!r} depends on the school.",
                "Use a true/false column, or a group of kind fact or combined.",
            )
    return used


def _of_applicants(name: str, rules: r.EnrollmentRules) -> bool:
    group = rules.groups.get(name)
    if isinstance(group, r.CombinedGroup):
        return all(_of_applicants(part, rules) for part in group.parts)
    return group is None or isinstance(group, r.FactGroup)


def _places(city: CityPackage, rules: r.EnrollmentRules, report: _Report) -> None:
    schools = set(city.table("schools")["school_id"])
    programs = set(city.table("programs")["program_id"])
    scopes: list[tuple[str, tuple[r.Scope, ...]]] = [
        ("reserves", rules.reserves),
        ("tie_breaks", rules.tie_breaks),
        ("guarantees", rules.guarantees),
        ("backfill", rules.backfill),
    ]
    named: list[tuple[Where, str, str]] = []
    for section, items in scopes:
        for number, scope in enumerate(items):
            named += [((section, number, "schools"), "school", name) for name in scope.schools]
            named += [((section, number, "programs"), "program", name) for name in scope.programs]
    named += [(("priorities", "schools", name), "school", name) for name in rules.priorities.schools]
    for name in rules.priorities.ordered_by_list:
        named.append((("priorities", "ordered_by_list"), "program", name))
    named += [(("priorities", "programs", name), "program", name) for name in rules.priorities.programs]
    for group_name, group in rules.groups.items():
        if isinstance(group, r.FeederGroup):
            # A feeder that the city does not know would feed nobody, and no family would be told.
            schools_named = [*group.feeders, *(name for fed in group.feeders.values() for name in fed)]
            named += [(("groups", group_name, "feeders"), "school", name) for name in schools_named]
    for where, noun, name in named:
        if name not in (schools if noun == "school" else programs):
            report(where, f"names a {noun} {name!r} that {noun}s.csv does not have.", "Correct the id.")


def _own_columns(
    city: CityPackage, rules: r.EnrollmentRules, report: _Report, cells: Mapping[str, object]
) -> set[str]:
    columns = city.table("applicants").columns
    for name, group in rules.groups.items():
        if isinstance(group, r.FactGroup) and group.column not in columns:
            report(
                ("groups", name, "column"),
                f"uses column {group.column!r}, which applicants.csv does not have.",
                "Add the column, or correct its name.",
            )
    column = rules.siblings.keep_together
    if column is not None and column in cells:
        return {column}
    if column is not None and column not in _boolean_columns(city):
        report(
            ("siblings", "keep_together"),
            f"needs a true/false column {column!r} in applicants.csv.",
            "Add the column, or remove this line.",
        )
    return set()


def _verification(city: CityPackage, rules: r.EnrollmentRules, report: _Report) -> None:
    facts = {*city.table("applicants").columns, *_ASKED_ELSEWHERE, ADDRESS} - _NEVER_VERIFIED
    for name in rules.verification:
        if name not in facts | rules.claims:
            report(
                ("verification", name),
                f"says how {name!r} is verified: neither a fact of applicants.csv nor a claim of a group.",
                f"Correct its name; zone and coordinates are the fact {ADDRESS}.",
            )


def _named_groups(
    city: CityPackage, rules: r.EnrollmentRules, table: str, column: str, cells: Mapping[str, object]
) -> list[Problem]:
    """List the cells of a table that name a group nobody has defined."""
    named = city.table(table).with_row_index("row", offset=2).drop_nulls(column)
    problems = []
    for row, name in named.select("row", column).iter_rows():
        if name in rules.offered_groups:
            message = "is only known during the run, so no seats can be kept for it."
            mend = "Name another group; siblings placed in the same run can have a priority."
        elif not _known(name, city, rules) and name not in cells:
            message, mend = _unknown_group(name, city)
        else:
            continue
        problems.append(Problem(f"{table}.csv", message, mend, row=row, column=column, value=name))
    return problems
