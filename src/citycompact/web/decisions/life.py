"""The life of a joint decision: where it can stand, and which steps lead from where to where.

Facts open -> frozen, with the commitment public -> drawn, where chance decides -> decided and checked ->
approved by every sector that signs the rules -> published. Whatever goes back is a step of its own, in the
open: a withdrawal before publication, a correction after it, and the word that a publication is void.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a joint decision stands after its last step."""

    OPEN = "open", _("facts open")
    FROZEN = "frozen", _("facts frozen")
    DRAWN = "drawn", _("drawn")
    DECIDED = "decided", _("decided, waits for approval")
    REFUSED = "refused", _("refused by a sector")
    APPROVED = "approved", _("approved by every sector")
    PUBLISHED = "published", _("published")
    VOID = "void", _("declared void")


UNPUBLISHED = (State.FROZEN, State.DRAWN, State.DECIDED, State.REFUSED, State.APPROVED)
"""States after the freeze in which nobody has been told a result of it."""

AFTER_THE_DRAW = UNPUBLISHED[1:]
"""Those of them in which chance has decided, or nothing is left to it."""

EDGES = frozenset(
    {
        ("", State.OPEN),
        # A measure of the kind's own, such as opening a round; facts stay open.
        (State.OPEN, State.OPEN),
        (State.OPEN, State.FROZEN),
        (State.FROZEN, State.DRAWN),
        (State.FROZEN, State.DECIDED),
        (State.DRAWN, State.DECIDED),
        (State.DECIDED, State.APPROVED),
        (State.DECIDED, State.REFUSED),
        # A sector that refused is asked again.
        (State.REFUSED, State.DECIDED),
        (State.APPROVED, State.PUBLISHED),
        # Withdrawn before publication, corrected after it, void, and taken up again.
        *((state, State.OPEN) for state in UNPUBLISHED),
        (State.PUBLISHED, State.OPEN),
        (State.PUBLISHED, State.VOID),
        (State.VOID, State.OPEN),
    }
)
"""Every step that there is, as from and to; the database knows no other."""

STEPS_BACK = frozenset(
    (a, b) for a, b in EDGES if a not in ("", State.OPEN) and b in (State.OPEN, State.VOID)
)
"""Withdrawals, corrections, and that it is void: proposed with a reason, taken by every sector's word."""
