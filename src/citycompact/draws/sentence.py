"""A draw as a sentence that a board member understands, with an example of its one spelling."""

from __future__ import annotations

from citycompact.draws.rule import DrawRule
from citycompact.words import Language, say_clock, say_date, say_list, say_number

_WORDS: dict[str, dict[Language, str]] = {
    "whole": {
        "en": (
            "The lottery{of_round} is drawn on {day} at {time}: {event}. {what} An example of how a result "
            "is written, and no other way counts: “{example}”.{witnesses}"
        ),
        "es": (
            "El sorteo{of_round} se hace el {day} a las {time}: {event}. {what} Un ejemplo de cómo se "
            "escribe un resultado, y ninguna otra forma vale: «{example}».{witnesses}"
        ),
    },
    "of_round": {"en": " of round “{id}”", "es": " de la ronda «{id}»"},
    "numbers": {
        "en": (
            "{count} numbers from {low} to {high} are drawn, {repeats}, and written with {digits} digits "
            "each, {order}, with one space between."
        ),
        "es": (
            "Se sacan {count} números del {low} al {high}, {repeats}, y se escriben con {digits} cifras "
            "cada uno, {order}, con un espacio entre ellos."
        ),
    },
    "dice": {
        "en": (
            "{count} dice with the numbers {low} to {high} are thrown, and written with {digits} digits "
            "each, {order}, with one space between."
        ),
        "es": (
            "Se lanzan {count} dados con los números del {low} al {high}, y se escriben con {digits} "
            "cifras cada uno, {order}, con un espacio entre ellos."
        ),
    },
    "beacon": {
        "en": "The pulse of this beacon is written in {digits} lowercase hexadecimal digits.",
        "es": "El pulso de este faro se escribe con {digits} cifras hexadecimales en minúscula.",
    },
    "repeats": {"en": "and one may come twice", "es": "y uno puede salir dos veces"},
    "no_repeats": {"en": "and none comes twice", "es": "y ninguno sale dos veces"},
    "drawn": {"en": "in the order in which they come", "es": "en el orden en que salen"},
    "ascending": {"en": "the lowest first", "es": "el más bajo primero"},
    "witnesses": {"en": " Witnesses: {names}.", "es": " Testigos: {names}."},
}


def draw_sentence(draw: DrawRule, language: Language, round_id: str = "") -> str:
    """What is drawn, when and by whom, and how its one spelling looks.

    ``round_id``: of rules with several rounds, the one whose draw it is.
    """

    def word(key: str, **blanks: object) -> str:
        return _WORDS[key][language].format(**blanks)

    low, high = draw.range
    what = word(
        draw.kind,
        count=draw.count,
        low=say_number(low, language, exact=True),
        high=say_number(high, language, exact=True),
        digits=draw.width,
        repeats=word("repeats" if draw.can_repeat else "no_repeats"),
        order=word(draw.order),
    )
    names = (draw.witnesses,) if isinstance(draw.witnesses, str) else draw.witnesses
    return word(
        "whole",
        of_round=word("of_round", id=round_id) if round_id else "",
        day=say_date(draw.at.date(), language),
        time=say_clock(draw.at.time()),
        event=draw.event,
        what=what,
        example=draw.example(),
        witnesses=word("witnesses", names=say_list(names, language)) if names else "",
    )
