"""The rules about money as plain sentences, one for each thing that is agreed."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from citycompact.funding.rules import FundingRules
from citycompact.words import Language, say_date, say_list, say_money, say_number

_WORDS: dict[str, dict[Language, str]] = {
    "foundation": {
        "en": "A pupil whose weight is 1 brings a school {money}, whoever runs it.",
        "es": "Un alumno de peso 1 aporta {money} a su escuela, la administre quien la administre.",
    },
    "rounding.dollar": {
        "en": "Every amount is rounded to whole dollars, half up.",
        "es": "Cada cantidad se redondea a dólares enteros, y la mitad hacia arriba.",
    },
    "rounding.cent": {
        "en": "Every amount is rounded to cents, half up.",
        "es": "Cada cantidad se redondea a centavos, y la mitad hacia arriba.",
    },
    "weight": {
        "en": "A pupil counted as “{category}” has the weight {weight}.",
        "es": "Un alumno contado como «{category}» tiene el peso {weight}.",
    },
    "weight.need": {
        "en": "The need “{category}” adds the weight {weight} to that of a pupil's grade.",
        "es": "La necesidad «{category}» añade el peso {weight} al del grado del alumno.",
    },
    "labels": {
        "en": "On pages and statements “{category}” is called {labels}.",
        "es": "En páginas y estados «{category}» se llama {labels}.",
    },
    "order": {
        "en": "Statements show them in this order: {categories}.",
        "es": "Los estados los muestran en este orden: {categories}.",
    },
    "needs.all": {
        "en": "Of a child with several needs, each counts.",
        "es": "De un niño con varias necesidades cuenta cada una.",
    },
    "needs.highest": {
        "en": "Of a child with several needs, only the one with the highest weight counts.",
        "es": "De un niño con varias necesidades cuenta solo la de mayor peso.",
    },
    "count_rule.one_day": {
        "en": "Children are counted on one day.",
        "es": "Se cuenta a los niños en un día.",
    },
    "count_rule.two_counts": {
        "en": "Children are counted on two days, and the mean of both counts.",
        "es": "Se cuenta a los niños en dos días, y vale la media de ambos.",
    },
    "count_rule.membership_days": {
        "en": "Each child counts for the share of the school days on which it belonged to the school.",
        "es": "Cada niño cuenta por la parte de los días lectivos en que perteneció a la escuela.",
    },
    "concentration": {
        "en": "Where pupils counted as “{category}” are a large share, all of them bring more: {steps}.",
        "es": "Donde los alumnos contados como «{category}» son gran parte, todos aportan más: {steps}.",
    },
    "concentration.step": {
        "en": "from {share} % on, a weight of {weight}",
        "es": "desde el {share} %, un peso de {weight}",
    },
    "base": {
        "en": "Every school gets {money} once.",
        "es": "Cada escuela recibe {money} una vez.",
    },
    "base.below": {
        "en": "A school with fewer than {below} pupils gets {money} once.",
        "es": "Una escuela con menos de {below} alumnos recibe {money} una vez.",
    },
    "hold_harmless.total": {
        "en": "No school loses more than {share} % of what it had the year before.",
        "es": "Ninguna escuela pierde más del {share} % de lo que tuvo el año anterior.",
    },
    "hold_harmless.per_pupil": {
        "en": "No school loses more than {share} % of what it had for each pupil the year before.",
        "es": "Ninguna escuela pierde más del {share} % de lo que tuvo por alumno el año anterior.",
    },
    "caps.total": {
        "en": "No school gains more than {share} % on what it had the year before.",
        "es": "Ninguna escuela gana más del {share} % sobre lo que tuvo el año anterior.",
    },
    "caps.per_pupil": {
        "en": "No school gains more than {share} % on what it had for each pupil the year before.",
        "es": "Ninguna escuela gana más del {share} % sobre lo que tuvo por alumno el año anterior.",
    },
    "envelope": {
        "en": "All budgets together are {money}: each is the formula's amount times one and the same factor.",
        "es": "Todos los presupuestos suman {money}: cada uno es lo que da la fórmula por un mismo factor.",
    },
    "levies.pupils": {
        "en": "Local levies are passed on to all schools in proportion to their pupils.",
        "es": "Los impuestos locales se reparten entre todas las escuelas según sus alumnos.",
    },
    "levies.formula": {
        "en": "Local levies are passed on to all schools in proportion to their formula amounts.",
        "es": "Los impuestos locales se reparten entre todas las escuelas según lo que les da la fórmula.",
    },
    "mid_year": {
        "en": (
            "A child who moves takes along the money of the days that are left of the year, which runs "
            "from {first} to {last}."
        ),
        "es": (
            "Un niño que se cambia lleva consigo el dinero de los días que quedan del año, que va del "
            "{first} al {last}."
        ),
    },
}


def rule_sentences(rules: FundingRules, language: Language = "en") -> dict[str, str]:
    """State the rules: topic to sentence, in the order in which a board would read them."""

    def word(key: str, **blanks: object) -> str:
        return _WORDS[key][language].format(**blanks)

    def money(amount: Decimal) -> str:
        return say_money(amount, language)

    def number(value: Decimal) -> str:
        return say_number(value, language, exact=True)

    said = {
        "foundation": word("foundation", money=money(rules.foundation)),
        "rounding": word(f"rounding.{rules.rounding}"),
    }
    for item in rules.weights:
        key = "weight.need" if item.need else "weight"
        said[f"weights.{item.category}"] = word(key, category=item.category, weight=number(item.weight))
        if item.labels:
            names = say_list([f"{name} ({code})" for code, name in sorted(item.labels.items())], language)
            said[f"weights.{item.category}.labels"] = word("labels", category=item.category, labels=names)
    if len(rules.weights) > 1:
        quoted = "«{}»" if language == "es" else "“{}”"
        categories = say_list([quoted.format(item.category) for item in rules.weights], language)
        said["order"] = word("order", categories=categories)
    for category, steps in groupby(rules.concentration, key=lambda step: step.category):
        listed = [
            word("concentration.step", share=number(step.share * 100), weight=number(step.weight))
            for step in steps
        ]
        said[f"concentration.{category}"] = word(
            "concentration", category=category, steps=say_list(listed, language)
        )
    if (base := rules.base) is not None:
        said["base"] = (
            word("base", money=money(base.amount))
            if base.below is None
            else word("base.below", money=money(base.amount), below=number(base.below))
        )
    said["count_rule"] = word(f"count_rule.{rules.count_rule}")
    said["needs"] = word(f"needs.{rules.needs}")
    if (floor := rules.hold_harmless) is not None:
        said["hold_harmless"] = word(f"hold_harmless.{floor.measured}", share=number(floor.loss * 100))
    if (cap := rules.caps) is not None:
        said["caps"] = word(f"caps.{cap.measured}", share=number(cap.gain * 100))
    if rules.envelope is not None:
        said["envelope"] = word("envelope", money=money(rules.envelope))
    if rules.levies is not None:
        said["levies"] = word(f"levies.{rules.levies.by}")
    if (year := rules.mid_year) is not None:
        said["mid_year"] = word(
            "mid_year", first=say_date(year.first, language), last=say_date(year.last, language)
        )
    return said
