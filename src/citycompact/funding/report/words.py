"""What the charts of budgets say, in every language of the city."""

from __future__ import annotations

from citycompact.words import Language

WORDS: dict[str, dict[Language, str]] = {
    "per_pupil": {"en": "dollars a pupil", "es": "dólares por alumno"},
    "schools.title": {"en": "What schools get for a pupil", "es": "Qué recibe cada escuela por alumno"},
    "schools": {
        "en": "One bar a school, from {least} to {most} a pupil. The same formula holds for all of them.",
        "es": "Una barra por escuela, de {least} a {most} por alumno. La misma fórmula vale para todas.",
    },
    "sectors.title": {"en": "By sector, before and now", "es": "Por sector, antes y ahora"},
    "sectors": {
        "en": "Mean of all pupils, each sector's amounts divided by its pupils. {said}",
        "es": "Media de todos los alumnos: lo de cada sector entre sus alumnos. {said}",
    },
    "sector_said": {
        "en": "{sector}: {before} before, {after} now.",
        "es": "{sector}: {before} antes, {after} ahora.",
    },
    "sector_new": {"en": "{sector}: {after} now.", "es": "{sector}: {after} ahora."},
    "before": {"en": "before", "es": "antes"},
    "after": {"en": "now", "es": "ahora"},
    "change.title": {"en": "Who gains and who loses", "es": "Quién gana y quién pierde"},
    "change": {
        "en": "Change against the year before: {gain} schools gain, {lose} lose.",
        "es": "Cambio frente al año anterior: {gain} escuelas ganan, {lose} pierden.",
    },
    "change_axis": {"en": "change", "es": "cambio"},
    "schools_axis": {"en": "schools", "es": "escuelas"},
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
    "all": {"en": "all schools", "es": "todas las escuelas"},
    "variation": {"en": "coefficient of variation", "es": "coeficiente de variación"},
    "gini": {"en": "Gini", "es": "Gini"},
    "theil": {"en": "Theil", "es": "Theil"},
    "atkinson": {"en": "Atkinson", "es": "Atkinson"},
    "mcloone": {"en": "McLoone", "es": "McLoone"},
    "verstegen": {"en": "Verstegen", "es": "Verstegen"},
    "range_ratio": {"en": "range, 95th to 5th percentile", "es": "rango, del percentil 95 al 5"},
    "unchanged": {"en": "unchanged", "es": "igual"},
    "district": {"en": "district", "es": "distrito"},
    "charter": {"en": "charter", "es": "chárter"},
    "partnership": {"en": "partnership", "es": "alianza"},
}


def word(key: str, language: Language, **blanks: object) -> str:
    """One of them, its blanks filled."""
    return WORDS[key][language].format(**blanks)
