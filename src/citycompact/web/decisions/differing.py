"""What differs between the facts and rules of two freezes, as their commitments tell, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citycompact.record import commitment_sha256
from citycompact.web.decisions.models import Step

_WORDS = {
    "section_sha256": gettext_lazy("The rules differ, or who signs them."),
    "seats_sha256": gettext_lazy(
        "Seats differ, for whom they are set aside, or how ties at them are broken."
    ),
}


def what_differs(before: Step, now: Step) -> list[str]:
    """What differs between two freezes, in sentences; empty where nothing was committed to.

    Of records their number is said where the later commitment names it: in that of a correction, held against
    the one that it corrects.
    """
    one, other = before.commitment, now.commitment
    if one is None or other is None:
        return []
    names = {name for name in (*one, *other) if one.get(name) != other.get(name)}
    said = [str(words) for name, words in _WORDS.items() if name in names]
    if other.get("corrects") == commitment_sha256(one):
        return [*said, *_records(int(other["changed"]))]
    if any(name.endswith("_root") for name in names):
        return [*said, _("Records of applicants differ."), _of_a_record()]
    return [*said, *_records(0)]


def _records(count: int) -> list[str]:
    if not count:
        return [_("No record of an applicant differs.")]
    words = ngettext(
        "%(count)s record of an applicant differs.", "%(count)s records of applicants differ.", count
    )
    return [words % {"count": count}, _of_a_record()]


def _of_a_record() -> str:
    """Why a record can differ of a family that has changed nothing."""
    return _(
        "Such a record holds what the family sent, and the rights and priorities that follow from it, from "
        "the rules and from the seats."
    )
