"""A family's letter, in English or Spanish: what happened at each choice, and why."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from citycompact.enrollment.reasons import REASONS
from citycompact.enrollment.rule_words import WORDS as RULE_WORDS
from citycompact.facts import FactsError, Problem
from citycompact.privacy import SMALLEST_SHOWN
from citycompact.words import Language, say_date, say_number, say_time


@dataclass(frozen=True)
class Outcome:
    """Everything a letter says about one applicant.

    Parameters
    ----------
    program
        Name of the program received, None for none; ``rank`` is its place on the list, None for
        a guaranteed seat that was not listed.
    missed
        Rows of the table ``explanations`` for this applicant, each with ``program_name``.
    labels
        Group to what families are told about it, in the letter's language.
    by_place
        Whether seats went by place alone, so that the last one admitted stands before all who were not.
        Under top trading cycles or immediate acceptance somebody with a worse place may have been taken.
    number_per_program, weighted
        Whether each program drew numbers of its own, and whether some groups' numbers weigh more.
    committed_before
        Whether a commitment was published before the draw.
    corrected_at, changed
        When the result was corrected after the draw, empty where it was not, and how many applications differ
        from those that were committed to before.
    by_list
        Programs that a list of people orders, with how many of their places came from it.
    unverified
        What was stated and did not count: rows of the table ``unverified`` with ``school_name``.
    uncounted
        Ids of programs at which a brother or sister was placed in this round and the priority for it could
        not be given, since no result was found that agrees with all such priorities.
    """

    applicant_id: str
    program: str | None
    rank: int | None
    lottery_number: str
    lottery_place: int
    applicants: int
    seed: str | None
    missed: list[dict[str, Any]] = field(default_factory=list)
    labels: Mapping[str, str] = field(default_factory=dict)
    by_place: bool = True
    number_per_program: bool = False
    weighted: bool = False
    committed_before: bool = False
    corrected_at: str = ""
    changed: int = 0
    by_list: Mapping[str, int] = field(default_factory=dict)
    unverified: list[dict[str, Any]] = field(default_factory=list)
    uncounted: frozenset[str] = frozenset()


_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Your school application: the result",
        "applicant": "Applicant {applicant_id}",
        "placed": "You have a seat at {program}. It was your choice number {rank}.",
        "guaranteed": "You have a seat at {program}. This is the seat you were guaranteed.",
        "none": "You do not have a seat from this round.",
        "why": "Why not the choices you wanted more:",
        "seats_filled": "All {seats} seats went to applicants who came first ({admitted}).",
        "seats_taken": "All {seats} seats were taken when it was your turn ({admitted}).",
        "last": "The last one admitted: {cutoff_label}{cutoff_score}, lottery place {cutoff_place}.",
        "own": "You: {own_label}{own_score}, lottery place {own_place}.",
        "score": ", score {score}",
        "score_below_minimum": "The program admits only applicants who reach its minimum score.",
        "not_open_to_you": "The program is open only to a group you are not in.",
        "siblings_together": (
            "You asked for one school for all your children, and not all could be placed here."
        ),
        "all_seats_reserved": "All its seats are set aside for groups you are not in.",
        "waitlist": "You are number {waitlist_position} on its waitlist.",
        "number": "Your lottery number is {lottery_number}",
        "place": "That is place {lottery_place} of {applicants}; lower is better.",
        "check": "Check it yourself: it is the SHA-256 of the text “{seed}|{applicant_id}”. Applying "
        "again never changes the number.",
        "sealed": "Before the seed was drawn, all applications had been sealed by a published commitment.",
        "corrected": "After the draw, on {day}, {time}, something in this round was corrected. The draw "
        "stayed the same. {changed}. What else is different, rules or seats, stands on the public page.",
        "changed_none": "No child's record in the match has changed",
        "changed_one": "The record of one child in the match has changed",
        "changed": "The records of {number} children in the match have changed",
        "per_program": "Each program drew a number of its own for you: the SHA-256 of the text "
        "“{seed}|{applicant_id}|program”, with the program's id. The places above are those of these "
        "numbers.",
        "weighted": (
            "Numbers of some groups weigh more, as the signed rules say; the place counts the weight."
        ),
        "replayed": "The number was recorded in the round that is replayed here.",
        "unverified": "What you stated and what did not count, because it was not verified:",
        "nobody": "nobody has confirmed it.",
        "other_way": "{way} does not confirm it under the signed rules.",
        "own_word": "Your own word",
        "at": "{label}, {school_name}",
        "by_list": "Under the signed rules this program takes people in the order of a list; {places} of its "
        "places came from that list.",
        "few": "fewer than {most}",
        "uncounted": (
            "A brother or sister has a seat there from this round. The priority for that could not be "
            "given to you: each time it was given, another child's seat changed, and no result was found in "
            "which all such priorities are right."
        ),
    },
    "es": {
        "title": "Su solicitud de escuela: el resultado",
        "applicant": "Solicitante {applicant_id}",
        "placed": "Tiene un lugar en {program}. Fue su opción número {rank}.",
        "guaranteed": "Tiene un lugar en {program}. Es el lugar que tenía garantizado.",
        "none": "No obtuvo un lugar en esta ronda.",
        "why": "Por qué no obtuvo las opciones que prefería:",
        "seats_filled": "Los {seats} lugares fueron para solicitantes que estaban antes ({admitted}).",
        "seats_taken": "Los {seats} lugares ya estaban ocupados cuando llegó su turno ({admitted}).",
        "last": (
            "La última persona admitida: {cutoff_label}{cutoff_score}, puesto {cutoff_place} en el sorteo."
        ),
        "own": "Usted: {own_label}{own_score}, puesto {own_place} en el sorteo.",
        "score": ", puntuación {score}",
        "score_below_minimum": "El programa admite solo a quienes alcanzan su puntuación mínima.",
        "not_open_to_you": "El programa está abierto solo a un grupo al que no pertenece.",
        "siblings_together": "Pidió una misma escuela para todos sus hijos y no hubo lugar para todos aquí.",
        "all_seats_reserved": "Todos sus lugares están reservados para grupos a los que no pertenece.",
        "waitlist": "Usted es el número {waitlist_position} en su lista de espera.",
        "number": "Su número de sorteo es {lottery_number}",
        "place": "Es el puesto {lottery_place} de {applicants}; el más bajo es mejor.",
        "check": "Compruébelo: es el SHA-256 del texto «{seed}|{applicant_id}». Volver a solicitar "
        "nunca cambia el número.",
        "sealed": (
            "Antes de sortear la semilla, todas las solicitudes se sellaron con un compromiso publicado."
        ),
        "corrected": "Después del sorteo, el {day}, {time}, se corrigió algo en esta ronda. El sorteo siguió "
        "siendo el mismo. {changed}. Lo demás que es distinto, reglas o lugares, está en la página pública.",
        "changed_none": "No ha cambiado el registro de ningún niño en la asignación",
        "changed_one": "Ha cambiado el registro de un niño en la asignación",
        "changed": "Han cambiado los registros de {number} niños en la asignación",
        "per_program": "Cada programa sorteó un número propio para usted: el SHA-256 del texto "
        "«{seed}|{applicant_id}|programa», con el código del programa. Los puestos de arriba son los de esos "
        "números.",
        "weighted": "Los números de algunos grupos pesan más, según las reglas firmadas; el puesto lo "
        "tiene en cuenta.",
        "replayed": "El número quedó registrado en la ronda que aquí se repite.",
        "unverified": "Lo que usted indicó y no contó, porque no se verificó:",
        "nobody": "nadie lo ha confirmado.",
        "other_way": "{way} no lo confirma según las reglas firmadas.",
        "own_word": "Su propia palabra",
        "at": "{label}, {school_name}",
        "by_list": "Según las reglas firmadas, este programa admite en el orden de una lista; {places} de "
        "sus lugares salieron de esa lista.",
        "few": "menos de {most}",
        "uncounted": (
            "Un hermano o hermana obtuvo lugar allí en esta ronda. No se le pudo dar la prioridad por "
            "ello: cada vez que se daba, cambiaba el lugar de otro niño, y no se encontró un resultado en el "
            "que todas esas prioridades sean ciertas."
        ),
    },
}

_BUILT_IN: dict[Language, dict[str, str]] = {
    "en": {
        "everyone": "no priority",
        "guaranteed": "guaranteed seat",
        "open": "open seats",
        "low_income": "low income",
        "english_learner": "English learner",
        "iep": "student with an IEP",
    },
    "es": {
        "everyone": "sin prioridad",
        "guaranteed": "lugar garantizado",
        "open": "lugares abiertos",
        "low_income": "bajos ingresos",
        "english_learner": "estudiante de inglés",
        "iep": "estudiante con IEP",
    },
}


_FACTS: dict[Language, dict[str, str]] = {
    "en": {
        "address": "your address",
        "current_school_id": "your present school",
        "sibling": "a brother or sister at the school",
    },
    "es": {
        "address": "su dirección",
        "current_school_id": "su escuela actual",
        "sibling": "un hermano o hermana en la escuela",
    },
}


def letter(outcome: Outcome, language: Language) -> str:
    """Write the letter as plain text."""
    words = _WORDS[language]
    lines = [words["title"], words["applicant"].format(applicant_id=outcome.applicant_id), ""]
    lines.append(say_seat(outcome, language))
    if outcome.missed:
        lines += ["", words["why"]]
    for row in outcome.missed:
        lines.append(f"  {row['choice_rank']}. {row['program_name']}")
        lines += [f"     {sentence}" for sentence in say_reasons(row, outcome, language)]
    if outcome.unverified:
        lines += ["", words["unverified"]]
        lines += [f"  {sentence}" for sentence in say_unverified(outcome, language)]
    return "\n".join([*lines, "", *say_lottery(outcome, language)]) + "\n"


def say_seat(outcome: Outcome, language: Language) -> str:
    """The result itself."""
    words = _WORDS[language]
    if outcome.program is None:
        return words["none"]
    if outcome.rank is None:
        return words["guaranteed"].format(program=outcome.program)
    return words["placed"].format(program=outcome.program, rank=outcome.rank)


def say_unverified(outcome: Outcome, language: Language) -> list[str]:
    """What was stated and did not count, and why, a sentence each."""
    words, sentences = _WORDS[language], []
    for row in outcome.unverified:
        name = _FACTS[language].get(row["fact"]) or label(row["fact"], outcome.labels, language)
        if row["school_name"]:
            name = words["at"].format(label=name, school_name=row["school_name"])
        how = row["how"]
        why = words["nobody"] if how is None else words["other_way"].format(way=_say_way(how, language))
        sentences.append(f"{name}: {why}")
    return sentences


def _say_way(how: str, language: Language) -> str:
    """A way to verify, as the rules say it, at the beginning of a sentence; the family's word is theirs."""
    if how == "self":
        return _WORDS[language]["own_word"]
    said = RULE_WORDS.get(f"way.{how}", {}).get(language, how)
    return said[:1].upper() + said[1:]


