"""What is said of a correction of a round: what was mended, what differs, and what counts as a change."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

MEND = gettext_lazy("Mend the facts: applications, confirmations, seats. Nobody applies anew.")
TOLD = gettext_lazy("Another seat counts as a change, and another place on a waitlist.")
DIFFERING = {
    "seats_sha256": gettext_lazy(
        "Seats differ, for whom they are set aside, or how ties at them are broken."
    ),
}


def records(count: int | None) -> list[str]:
    """How many records of applicants differ, and why one can of a family that has changed nothing."""
    if count == 0:
        return [_("No record of an applicant differs.")]
    if count is None:
        said = _("Records of applicants differ.")
    else:
        words = ngettext(
            "%(count)s record of an applicant differs.", "%(count)s records of applicants differ.", count
        )
        said = words % {"count": count}
    why = _(
        "Such a record holds what the family sent, and the rights and priorities that follow from it, from "
        "the rules and from the seats."
    )
    return [said, why]
