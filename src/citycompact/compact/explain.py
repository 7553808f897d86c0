"""Why a promise has its status and its colour, in words."""

from __future__ import annotations

from citycompact.compact.areas import EVIDENCE_KINDS, STATUSES
from citycompact.compact.facts import CompactFacts
from citycompact.compact.progress import Flag, PromiseProgress, RefusedChange, progress_of
from citycompact.doors import Result
from citycompact.facts import FactsError, Problem
from citycompact.words import Language, plural, say_date

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
        "en": "The latest evidence is {days} old ({on}).",
        "es": "La prueba más reciente tiene {days} (del {on}).",
    },
    "no_evidence": {
        "en": "There has been no evidence since the promise was made {days} ago.",
        "es": "No ha habido ninguna prueba desde que se hizo la promesa, hace {days}.",
    },
    "vacant": {
        "en": "The owner's post, {post}, has been vacant since {on}.",
        "es": "El cargo responsable, {post}, está vacante desde el {on}.",
    },
    "never_held": {
        "en": "Nobody has ever held the owner's post, {post}.",
        "es": "Nadie ha ocupado nunca el cargo responsable, {post}.",
    },
    "milestone_passed": {
        "en": "Milestone “{milestone}” was due on {on} and is {days} late.",
        "es": "El hito «{milestone}» vencía el {on} y lleva {days} de retraso.",
    },
    "overdue": {
        "en": "The promise was due on {on}, {days} ago.",
        "es": "La promesa vencía el {on}, hace {days}.",
    },
    "target_missed": {
        "en": "The indicator “{indicator}” was to meet its target by {on}, {days} ago, and has not.",
        "es": "El indicador «{indicator}» debía alcanzar su meta el {on}, hace {days}, y no lo ha hecho.",
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


_REFUSED: dict[str, dict[Language, str]] = {
    "evidence_not_there": {
        "en": "its evidence is not there on that day",
        "es": "su prueba no existe ese día",
    },
    "evidence_of_another_promise": {
        "en": "its evidence is about another promise",
        "es": "su prueba es de otra promesa",
    },
    "evidence_not_accepted": {
        "en": "the rules do not accept evidence of that kind",
        "es": "las reglas no aceptan pruebas de esa clase",
    },
}


def explain(facts: CompactFacts, result: Result, who: str, language: Language) -> tuple[str, ...]:
    """Why a promise has its status and its colour: a sentence on the status, then one for each flag.

    Raises
    ------
    FactsError
        For a promise that the result does not have.
    """
    try:
        item = progress_of(result).of(who)
    except KeyError:
        mend = "Check the id; it is the one in promises.csv."
        raise FactsError([Problem("promises.csv", "has no such promise.", mend, value=who)]) from None
    return (say_status(item, facts, language), *(say_flag(flag, facts, language) for flag in item.flags))


def say_flag(flag: Flag, facts: CompactFacts, language: Language = "en") -> str:
    """One flag as a sentence."""
    day = ("día", "días") if language == "es" else ("day", "days")
    about: dict[str, object] = {
        "days": plural(flag.days or 0, *day),
        "on": say_date(flag.on, language) if flag.on else "",
    }
    if flag.post_id is not None:
        post = next((p for p in facts.posts if p.post_id == flag.post_id), None)
        about["post"] = say_text(post, "name", language) if post else flag.post_id
    if flag.indicator_id is not None:
        indicator = next((i for i in facts.indicators if i.indicator_id == flag.indicator_id), None)
        name = say_text(indicator, "name", language) if indicator else flag.indicator_id
        about["indicator"] = f"{name}, {say_group(flag.group, language)}" if flag.group else name
    if flag.number is not None:
        about["milestone"] = next(
            say_text(m, "what", language)
            for m in facts.milestones
            if (m.promise_id, m.number) == (flag.promise_id, flag.number)
        )
    return _FLAGS[flag.rule][language].format(**about)


def say_refused(change: RefusedChange, language: Language = "en") -> str:
    """Why a change of status does not count."""
    status, day = STATUSES[change.status][language], say_date(change.on, language)
    return f"{change.promise_id}, {day}, {status}: {_REFUSED[change.reason][language]}"


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


def say_text(row: object, name: str, language: Language) -> str:
    """A field of a record in a language; English where there is no translation."""
    spanish = getattr(row, f"{name}_es", "")
    return str(spanish if language == "es" and spanish else getattr(row, name))