def say_lottery(outcome: Outcome, language: Language) -> list[str]:
    """The lottery number that decided, its place, and how anybody checks it."""
    words = _WORDS[language]
    sealed = [words["sealed"]] if outcome.committed_before else say_correction(outcome, language)
    if outcome.number_per_program and outcome.seed is not None:
        said = [words["per_program"].format(seed=outcome.seed, applicant_id=outcome.applicant_id), *sealed]
        return [*said, words["weighted"]] if outcome.weighted else said
    place = words["place"].format(
        lottery_place=say_number(outcome.lottery_place, language),
        applicants=say_number(outcome.applicants, language),
    )
    said = [words["number"].format(lottery_number=outcome.lottery_number), place]
    if outcome.weighted:
        said.append(words["weighted"])
    if outcome.seed is None:
        return [*said, words["replayed"]]
    return [*said, words["check"].format(seed=outcome.seed, applicant_id=outcome.applicant_id), *sealed]


def say_correction(outcome: Outcome, language: Language) -> list[str]:
    """That a round was corrected after its draw, when, and how many records changed; nothing where it was
    not. Whether one's own result is another one, is not known here."""
    if not outcome.corrected_at:
        return []
    words, at = _WORDS[language], datetime.datetime.fromisoformat(outcome.corrected_at)
    form = {0: "changed_none", 1: "changed_one"}.get(outcome.changed, "changed")
    changed = words[form].format(number=say_number(outcome.changed, language))
    return [
        words["corrected"].format(
            day=say_date(at.date(), language), time=say_time(at.time(), language), changed=changed
        )
    ]


