"""The certificate of budgets: every line, total and payment recomputed from counts and rules, by other means.

Nothing here is shared with the code that decides. Where that walks along the bends of a curve in whole
units, this takes the factor that is published, multiplies by it in fractions of dollars, and asks whether
one so small is the least that there is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Finding, Result
from citycompact.funding.rules import FundingRules

_UNIT = {"dollar": Fraction(1), "cent": Fraction(1, 100)}
_MOST_EXAMPLES = 20
Row = tuple[Any, ...]


def check(facts: CityPackage, rules: FundingRules, result: Result) -> Certificate:
    """Hold budgets against counts and rules.

    Returns
    -------
    Findings: lines_recompute, lines_sum_up, every_school_is_there, envelope_is_met, floors_are_kept,
    caps_are_kept, one_factor_for_all, payments_recompute, levies_are_passed_on, money_moves_by_the_day,
    values_recompute, both_sectors_alike; and another_pupil_takes_nothing, where the rules promise it: without
    envelope, concentration and ``base.below``. Examples name schools.
    """
    if empty := list(_empty_cells(result)):
        # Of what is not there nothing can be said, and nothing else has to be.
        return Certificate((_finding("lines_recompute", empty),))
    due, said = _Due(facts, rules), _Said(result)
    findings = [
        _compared("lines_recompute", said.lines, due.lines()),
        _finding("lines_sum_up", _sums(due, said)),
        _compared("every_school_is_there", said.schools, due.schools(said.totals)),
        _finding("envelope_is_met", _envelope(due, said)),
        _finding("floors_are_kept", _floors(due, said)),
        _finding("caps_are_kept", _caps(due, said)),
        _finding("one_factor_for_all", _factor(due, said)),
        _compared("payments_recompute", said.payments, due.payments(said.totals)),
        _compared("levies_are_passed_on", said.levies, due.levies()),
        _compared("money_moves_by_the_day", said.mid_year, due.mid_year()),
        _finding("values_recompute", _values(due, said)),
        _finding("both_sectors_alike", _alike(said)),
    ]
    if rules.envelope is None and not rules.concentration and (rules.base is None or not rules.base.below):
        findings.append(_finding("another_pupil_takes_nothing", _monotone(due, said)))
    return Certificate(tuple(findings))


_MAY_BE_EMPTY = {"allocations": {"pupils", "per_pupil"}, "schools": {"before", "change"}}


def _empty_cells(result: Result) -> Iterable[str]:
    """Cells in which something has to stand."""
    for name, table in result.tables.items():
        for column in sorted(set(table.columns) - _MAY_BE_EMPTY.get(name, set())):
            if nulls := table[column].null_count():
                yield f"{name}.csv: {column} is empty in {nulls} rows"


def _finding(name: str, wrong: Iterable[str]) -> Finding:
    found = list(wrong)
    return Finding(name, True, len(found), tuple(found[:_MOST_EXAMPLES]))


def _compared(name: str, said: Iterable[Row], due: Iterable[Row]) -> Finding:
    """Rows that are published without ground, and rows that are missing."""
    given, wanted = Counter(said), Counter(due)
    wrong = [f"{_row(row)} has no ground" for row in sorted((given - wanted).elements(), key=_row)]
    wrong += [f"{_row(row)} is missing" for row in sorted((wanted - given).elements(), key=_row)]
    return _finding(name, wrong)


def _row(row: Row) -> str:
    return ", ".join("" if cell is None else _shown(cell) for cell in row)


def _shown(cell: object) -> str:
    return f"{float(cell):,.2f}" if isinstance(cell, Fraction) else str(cell)


class _Said:
    """What is published, amounts as fractions of dollars."""

    def __init__(self, result: Result) -> None:
        self.values = result.values
        rows: dict[str, list[Row]] = {
            name: [
                tuple(Fraction(cell) if isinstance(cell, Decimal) else cell for cell in row)
                for row in table.iter_rows()
            ]
            for name, table in result.tables.items()
        }
        every = rows["allocations"]
        self.adjustments = [row for row in every if row[1] == "adjustment"]
        self.lines = [row for row in every if row[1] != "adjustment"]
        self.schools, self.payments = rows["schools"], rows["payments"]
        self.levies, self.mid_year = rows["levies"], rows["mid_year"]
        self.totals: dict[str, Fraction] = {row[0]: row[2] for row in self.schools}

    @cached_property
    def sums(self) -> Mapping[str, Fraction]:
        """Of each school what its lines add up to."""
        found: dict[str, Fraction] = defaultdict(Fraction)
        for school, _line, _pupils, _each, amount in (*self.lines, *self.adjustments):
            found[school] += amount
        return found

    @cached_property
    def factor(self) -> Fraction | None:
        """The factor, where it is one."""
        try:
            return Fraction(str(self.values["factor"]))
        except (KeyError, ValueError, ZeroDivisionError):
            return None


@dataclass(frozen=True)
class _Bounds:
    floor: Fraction
    cap: Fraction | None


class _Due:
    """What follows from facts and rules, in fractions of dollars."""

    def __init__(self, facts: CityPackage, rules: FundingRules) -> None:
        self.facts, self.rules, self.unit = facts, rules, _UNIT[rules.rounding]
        self.weights = {item.category: item for item in rules.weights}
        self.counts: dict[str, dict[str, Fraction]] = defaultdict(dict)
        for row in facts.tables["counts"].iter_rows(named=True):
            self.counts[row["school_id"]][row["category"]] = Fraction(row["pupils"])
        self.before = {row["school_id"]: row for row in facts.tables["previous"].iter_rows(named=True)}
        self.per_pupil = {
            name: self.rounded(Fraction(rules.foundation) * Fraction(item.weight))
            for name, item in self.weights.items()
        }
        self.of = {school: self.of_school(school, counted) for school, counted in self.counts.items()}
        self.formula = {
            school: sum((row[4] for row in rows), Fraction(0)) for school, rows in self.of.items()
        }
        self.bounds = {school: self.bounds_of(school, counted) for school, counted in self.counts.items()}

    def rounded(self, dollars: Fraction) -> Fraction:
        """To the unit, half up."""
        return (dollars / self.unit * 2 + 1) // 2 * self.unit

    def pupils(self, counted: Mapping[str, Fraction]) -> Fraction:
        """Pupils of a school."""
        return sum((n for name, n in counted.items() if not self.weights[name].need), Fraction(0))

    def of_school(self, school: str, counted: Mapping[str, Fraction]) -> list[Row]:
        """The lines of a school, the adjustment left out."""
        rules, pupils = self.rules, self.pupils(counted)
        rows: list[Row] = []

        def line(name: str, number: Fraction, each: Fraction) -> None:
            rows.append((school, name, number, each, self.rounded(number * each)))

        for name, number in counted.items():
            line(name, number, self.per_pupil[name])
        for name in {step.category for step in rules.concentration}:
            number = counted.get(name, Fraction(0))
            reached = [
                step
                for step in rules.concentration
                if step.category == name and number and pupils and number >= Fraction(step.share) * pupils
            ]
            if reached:
                step = max(reached, key=lambda item: item.share)
                line(
                    f"concentration:{name}",
                    number,
                    self.rounded(Fraction(rules.foundation) * Fraction(step.weight)),
                )
        if rules.base is not None and (rules.base.below is None or pupils < Fraction(rules.base.below)):
            line("base", Fraction(1), self.rounded(Fraction(rules.base.amount)))
        return rows

    def lines(self) -> list[Row]:
        """All lines."""
        return [row for rows in self.of.values() for row in rows]

    def bounds_of(self, school: str, counted: Mapping[str, Fraction]) -> _Bounds:
        """Floor and cap of a school."""
        had, rules = self.before.get(school), self.rules
        if had is None or not had["amount"]:
            return _Bounds(Fraction(0), None)

        def measured(how: str) -> Fraction:
            whole = Fraction(had["amount"])
            return whole if how == "total" else whole / Fraction(had["pupils"]) * self.pupils(counted)

        floor, cap = Fraction(0), None
        if rules.hold_harmless is not None:
            least = measured(rules.hold_harmless.measured) * (1 - Fraction(rules.hold_harmless.loss))
            floor = -(-least // self.unit) * self.unit
        if rules.caps is not None:
            most = measured(rules.caps.measured) * (1 + Fraction(rules.caps.gain))
            cap = max(floor, most // self.unit * self.unit)
        return _Bounds(floor, cap)

    def schools(self, totals: Mapping[str, Fraction]) -> list[Row]:
        """Each school of the city with what it had and what that changes; its amount as it is said."""
        rows = []
        for school in self.facts.tables["schools"]["school_id"].to_list():
            amount = totals.get(school, Fraction(0)) if school in self.counts else Fraction(0)
            had = self.before.get(school)
            before = None if had is None else Fraction(had["amount"])
            rows.append((school, before, amount, None if before is None else amount - before))
        return rows

    def payments(self, totals: Mapping[str, Fraction]) -> list[Row]:
        """What is paid to each school after what it has in kind."""
        given: dict[str, Fraction] = defaultdict(Fraction)
        for row in self.facts.tables["in_kind"].iter_rows(named=True):
            given[row["school_id"]] += Fraction(row["amount"])
        return [
            (school, amount := totals.get(school, Fraction(0)), given[school], amount - given[school])
            for school in self.facts.tables["schools"]["school_id"].to_list()
        ]

    def levies(self) -> list[Row]:
        """Each levy cut to the unit in proportion, the rest by largest remainder."""
        if self.rules.levies is None:
            return []
        by_pupils = self.rules.levies.by == "pupils"
        by = {s: self.pupils(n) if by_pupils else self.formula[s] for s, n in self.counts.items()}
        whole = sum(by.values(), Fraction(0))
        rows: list[Row] = []
        for levy in self.facts.tables["levies"].iter_rows(named=True):
            if not whole:
                continue
            exact = {school: Fraction(levy["amount"]) * part / whole for school, part in by.items()}
            rows += [(levy["levy"], school, part) for school, part in self.cut(exact).items()]
        return rows

    def cut(self, exact: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Amounts cut to the unit, and one unit more for the largest remainders, while any is left."""
        cut = {school: value // self.unit * self.unit for school, value in exact.items()}
        left = (sum(exact.values(), Fraction(0)) - sum(cut.values(), Fraction(0))) / self.unit
        order = sorted(exact, key=lambda school: (cut[school] - exact[school], school))
        return {school: cut[school] + (order.index(school) < left) * self.unit for school in exact}

    def mid_year(self) -> list[Row]:
        """What children took along."""
        year = self.rules.mid_year
        if year is None:
            return []
        gained: dict[str, Fraction] = defaultdict(Fraction)
        lost: dict[str, Fraction] = defaultdict(Fraction)
        for row in self.facts.tables["moves"].iter_rows(named=True):
            left = Fraction((year.last - row["on"]).days + 1, (year.last - year.first).days + 1)
            money = self.rounded(self.per_pupil[row["category"]] * left)
            for school, side in ((row["from_school_id"], lost), (row["to_school_id"], gained)):
                if school is not None:
                    side[school] += money
        return [(s, gained[s], lost[s], gained[s] - lost[s]) for s in {*gained, *lost}]


def _sums(due: _Due, said: _Said) -> Iterable[str]:
    for school, amount in said.totals.items():
        if said.sums.get(school, Fraction(0)) != amount:
            yield f"{school}: its lines do not add up to {_shown(amount)}"
    yield from (f"{school}: has lines and is not listed" for school in said.sums.keys() - said.totals.keys())
    counted = Counter(row[0] for row in said.adjustments)
    yield from (f"{school}: is adjusted {times} times" for school, times in counted.items() if times > 1)
    for school, _line, pupils, each, amount in said.adjustments:
        if pupils is not None or each is not None:
            yield f"{school}: its adjustment is no amount alone"
        if not amount or amount != said.totals.get(school, Fraction(0)) - due.formula.get(
            school, Fraction(0)
        ):
            yield f"{school}: its adjustment is not what is above the formula"


def _envelope(due: _Due, said: _Said) -> Iterable[str]:
    whole = sum(said.totals.values(), Fraction(0))
    envelope = due.rules.envelope
    if envelope is not None and whole != Fraction(envelope):
        yield f"budgets add up to {_shown(whole)} and the envelope is {envelope}"
    for school, amount in said.totals.items():
        if amount % due.unit:
            yield f"{school}: {_shown(amount)} is no multiple of the {due.rules.rounding}"
        if school not in due.counts and amount:
            yield f"{school}: nobody is counted there, and it gets {_shown(amount)}"


def _floors(due: _Due, said: _Said) -> Iterable[str]:
    for school, bounds in due.bounds.items():
        if said.totals.get(school, Fraction(0)) < bounds.floor:
            yield f"{school}: less than its floor of {_shown(bounds.floor)}"


def _caps(due: _Due, said: _Said) -> Iterable[str]:
    for school, bounds in due.bounds.items():
        if bounds.cap is not None and said.totals.get(school, Fraction(0)) > bounds.cap:
            yield f"{school}: more than its cap of {_shown(bounds.cap)}"


def _factor(due: _Due, said: _Said) -> Iterable[str]:
    factor = said.factor
    if factor is None or factor < 0:
        yield "no factor is said"
        return
    if due.rules.envelope is None and factor != 1:
        yield f"the factor is {factor} where nothing is to be shared out"
    exact, may_be_less = {}, False
    for school, bounds in due.bounds.items():
        value = due.formula[school] * factor
        top = value if bounds.cap is None else min(value, bounds.cap)
        exact[school] = max(top, bounds.floor)
        may_be_less |= bool(due.formula[school]) and value > bounds.floor and top == value
    if due.rules.envelope is None:
        expected = exact
    else:
        if factor and not may_be_less:
            yield f"the factor {factor} is not the least that gives these budgets"
        if sum(exact.values(), Fraction(0)) != Fraction(due.rules.envelope):
            yield f"by the factor {factor} the budgets are not the envelope"
        expected = due.cut(exact)
    for school, value in expected.items():
        if said.totals.get(school) != value:
            yield f"{school}: by the factor it gets {_shown(value)}"


def _values(due: _Due, said: _Said) -> Iterable[str]:
    years = set(due.facts.tables["counts"]["year"].to_list())
    expected = {
        "year": next(iter(years), ""),
        "formula": sum(due.formula.values(), Fraction(0)),
        "total": sum(said.totals.values(), Fraction(0)),
        "labels": {name: dict(item.labels) for name, item in due.weights.items() if item.labels},
        "notes": _notes(due, said),
    }
    for name, value in expected.items():
        given = said.values.get(name)
        if isinstance(value, Fraction):
            try:
                given = Fraction(str(given))
            except ValueError:
                given = None
        elif name == "notes" and isinstance(given, list):
            given = sorted(map(str, given))
        if given != value:
            yield f"{name} is not {_shown(value)}"
    yield from (f"{name} is said and nothing known" for name in said.values.keys() - {*expected, "factor"})


def _notes(due: _Due, said: _Said) -> list[str]:
    found = []
    had = {school for school, row in due.before.items() if row["amount"]}
    for school, _amount, in_kind, paid in due.payments(said.totals):
        if school not in due.counts:
            found.append({"note": "closed" if school in had else "not_counted", "school_id": school})
        elif not any(due.counts[school].values()):
            found.append({"note": "no_pupils", "school_id": school})
        elif had and school not in had:
            found.append({"note": "new", "school_id": school})
        if in_kind and paid < 0:
            found.append({"note": "more_in_kind", "school_id": school})
    for category in due.weights:
        if not any(counted.get(category) for counted in due.counts.values()):
            found.append({"note": "nobody_counted", "category": category})
    return sorted(map(str, found))


def _alike(said: _Said) -> Iterable[str]:
    """A pupil of a category brings as much at every school, so in every sector."""
    of_line: dict[str, set[Fraction | None]] = defaultdict(set)
    for _school, line, _pupils, each, _amount in said.lines:
        if not line.startswith("concentration:"):
            of_line[line].add(each)
    for line, amounts in of_line.items():
        if len(amounts) > 1:
            yield f"{line}: brings different amounts at different schools"


def _monotone(due: _Due, said: _Said) -> Iterable[str]:
    """One pupil more of a category leaves no school with less than it gets."""
    for school, counted in due.counts.items():
        for category, each in due.per_pupil.items():
            number = counted.get(category, Fraction(0))
            more = due.rounded((number + 1) * each) - due.rounded(number * each)
            bounds = due.bounds_of(school, {**counted, category: number + 1})
            amount = due.formula[school] + more
            top = amount if bounds.cap is None else min(amount, bounds.cap)
            if max(top, bounds.floor) < said.totals.get(school, Fraction(0)):
                yield f"{school}: one more of {category} would take money away"
