"""What charts and pages of public budgets say, in every language of the city."""

from __future__ import annotations

from decimal import Decimal

from citycompact.words import Language, say_money

_NEARLY = 10_000
"""A range that is less than this part of its amount is what rounding leaves."""
WORDS: dict[str, dict[Language, str]] = {
    "per_pupil": {"en": "dollars a pupil", "es": "dólares por alumno"},
    "schools.title": {"en": "What schools get for a pupil", "es": "Qué recibe cada escuela por alumno"},
    "schools": {
        "en": "One bar a school, from about {least} to {most} a pupil. A line is a range: what lies behind "
        "small counts, which are hidden. The same formula holds for all schools.",
        "es": "Una barra por escuela, de unos {least} a {most} por alumno. Una línea es un rango: lo que "
        "podría ser, según los recuentos que no se muestran. La misma fórmula vale para todas.",
    },
    "sectors.title": {"en": "By sector, before and now", "es": "Por sector, antes y ahora"},
    "sectors": {
        "en": "What all schools of a sector get together. {said}",
        "es": "Lo que reciben juntas las escuelas de cada sector. {said}",
    },
    "sector_said": {
        "en": "{sector}: {before} before, {after} now, which is {each} a pupil.",
        "es": "{sector}: {before} antes, {after} ahora, es decir {each} por alumno.",
    },
    "sector_new": {
        "en": "{sector}: {after} now, which is {each} a pupil.",
        "es": "{sector}: {after} ahora, es decir {each} por alumno.",
    },
    "sector_unknown": {
        "en": "{sector}: not known from public figures.",
        "es": "{sector}: no se puede saber con los datos públicos.",
    },
    "sector_bare": {"en": "{sector}: {after} now.", "es": "{sector}: {after} ahora."},
    "before": {"en": "before", "es": "antes"},
    "after": {"en": "now", "es": "ahora"},
    "change.title": {"en": "Who gains and who loses", "es": "Quién gana y quién pierde"},
    "change": {
        "en": "One line a school, from the least to the most that it may gain or lose against the year "
        "before. Surely gaining: {gain}. Surely losing: {lose}. Cannot be told from public figures: {open}.",
        "es": "Una línea por escuela, de lo mínimo a lo máximo que puede ganar o perder frente al año "
        "anterior. Seguro que ganan: {gain}. Seguro que pierden: {lose}. No se puede saber con los datos "
        "públicos: {open}.",
    },
    "change_axis": {"en": "change in percent", "es": "cambio en por ciento"},
    "needs.title": {
        "en": "Why sectors differ: needs",
        "es": "Por qué difieren los sectores: las necesidades",
    },
    "needs": {
        "en": "Which share of each sector's pupils is counted with a need. A need adds money to a pupil's.",
        "es": "Qué parte de los alumnos de cada sector se cuenta con una necesidad, que añade dinero.",
    },
    "share_axis": {"en": "share of pupils", "es": "parte de los alumnos"},
    "need.title": {"en": "Why schools differ: needs", "es": "Por qué difieren: las necesidades"},
    "need": {
        "en": "Each point is a school: the larger the share counted as “{need}”, the more a pupil brings.",
        "es": "Cada punto es una escuela: cuanto mayor la parte contada como «{need}», más aporta un alumno.",
    },
    "need_axis": {"en": "share counted as “{need}”", "es": "parte contada como «{need}»"},
    "size.title": {"en": "Why schools differ: size", "es": "Por qué difieren: el tamaño"},
    "size": {
        "en": "Each point is a school. What is given once for a school weighs more where it has few pupils.",
        "es": "Cada punto es una escuela. Lo que se da una vez por escuela pesa más donde hay pocos alumnos.",
    },
    "size_axis": {"en": "pupils", "es": "alumnos"},
    "money.title": {"en": "From child to dollar", "es": "Del niño al dólar"},
    "money": {
        "en": "What pupils of each category bring to all schools together, in millions of dollars.",
        "es": "Qué aportan los alumnos de cada categoría a todas las escuelas, en millones de dólares.",
    },
    "money_axis": {"en": "millions of dollars", "es": "millones de dólares"},
    "column.school": {"en": "school", "es": "escuela"},
    "column.sector": {"en": "sector", "es": "sector"},
    "column.category": {"en": "counted as", "es": "contados como"},
    "column.weight": {"en": "weight", "es": "peso"},
    "column.pupils": {"en": "pupils", "es": "alumnos"},
    "column.share": {"en": "share of pupils", "es": "parte de los alumnos"},
    "column.per_pupil": {"en": "dollars each", "es": "dólares por cada uno"},
    "column.low": {"en": "budget, at least", "es": "presupuesto, como mínimo"},
    "column.high": {"en": "budget, at most", "es": "presupuesto, como máximo"},
    "column.pupil_low": {"en": "a pupil, at least", "es": "por alumno, como mínimo"},
    "column.pupil_high": {"en": "a pupil, at most", "es": "por alumno, como máximo"},
    "column.least": {"en": "change in percent, at least", "es": "cambio en por ciento, como mínimo"},
    "column.most": {"en": "change in percent, at most", "es": "cambio en por ciento, como máximo"},
    "all_budgets": {"en": "all budgets together", "es": "todos los presupuestos juntos"},
    "schools_axis": {"en": "schools", "es": "escuelas"},
    "pupils_axis": {"en": "pupils", "es": "alumnos"},
    "a_pupil": {"en": "a pupil, {sector} schools", "es": "por alumno, sector: {sector}"},
    "all": {"en": "all schools", "es": "todas las escuelas"},
    "variation": {"en": "coefficient of variation", "es": "coeficiente de variación"},
    "gini": {"en": "Gini", "es": "Gini"},
    "theil": {"en": "Theil", "es": "Theil"},
    "atkinson": {"en": "Atkinson", "es": "Atkinson"},
    "mcloone": {"en": "McLoone", "es": "McLoone"},
    "verstegen": {"en": "Verstegen", "es": "Verstegen"},
    "range_ratio": {"en": "range, 95th to 5th percentile", "es": "rango, del percentil 95 al 5"},
    "not_shown": {"en": "not shown", "es": "no se muestra"},
    "range": {"en": "{low} to {high}", "es": "{low} a {high}"},
    "district": {"en": "district", "es": "distrito"},
    "charter": {"en": "charter", "es": "chárter"},
    "partnership": {"en": "partnership", "es": "alianza"},
}


def word(key: str, language: Language, **blanks: object) -> str:
    """One of them, its blanks filled."""
    return WORDS[key][language].format(**blanks)


def say_range(low: Decimal | None, high: Decimal | None, language: Language) -> str:
    """An amount that is public as a range; one of which the ends are nearly the same is said as one."""
    if low is None or high is None:
        return word("not_shown", language)
    if low == high:
        return say_money(low, language)
    if (high - low) * _NEARLY <= high:
        return say_money(Decimal(round((low + high) / 2)), language)
    return word("range", language, low=say_money(low, language), high=say_money(high, language))
