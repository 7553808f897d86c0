"""The family survey and the structured interview: their questions, and weighted results by group."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from citycompact.words import Language

SMALL = 10
"""Results of fewer answers are not shown: they could be a neighbour's."""
SCALE: tuple[dict[Language, str], ...] = (
    {"en": "Very hard", "es": "Muy difícil"},
    {"en": "Hard", "es": "Difícil"},
    {"en": "In between", "es": "Intermedio"},
    {"en": "Easy", "es": "Fácil"},
    {"en": "Very easy", "es": "Muy fácil"},
)
"""Answers 1 to 5."""
FAMILY_SURVEY: dict[str, dict[Language, str]] = {
    "find": {
        "en": "How easy was it to find the schools that were open to your child?",
        "es": "¿Qué tan fácil fue encontrar las escuelas abiertas a su hijo?",
    },
    "apply": {"en": "How easy was it to apply?", "es": "¿Qué tan fácil fue hacer la solicitud?"},
    "get_to": {
        "en": "How easy is it to get your child to school every day?",
        "es": "¿Qué tan fácil es llevar a su hijo a la escuela cada día?",
    },
    "trust": {
        "en": "How easy is it for you to trust that seats are given fairly?",
        "es": "¿Qué tan fácil le resulta confiar en que los lugares se reparten con justicia?",
    },
}
"""Question to its words; each is answered on ``SCALE``."""

INTERVIEW: dict[str, dict[Language, str]] = {
    "goals": {
        "en": "Which goals of the compact does your organization work on now?",
        "es": "¿En qué metas del pacto trabaja ahora su organización?",
    },
    "progress": {
        "en": "What has moved since last year, and how do you know?",
        "es": "¿Qué ha avanzado desde el año pasado y cómo lo sabe?",
    },
    "barriers": {
        "en": "What got in the way? What did you try?",
        "es": "¿Qué estorbó? ¿Qué intentaron?",
    },
    "trust": {
        "en": "Tell of a time when the other sector kept or broke its word.",
        "es": "Cuente una vez en que el otro sector cumplió o faltó a su palabra.",
    },
    "people": {
        "en": "Who holds the work together, and what if they leave?",
        "es": "¿Quién sostiene el trabajo y qué pasa si se va?",
    },
    "state": {
        "en": "What in state law helps or hinders?",
        "es": "¿Qué de la ley estatal ayuda o estorba?",
    },
    "next": {
        "en": "What should the steering committee decide next?",
        "es": "¿Qué debería decidir ahora el comité directivo?",
    },
}
"""The structured interview: the same questions, in this order, in every city and year."""
CODES: dict[str, dict[Language, str]] = {
    "progress": {"en": "Progress", "es": "Avance"},
    "setback": {"en": "Setback", "es": "Retroceso"},
    "barrier": {"en": "Barrier", "es": "Obstáculo"},
    "trust": {"en": "Trust", "es": "Confianza"},
    "distrust": {"en": "Distrust", "es": "Desconfianza"},
    "idea": {"en": "Idea", "es": "Idea"},
}
"""How an answer is coded."""


@dataclass(frozen=True)
class Answer:
    """One person's answer to one question: which group they belong to, and 1 to 5."""

    group: str
    value: int


@dataclass(frozen=True)
class Result:
    """A weighted mean.

    Parameters
    ----------
    answers
        How many answers it rests on.
    mean
        Weighted by population; None where there are fewer than ``SMALL`` answers.
    margin
        Half of the 95 % interval, with Kish's effective number of answers.
    favourable
        Weighted share that answered 4 or 5.
    """

    answers: int
    mean: float | None
    margin: float | None
    favourable: float | None


def weights(answers: Iterable[Answer], population: Mapping[str, int]) -> dict[str, float]:
    """Post-stratification weight of each group that answered: its share of the population over its share of answers.

    Groups of the population in which nobody answered cannot be weighted up; the others stand for them.
    Answers of a group that the population does not know weigh one.
    """
    counts: dict[str, int] = defaultdict(int)
    for answer in answers:
        counts[answer.group] += 1
    known = {group: count for group, count in counts.items() if population.get(group)}
    people, said = sum(population[g] for g in known), sum(known.values())
    return {
        group: (population[group] / people) / (count / said) if group in known else 1.0
        for group, count in counts.items()
    }


def results(answers: Iterable[Answer], population: Mapping[str, int]) -> dict[str, Result]:
    """Weighted result of all (group ``""``) and the plain result of each group (Kish 1965, ch. 11, for the margin)."""
    answers = list(answers)
    weight = weights(answers, population)
    found = {"": _result([(a.value, weight[a.group]) for a in answers])}
    for group in sorted({a.group for a in answers}):
        found[group] = _result([(a.value, 1.0) for a in answers if a.group == group])
    return found


def _result(rows: list[tuple[int, float]]) -> Result:
    if len(rows) < SMALL:
        return Result(len(rows), None, None, None)
    total = sum(w for _, w in rows)
    mean = sum(v * w for v, w in rows) / total
    effective = total**2 / sum(w * w for _, w in rows)
    variance = sum(w * (v - mean) ** 2 for v, w in rows) / total
    margin = 1.96 * math.sqrt(variance / effective)
    favourable = sum(w for v, w in rows if v >= 4) / total
    return Result(len(rows), round(mean, 3), round(margin, 3), round(favourable, 4))
