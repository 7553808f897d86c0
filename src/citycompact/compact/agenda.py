"""The agenda of the next steering meeting: what is due, what is stuck, what was decided last time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from citycompact.compact.explain import say_flag, say_text
from citycompact.compact.facts import CompactFacts, Resolution
from citycompact.compact.progress import LIVE, CompactProgress
from citycompact.words import Language, say_date

SOON = 92
"""Days ahead that an agenda looks: a quarter."""


@dataclass(frozen=True)
class AgendaItem:
    """One line: which part of the agenda, about which promise, and the words in both languages."""

    part: str
    promise_id: str
    en: str
    es: str

    def say(self, language: Language) -> str:
        """The words in a language."""
        return self.es if language == "es" else self.en


PARTS: dict[str, dict[Language, str]] = {
    "decided": {"en": "Decided last time", "es": "Decidido la última vez"},
    "stuck": {"en": "Stuck", "es": "Atascado"},
    "due": {"en": "Due before the meeting after", "es": "Vence antes de la reunión siguiente"},
    "vacant": {"en": "Posts without a holder", "es": "Cargos vacantes"},
    "watch": {"en": "To watch", "es": "Por vigilar"},
}
"""Parts of an agenda, in their order."""


def agenda(
    facts: CompactFacts, progress: CompactProgress, last_meeting: datetime.date | None
) -> list[AgendaItem]:
    """What a meeting on the day of the progress has to talk about, in the order of ``PARTS``."""
    found: list[AgendaItem] = []
    on = progress.as_of
    for resolution in sorted(facts.resolutions, key=lambda d: (d.on, d.resolution_id)):
        open_still = resolution.done_on is None or resolution.done_on > on
        recent = last_meeting is not None and resolution.on >= last_meeting
        if resolution.on <= on and (open_still or recent):
            found.append(_decided(resolution, open_still))
    for item in sorted(
        progress.promises, key=lambda s: (s.colour != "red", s.status != "stalled", s.promise_id)
    ):
        pledge = facts.pledged[item.promise_id]
        stuck = item.status == "stalled" or item.colour == "red"
        if not stuck and item.colour == "green":
            continue
        lines: dict[Language, str] = {}
        for language in ("en", "es"):
            why = " ".join(say_flag(flag, facts, language) for flag in item.flags)
            lines[language] = f"{say_text(pledge, 'pledge', language)} {why}".strip()
        found.append(AgendaItem("stuck" if stuck else "watch", item.promise_id, lines["en"], lines["es"]))
    until = on + datetime.timedelta(days=SOON)
    live = {s.promise_id for s in progress.promises if s.status in LIVE}
    for milestone in sorted(facts.milestones, key=lambda m: (m.due_on, m.promise_id)):
        if milestone.promise_id in live and on <= milestone.due_on <= until and milestone.reached_on is None:
            found.append(
                AgendaItem(
                    "due",
                    milestone.promise_id,
                    f"{say_date(milestone.due_on, 'en')}: {milestone.what}",
                    f"{say_date(milestone.due_on, 'es')}: {say_text(milestone, 'what', 'es')}",
                )
            )
    vacant = {
        flag.post_id: item.promise_id
        for item in progress.promises
        for flag in item.flags
        if flag.post_id is not None
    }
    for post in facts.posts:
        if post.post_id in vacant:
            found.append(AgendaItem("vacant", vacant[post.post_id], post.name, say_text(post, "name", "es")))
    return sorted(found, key=lambda i: list(PARTS).index(i.part))


def _decided(resolution: Resolution, open_still: bool) -> AgendaItem:
    en, es = resolution.what, say_text(resolution, "what", "es")
    due = resolution.due_on
    if open_still and due:
        en, es = f"{en} (due {say_date(due, 'en')})", f"{es} (vence el {say_date(due, 'es')})"
    if not open_still:
        en, es = f"{en} (done)", f"{es} (hecho)"
    return AgendaItem("decided", resolution.promise_id or "", en, es)
