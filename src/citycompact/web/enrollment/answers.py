"""What a family answers: the one form of a draft, and of what a submitted version holds.

A version's content::

    {"applicant_id": id, "round": id, "grade": "K", "choices": [program ids in order],
     "current_school_id": id or null, "address": text, "latitude", "longitude", "zone": its place or null,
     "facts": {column of applicants: value}, "claims": [[claim, school id], ...]}

What came from a package may have ``further`` besides: rows of tables that nothing here reads, by table.
It is everything that the match reads of the child, and nothing that names it but the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from citycompact.city.tables import ADDRESS
from citycompact.web.enrollment.models import Application, Child

Answers = dict[str, Any]

PLACE = ("latitude", "longitude", "zone")
"""Where an address lies, as the city's map has it."""

FURTHER = "further"

_NONE: Answers = {
    "choices": [],
    "current_school_id": None,
    "address": "",
    **dict.fromkeys(PLACE),
    "facts": {},
    "claims": [],
}


def answers_of(application: Application) -> Answers:
    """What the draft says, with what it leaves open."""
    known = {key: value for key, value in application.draft.items() if key in _NONE}
    return {"grade": application.grade, **_NONE, **known}


def content_of(application: Application) -> Answers:
    """What the next version will hold."""
    answers = answers_of(application)
    return {
        "applicant_id": application.child_id,
        "round": application.round_id,
        **answers,
        "facts": dict(sorted(answers["facts"].items())),
        "claims": sorted(answers["claims"]),
    }


def draft_of(content: Mapping[str, Any]) -> Answers:
    """The draft that says what a version says; its grade stands beside it."""
    return {key: value for key, value in content.items() if key in _NONE}


def is_unsent(application: Application) -> bool:
    """Whether the draft says something else than what was sent last, or nothing was sent yet."""
    sent = application.last_version
    return sent is None or _said(sent.content) != _said(content_of(application))


def show_sent(application: Application) -> None:
    """Let an application that is shown, and not saved, say what was sent last in place of its draft."""
    sent = application.last_version
    if sent is not None:
        application.grade, application.draft = sent.content["grade"], draft_of(sent.content)


def _said(content: Mapping[str, Any]) -> Answers:
    """An application's meaning: what is not claimed and what is not asked are the same."""
    facts = {name: value for name, value in content.get("facts", {}).items() if value not in (False, None)}
    said = {name: value for name, value in content.items() if name != FURTHER}
    return {**_NONE, **said, "facts": facts, "claims": sorted(content.get("claims", []))}


@transaction.atomic
def change(application: Application, **said: Any) -> None:
    """Change answers of the draft; what another tab has saved of the others meanwhile stays."""
    locked = Application.objects.select_for_update().get(pk=application.pk)
    grade = said.pop("grade", locked.grade)
    application.grade, application.draft = grade, {**locked.draft, **said}
    application.save(update_fields=["grade", "draft", "updated_at"])


def value_of(content: Mapping[str, Any], fact: str) -> Any:
    """The value of a fact (as the table ``verifications`` names it) for which a verification counts.

    Of an address that is its text, however the map places it; of one without a text, its place.
    """
    if fact == ADDRESS:
        return content.get("address") or [content.get(name) for name in PLACE]
    return (
        content.get("current_school_id")
        if fact == "current_school_id"
        else content.get("facts", {}).get(fact)
    )


def first_draft(child: Child) -> Answers:
    """What a new application begins with: what the family said last of the child, and its home; choices and
    claims are made anew."""
    theirs = Application.objects.filter(child__family_id=child.family_id, child__merged_into=None)
    said = [answers_of(item) for item in theirs.filter(child=child).order_by("-updated_at")[:1]]
    said += [answers_of(item) for item in theirs.order_by("-updated_at")[:20]]
    home = next((item for item in said if item["address"]), _NONE)
    own = said[0] if theirs.filter(child=child).exists() else _NONE
    return {
        **{name: own[name] for name in ("current_school_id", "facts")},
        **{name: home[name] for name in ("address", *PLACE)},
    }
