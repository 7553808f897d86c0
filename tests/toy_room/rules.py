"""The section ``[vans]``: how many pupils a van takes, and which wishes come first."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

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