def label(group: str | None, labels: Mapping[str, str], language: Language) -> str:
    """What families are told a group is: the rulebook's label, a built-in one, or the bare name."""
    if group is None:
        return ""
    return labels.get(group) or _BUILT_IN[language].get(group) or group.replace("_", " ")


def say_reasons(row: dict[str, Any], outcome: Outcome, language: Language) -> list[str]:
    """Why one choice was not received, in a few sentences; ``row`` is one of ``outcome.missed``.

    Raises
    ------
    FactsError
        For a reason that is none, as only a table from elsewhere can have.
    """
    words, labels = _WORDS[language], outcome.labels
    if row["reason"] != "seats_filled":
        if row["reason"] not in REASONS:
            mend = "Read it with the version of City Compact that its record names under software."
            raise FactsError(
                [Problem("explanations.csv", "is no reason that is known.", mend, value=str(row["reason"]))]
            )
        sentences = [words[row["reason"]]]
    else:
        admitted = _say_admitted(row["admitted"] or "", labels, language)
        how = words["seats_filled" if outcome.by_place else "seats_taken"]
        sentences = [how.format(seats=row["seats"], admitted=admitted)]
        if outcome.by_place and row["cutoff_place"] is not None:
            sentences.append(
                words["last"].format(
                    cutoff_label=label(row["cutoff_group"], labels, language),
                    cutoff_score=_score(row["cutoff_score"], language),
                    cutoff_place=say_number(row["cutoff_place"], language),
                )
            )
        sentences.append(
            words["own"].format(
                own_label=label(row["own_group"], labels, language),
                own_score=_score(row["own_score"], language),
                own_place=say_number(row["own_place"], language),
            )
        )
    if row["program_id"] in outcome.by_list:
        count = outcome.by_list[row["program_id"]]
        few = words["few"].format(most=SMALLEST_SHOWN)
        places = few if count < SMALLEST_SHOWN else say_number(count, language)
        sentences.append(words["by_list"].format(places=places))
    if row["program_id"] in outcome.uncounted:
        sentences.append(words["uncounted"])
    if row["waitlist_position"] is not None:
        sentences.append(words["waitlist"].format(waitlist_position=row["waitlist_position"]))
    return sentences


def _say_admitted(admitted: str, labels: Mapping[str, str], language: Language) -> str:
    """Who sits at a program, by priority; without numbers where one of them is small.

    Every family that is not admitted gets this letter, so it says no more than the public tables would.
    """
    parts = [part.partition(" ") for part in admitted.split(", ") if part]
    if not parts:
        return "-"
    groups = [label(group, labels, language) for _, _, group in parts]
    counts = [int(count) for count, _, _ in parts]
    if min(counts) < SMALLEST_SHOWN:
        return ", ".join(groups)
    numbers = (say_number(count, language) for count in counts)
    return ", ".join(f"{number} {group}" for number, group in zip(numbers, groups, strict=True))


def _score(score: float | None, language: Language) -> str:
    if score is None:
        return ""
    return _WORDS[language]["score"].format(score=say_number(score, language, exact=True))
