"""A school's budget in words: from child to dollar, what was added or taken, and what is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.facts import FactsError, Problem
from citycompact.funding.rules import ADJUSTMENT, BASE, CONCENTRATION
from citycompact.words import Language, say_money, say_number

_WORDS: dict[str, dict[Language, str]] = {
    "category": {
        "en": "{pupils} counted as “{line}”, {each} each: {amount}.",
        "es": "{pupils} contados como «{line}», {each} cada uno: {amount}.",
    },
    "concentration": {
        "en": "As they are a large share, {pupils} counted as “{line}” bring {each} more apiece: {amount}.",
        "es": "Por ser gran parte, {pupils} contados como «{line}» aportan {each} más por alumno: {amount}.",
    },
    "base": {"en": "Once for the school: {amount}.", "es": "Una vez para la escuela: {amount}."},
    "more": {
        "en": "To keep all budgets within what was agreed, {amount} are added.",
        "es": "Para que todos los presupuestos queden en lo acordado, se añaden {amount}.",
    },
    "less": {
        "en": "To keep all budgets within what was agreed, {amount} are taken off.",
        "es": "Para que todos los presupuestos queden en lo acordado, se restan {amount}.",
    },
    "total": {"en": "In all: {amount}.", "es": "En total: {amount}."},
    "nothing": {
        "en": "Nobody was counted at this school, so it gets nothing.",
        "es": "En esta escuela no se contó a nadie, así que no recibe nada.",
    },
    "up": {
        "en": "That is {change} more than the {before} before.",
        "es": "Son {change} más que los {before} de antes.",
    },
    "down": {
        "en": "That is {change} less than the {before} before.",
        "es": "Son {change} menos que los {before} de antes.",
    },
    "same": {"en": "That is as much as before.", "es": "Es lo mismo que antes."},
    "in_kind": {
        "en": "Services worth {in_kind} are given in kind, so {paid} are paid.",
        "es": "Se prestan servicios por valor de {in_kind}, así que se pagan {paid}.",
    },
    "levy": {
        "en": "Besides, the levy “{levy}” brings {amount}.",
        "es": "Además, el impuesto «{levy}» aporta {amount}.",
    },
    "moved": {
        "en": "Children who came brought {gained}, children who left took {lost} along.",
        "es": "Los niños que llegaron trajeron {gained}; los que se fueron se llevaron {lost}.",
    },
}


def explain(
    facts: CityPackage,  # noqa: ARG001
    result: Result,
    who: str,
    language: Language,
) -> tuple[str, ...]:
    """A sentence for each line of a school's budget, its total, the change, and what is paid.

    Raises
    ------
    FactsError
        For a school that the result does not have.
    """

    def money(amount: Decimal) -> str:
        return say_money(amount, language)

    def rows(name: str) -> list[dict[str, Any]]:
        return result.tables[name].filter(pl.col("school_id") == who).to_dicts()

    def word(key: str, **blanks: object) -> str:
        return _WORDS[key][language].format(**blanks)

    total = next(iter(rows("schools")), None)
    if total is None:
        mend = "Check the id; it is the one in schools.csv."
        raise FactsError([Problem("schools.csv", "has no such school.", mend, value=who)])
    said = []
    for row in rows("allocations"):
        line, amount = row["line"], row["amount"]
        if line == ADJUSTMENT:
            said.append(word("more" if amount > 0 else "less", amount=money(abs(amount))))
        elif line == BASE:
            said.append(word("base", amount=money(amount)))
        elif row["pupils"]:
            key = CONCENTRATION if line.startswith(f"{CONCENTRATION}:") else "category"
            pupils = say_pupils(row["pupils"], language)
            name = label_of(result, line.removeprefix(f"{CONCENTRATION}:"), language)
            blanks = {
                "pupils": pupils,
                "line": name,
                "each": money(row["per_pupil"]),
                "amount": money(amount),
            }
            said.append(word(key, **blanks))
    counted = bool(rows("allocations"))
    said.append(word("total", amount=money(total["amount"])) if counted else word("nothing"))
    if (change := total["change"]) is not None:
        key = "up" if change > 0 else "down" if change < 0 else "same"
        said.append(word(key, change=money(abs(change)), before=money(total["before"])))
    for row in rows("payments"):
        if row["in_kind"]:
            said.append(word("in_kind", in_kind=money(row["in_kind"]), paid=money(row["paid"])))
    said += [word("levy", levy=row["levy"], amount=money(row["amount"])) for row in rows("levies")]
    said += [word("moved", gained=money(row["gained"]), lost=money(row["lost"])) for row in rows("mid_year")]
    return tuple(said)


def label_of(result: Result, category: str, language: Language) -> str:
    """What people read for a category: its label in their language, or in another, or its name."""
    labels = result.values.get("labels", {}).get(category, {})
    return str(labels.get(language) or next(iter(labels.values()), category))


def say_pupils(pupils: Decimal, language: Language) -> str:
    """A count of pupils, which may have decimals."""
    one, many = ("alumno", "alumnos") if language == "es" else ("pupil", "pupils")
    return f"{say_number(pupils.normalize(), language)} {one if pupils == 1 else many}"


NOTES: dict[str, dict[Language, str]] = {
    "closed": {
        "en": "{name} had a budget before, and nobody is counted there now: it gets nothing.",
        "es": "{name} tenía presupuesto y ahora no se cuenta a nadie: no recibe nada.",
    },
    "not_counted": {
        "en": "Nobody is counted at {name}: it gets nothing.",
        "es": "En {name} no se cuenta a nadie: no recibe nada.",
    },
    "no_pupils": {
        "en": "{name} is counted with no pupil at all: what it gets is its floor, or what is given once.",
        "es": "{name} se cuenta sin ningún alumno: recibe su mínimo, o lo que se da una vez.",
    },
    "new": {
        "en": "{name} had nothing before: it has neither floor nor cap.",
        "es": "{name} no tenía nada antes: no tiene mínimo ni máximo.",
    },
    "more_in_kind": {
        "en": "{name} is given more in kind than its budget: it would owe money.",
        "es": "{name} recibe más en servicios que su presupuesto: debería dinero.",
    },
    "nobody_counted": {
        "en": "Nobody is counted as “{name}”, which has a weight.",
        "es": "Nadie se cuenta como «{name}», que tiene un peso.",
    },
}
"""What a note of a result means, by its code."""


def say_note(note: dict[str, str], names: dict[str, str], language: Language) -> str:
    """A note of a result as a sentence; ``names`` are those of schools by their ids."""
    about = note.get("school_id")
    name = note.get("category", "") if about is None else names.get(about, about)
    return NOTES[note["note"]][language].format(name=name)
