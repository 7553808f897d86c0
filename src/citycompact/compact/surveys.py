"""The family survey and the structured interview: their questions, and weighted results by group."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from citycompact.privacy import PublicTable, Sum, publish
from citycompact.words import Language

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
    """A weighted mean, as it may be shown.

    Parameters
    ----------
    answers
        How many answers it rests on; None where that is hidden, and then so is everything else.
    mean
        Weighted by population.
    margin
        Half of the 95 % interval, with Kish's effective number of answers.
    favourable
        Weighted share that answered 4 or 5; None where so few did or did not that it is hidden.
    tail
        "low" or "high" where nearly nobody or nearly everybody answered 4 or 5: then only ``tail_share`` of
        ``answers`` is said, as an upper or lower bound, and neither mean nor margin.
    """

    answers: int | None
    mean: float | None
    margin: float | None
    favourable: float | None
    tail: Literal["low", "high"] | None = None

    @property
    def bound(self) -> float | None:
        """What a share in the tail is at most, or at least."""
        if self.tail is None or self.answers is None:
            return None
        return tail_share(self.answers) if self.tail == "low" else 1 - tail_share(self.answers)


def tail_share(answers: int) -> float:
    """Shares up to this one, or from its complement on, are said as a bound only (top and bottom coding).

    A fifth of up to twenty answers and a tenth of more, so that the bound always leaves at least three
    counts open, and nobody looks like hardly anybody (after NCES 2011-603, which grades it more finely).
    """
    return 0.2 if answers <= 20 else 0.1


def _tail(share: float, answers: int) -> Literal["low", "high"] | None:
    edge = tail_share(answers) + 1e-9
    return "low" if share <= edge else "high" if share >= 1 - edge else None


def weights(answers: Iterable[Answer], population: Mapping[str, int]) -> dict[str, float]:
    """Post-stratification weight of each group that answered:
    its share of the population over its share of answers.

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
    """Weighted result of all (group ``""``) and the plain result of each group (Kish 1965,
    ch. 11, for the margin).

    Answers without a group count in the whole and have no result of their own. A group that is hidden
    hides another, so that the whole does not give it away, or the whole is hidden. Where nearly all of a
    group answered alike, only a bound is said of it (:func:`tail_share`), and of the whole nothing if the
    other groups and the whole would give that group away.
    """
    answers = list(answers)
    weight = weights(answers, population)
    rows = {"": [(a.value, weight[a.group]) for a in answers]}
    for group in sorted({a.group for a in answers} - {""}):
        rows[group] = [(a.value, 1.0) for a in answers if a.group == group]
    shown = _shown(answers)
    found = {group: _result(mine, *shown[group]) for group, mine in rows.items()}
    # Who answered without a group is a part of the whole too, though no result is shown of them.
    parts = {a.group for a in answers}
    unsaid = [group for group in parts if not group or found[group].favourable is None]
    if len(parts) > 1 and len(unsaid) == 1 and found[""].favourable is not None:
        good = [a.value >= 4 for a in answers if a.group == unsaid[0]]
        if _tail(sum(good) / len(good), len(good)) is not None:
            found[""] = Result(found[""].answers, None, None, None)
    return found


def _shown(answers: list[Answer]) -> dict[str, tuple[bool, bool]]:
    """Whether the answers, and whether the favourable ones, may be shown: of all (``""``) and of each group.

    The sizes are settled first, from the sizes alone, so that every question of a survey shows the same.
    """
    counts = (
        pl.DataFrame(
            {"group": [a.group for a in answers], "good": [a.value >= 4 for a in answers]},
            schema={"group": pl.String, "good": pl.Boolean},
        )
        .group_by("group")
        .agg(
            pl.len().cast(pl.Int64).alias("answers"), pl.col("good").sum().cast(pl.Int64).alias("favourable")
        )
        .with_columns(rest=pl.col("answers") - pl.col("favourable"))
        .sort("group")
    )
    names = ("answers", "favourable", "rest")
    whole = counts.select(pl.lit("").alias("group"), *(pl.col(name).sum() for name in names))
    sizes = [
        PublicTable("groups", counts, ("answers",)),
        PublicTable("whole", whole, ("answers",)),
    ]
    adds_up = [Sum(("whole", "answers"), (("groups", "answers"),))]
    settled = publish(sizes, adds_up)
    parts = [
        PublicTable("group parts", counts, names[1:]),
        PublicTable("whole parts", whole, names[1:]),
    ]
    adds_up += [Sum(("whole parts", name), (("group parts", name),)) for name in names[1:]]
    adds_up += [
        Sum((table, "answers"), tuple((f"{kind} parts", name) for name in names[1:]), by=("group",))
        for table, kind in (("groups", "group"), ("whole", "whole"))
    ]
    found = publish([*(size.as_published(settled[size.name]) for size in sizes), *parts], adds_up)
    shown: dict[str, tuple[bool, bool]] = {}
    for size, part in (("groups", "group parts"), ("whole", "whole parts")):
        known = found[size]["answers"].is_not_null()
        rate = found[part].select(pl.all_horizontal(pl.col(names[1:]).is_not_null())).to_series() & known
        shown |= dict(
            zip(counts["group"] if size == "groups" else [""], zip(known, rate, strict=True), strict=True)
        )
    return shown


def _result(rows: list[tuple[int, float]], shown: bool, rate_shown: bool) -> Result:
    if not rows or not shown:
        return Result(None, None, None, None)
    total = sum(w for _, w in rows)
    mean = sum(v * w for v, w in rows) / total
    effective = total**2 / sum(w * w for _, w in rows)
    variance = sum(w * (v - mean) ** 2 for v, w in rows) / total
    margin = 1.96 * math.sqrt(variance / effective)
    favourable = sum(w for v, w in rows if v >= 4) / total
    tail = _tail(favourable, len(rows))
    if tail is not None:
        return Result(len(rows), None, None, None, tail)
    return Result(len(rows), round(mean, 3), round(margin, 3), round(favourable, 4) if rate_shown else None)
