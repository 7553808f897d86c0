"""The sections ``[vans]``, how many pupils a van takes and which wishes come first, and ``[turns]``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from citycompact.draws import DrawRule, draw_sentence
from citycompact.facts import FactsError, Problem
from citycompact.words import Language, plural

_ORDER = {
    "large_first": {
        "en": "The wish of the school with most pupils is filled first.",
        "es": "Primero se atiende a la escuela con más alumnos.",
    },
    "small_first": {
        "en": "The wish of the school with fewest pupils is filled first.",
        "es": "Primero se atiende a la escuela con menos alumnos.",
    },
}
_FIRST = {
    "nobody": {
        "en": "The draw alone says in which order schools choose.",
        "es": "Solo el sorteo decide en qué orden eligen las escuelas.",
    },
    "one_van": {
        "en": "Schools whose pupils fit into one van choose first.",
        "es": "Las escuelas cuyos alumnos caben en una furgoneta eligen primero.",
    },
}


class VanRules(BaseModel):
    """What the sectors agreed on about their shared vans."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pupils_a_van: int = Field(default=12, ge=1)
    order: Literal["large_first", "small_first"] = "large_first"


def sentences(rules: VanRules, language: Language) -> dict[str, str]:
    """The two rules as sentences."""
    if language == "es":
        size = f"Una furgoneta lleva {plural(rules.pupils_a_van, 'alumno', 'alumnos')}."
    else:
        size = f"A van takes {plural(rules.pupils_a_van, 'pupil', 'pupils')}."
    return {"pupils_a_van": size, "order": _ORDER[rules.order][language]}


class TurnRules(BaseModel):
    """What the sectors agreed on about the order in which schools choose their vans."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: Literal["nobody", "one_van"] = "one_van"
    draw: DrawRule | None = None


def turn_sentences(rules: TurnRules, language: Language) -> dict[str, str]:
    """The one rule as a sentence."""
    said = {"first": _FIRST[rules.first][language]}
    return said if rules.draw is None else {**said, "draw": draw_sentence(rules.draw, language)}


def signed_draw(rules: Mapping[str, Any], round_id: str | None = None) -> tuple[str, DrawRule | None]:
    """The draw of the turns; there are no rounds, so the only one is called nothing."""
    if round_id:
        raise FactsError([Problem("[turns]", "has no rounds.", "Leave the round out.", value=round_id)])
    return "", rules["turns"].draw
