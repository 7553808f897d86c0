"""What the sectors may agree on about keeping track of promises: the ``[compact]`` section of a rulebook."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from citycompact.compact.areas import EVIDENCE_KINDS, RESOLUTION_FORMERLY, STATUSES
from citycompact.words import Language, plural, say_number

SECTION = "compact"
EvidenceKind = Literal["document", "resolution", "indicator", "meeting", "interview"]
_ANY: tuple[EvidenceKind, ...] = ("document", "resolution", "indicator", "meeting", "interview")


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AcceptedEvidence(_Rule):
    """Kinds of evidence on which each status may rest.

    A promise is not kept because somebody said so at a meeting, and not dropped without a resolution.
    """

    not_started: tuple[EvidenceKind, ...] = _ANY
    in_progress: tuple[EvidenceKind, ...] = _ANY
    done: tuple[EvidenceKind, ...] = ("document", "resolution", "indicator")
    stalled: tuple[EvidenceKind, ...] = _ANY
    dropped: tuple[EvidenceKind, ...] = ("resolution",)

    @field_validator("*", mode="before")
    @classmethod
    def _names_of_now(cls, kinds: Any) -> Any:
        """Kinds of earlier rulebooks under the name that they have now."""
        if not isinstance(kinds, list | tuple):
            return kinds
        return tuple(RESOLUTION_FORMERLY.get(kind, kind) if isinstance(kind, str) else kind for kind in kinds)


class Thresholds(_Rule):
    """From how many days on something turns amber, and from how many red."""

    amber: int = Field(ge=0)
    red: int = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Thresholds:
        if self.red < self.amber:
            raise ValueError("red comes before amber. | Give red at least as many days as amber.")
        return self


class ProgressRules(_Rule):
    """When a promise turns amber or red.

    Parameters
    ----------
    evidence_age
        Days since the latest evidence.
    vacancy
        Days for which the owner's post has had no holder.
    milestone_late
        Days after the date of a milestone that is not reached, of a target that is not met, or of the
        promise itself.
    wrong_way
        By what share of the way from baseline to target an indicator may fall back without a flag.
    accepted_evidence
        What each status may rest on.
    """

    evidence_age: Thresholds = Thresholds(amber=91, red=181)
    vacancy: Thresholds = Thresholds(amber=1, red=61)
    milestone_late: Thresholds = Thresholds(amber=1, red=31)
    wrong_way: float = Field(default=0.0, ge=0, le=1)
    accepted_evidence: AcceptedEvidence = AcceptedEvidence()


def rule_sentences(rules: ProgressRules, language: Language = "en") -> dict[str, str]:
    """The rules as sentences, by topic."""
    days = (rules.evidence_age, rules.vacancy, rules.milestone_late)
    spanish = language == "es"
    words = (
        (
            (
                "evidence_age",
                "Si la prueba más reciente tiene {a} o más, la promesa pasa a ámbar; con {r} o más, a rojo.",
            ),
            (
                "vacancy",
                "Si el cargo responsable lleva {a} o más vacante, pasa a ámbar; con {r} o más, a rojo.",
            ),
            (
                "milestone_late",
                (
                    "Si un hito no cumplido, una meta no alcanzada o la promesa misma venció hace {a} o "
                    "más, pasa a ámbar; con {r} o más, a rojo."
                ),
            ),
        )
        if spanish
        else (
            (
                "evidence_age",
                (
                    "When the latest evidence is {a} old or more, the promise turns amber; with {r} or "
                    "more, red."
                ),
            ),
            (
                "vacancy",
                (
                    "When the owner's post has been vacant for {a} or more, it turns amber; with {r} or "
                    "more, red."
                ),
            ),
            (
                "milestone_late",
                (
                    "When a milestone that is not reached, a target that is not met, or the promise itself "
                    "is {a} past its date or more, it turns amber; with {r} or more, red."
                ),
            ),
        )
    )
    day = ("día", "días") if spanish else ("day", "days")
    found = {
        topic: text.format(a=plural(d.amber, *day), r=plural(d.red, *day))
        for (topic, text), d in zip(words, days, strict=True)
    }
    share = say_number(Decimal(str(rules.wrong_way)) * 100, language, exact=True)
    found["wrong_way"] = (
        (
            f"Si un indicador retrocede más del {share} % del camino hacia la meta, la promesa pasa a "
            "ámbar; si queda peor que al principio por más de eso, a rojo."
        )
        if spanish
        else (
            f"When an indicator falls back by more than {share} % of the way to its target, the promise "
            "turns amber; when it is worse than at the start by more than that, red."
        )
    )
    for status, names in STATUSES.items():
        kinds = getattr(rules.accepted_evidence, status)
        nothing = "nada" if spanish else "nothing"
        listed = ", ".join(EVIDENCE_KINDS[kind][language].lower() for kind in kinds) or nothing
        found[f"evidence.{status}"] = (
            f"«{names['es']}» solo puede basarse en: {listed}."
            if spanish
            else f"“{names['en']}” may rest only on: {listed}."
        )
    return found
