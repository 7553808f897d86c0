"""Why a promise has its status and its colour, in words."""

from __future__ import annotations

import datetime

from babel.dates import format_date

from citycompact.compact.areas import EVIDENCE_KINDS, STATUSES, Language
from citycompact.compact.decide import PromiseProgress
from citycompact.compact.facts import CompactFacts
from citycompact.compact.flags import Flag

GROUP_NAMES: dict[str, dict[Language, str]] = {
    "district": {"en": "district schools", "es": "escuelas del distrito"},
    "charter": {"en": "charter schools", "es": "escuelas chárter"},
    "partnership": {"en": "partnership schools", "es": "escuelas en alianza"},
    "applicants": {"en": "all applicants", "es": "todos los solicitantes"},
    "disability": {"en": "students with disabilities", "es": "estudiantes con discapacidad"},
    "english_learner": {"en": "English learners", "es": "estudiantes de inglés"},
    "low_income": {"en": "families with low income", "es": "familias de bajos ingresos"},
}

_FLAGS: dict[str, dict[Language, str]] = {
    "evidence_old": {
        "en": "The latest evidence is {days} days old ({on}).",
        "es": "La prueba más reciente tiene {days} días (del {on}).",
    },
    "no_evidence": {
        "en": "There has been no evidence since the promise was made {days} days ago.",
        "es": "No ha habido ninguna prueba desde que se hizo la promesa, hace {days} días.",
    },
    "vacant": {
        "en": "The owner's post, {post}, has been vacant since {since}.",
        "es": "El cargo responsable, {post}, está vacante desde el {since}.",
    },
    "never_held": {
        "en": "Nobody has ever held the owner's post, {post}.",
        "es": "Nadie ha ocupado nunca el cargo responsable, {post}.",
    },
    "milestone_passed": {
        "en": "Milestone “{milestone}” was due on {due} and is {days} days late.",
        "es": "El hito «{milestone}» vencía el {due} y lleva {days} días de retraso.",
    },
    "overdue": {
        "en": "The promise was due on {due}, {days} days ago.",
        "es": "La promesa vencía el {due}, hace {days} días.",
    },
    "wrong_way": {
        "en": "The indicator “{indicator}” moves away from its target.",
        "es": "El indicador «{indicator}» se aleja de su meta.",
    },
    "worse_than_baseline": {
        "en": "The indicator “{indicator}” is worse than when the promise was made.",
        "es": "El indicador «{indicator}» está peor que cuando se hizo la promesa.",
    },
    "slipped": {
        "en": "The promise was kept, but the indicator “{indicator}” no longer meets its target.",
        "es": "La promesa se cumplió, pero el indicador «{indicator}» ya no alcanza su meta.",
    },
}


def say_flag(flag: Flag, promise_id: str, facts: CompactFacts, language: Language = "en") -> str:
    """One flag as a sentence."""
    about = dict(flag.about)
    for name in ("on", "since", "due"):
        if name in about:
            about[name] = say_date(datetime.date.fromisoformat(about[name]), language)
    if "post" in about:
        post = next((p for p in facts.posts if p.post_id == about["post"]), None)
        about["post"] = say_text(post, "name", language) if post else about["post"]
    if "indicator" in about:
        indicator = next((i for i in facts.indicators if i.indicator_id == about["indicator"]), None)
        name = say_text(indicator, "name", language) if indicator else about["indicator"]
        about["indicator"] = f"{name}, {say_group(about['group'], language)}" if about["group"] else name
    if "number" in about:
        milestone = next(
            m for m in facts.milestones if (m.promise_id, str(m.number)) == (promise_id, about["number"])
        )  # fmt: skip
        about["milestone"] = say_text(milestone, "what", language)
    return _FLAGS[flag.rule][language].format(**about)


def say_status(progress: PromiseProgress, facts: CompactFacts, language: Language = "en") -> str:
    """The status, since when, and the evidence it rests on, as a sentence."""
    since = say_date(progress.since, language)
    evidence = next((e for e in facts.evidence if e.evidence_id == progress.evidence_id), None)
    status = STATUSES[progress.status][language]
    if evidence is None:
        return (
            f"{status}: nada lo prueba aún; la promesa se hizo el {since}."
            if language == "es"
            else f"{status}: there is no evidence yet; the promise was made on {since}."
        )
    kind = EVIDENCE_KINDS[evidence.kind][language].lower()
    title, day = say_text(evidence, "title", language), say_date(evidence.on, language)
    return (
        f"{status} desde el {since}. Prueba ({kind}): «{title}», {day}."
        if language == "es"
        else f"{status} since {since}. Evidence ({kind}): “{title}”, {day}."
    )


def say_group(group: str, language: Language) -> str:
    """A group of an indicator as people call it; a neighbourhood keeps its own name."""
    if not group:
        return "toda la ciudad" if language == "es" else "the whole city"
    return GROUP_NAMES.get(group, {}).get(language, group)


def say_date(day: datetime.date, language: Language) -> str:
    """A date as people write it."""
    return str(format_date(day, "long", locale="es_US" if language == "es" else "en_US"))


def say_text(row: object, name: str, language: Language) -> str:
    """A field of a record in a language; English where there is no translation."""
    spanish = getattr(row, f"{name}_es", "")
    return str(spanish if language == "es" and spanish else getattr(row, name))
