"""What schools are asked to confirm, with its proofs, and admission scores."""

from __future__ import annotations

import uuid

import pghistory
from django.conf import settings
from django.db import models, transaction
from django.db.models.expressions import RawSQL
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from citycompact.web.enrollment.models.children import Child

_SENT = """(
    select c.id from enrollment_claim c
    join enrollment_sent s on s.child_id = c.child_id and s.round_id = c.round_id and s.state = 'submitted'
    where s.content->'claims' @> jsonb_build_array(jsonb_build_array(c.claim, c.school_id))
    {only}
)"""

_FACTS_OPEN = """and exists (
    select from enrollment_round r join decisions_status d on d.decision_id = r.decision_id
    where r.round_id = s.round_id and d.state = 'open'
)"""


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims by whether they count."""

    def sent(self) -> ClaimQuerySet:
        """That stand in what was last sent to their round; of a draft no school has to know."""
        return self.filter(pk__in=RawSQL(_SENT.format(only=""), ()))

    def open(self) -> ClaimQuerySet:
        """Those of a round whose facts are open: of them a school has a word."""
        return self.filter(pk__in=RawSQL(_SENT.format(only=_FACTS_OPEN), ()))


@pghistory.track()
class Claim(models.Model):
    """Something a school has to confirm for one round, such as a sibling there or a parent on its staff.

    What it said last year counts for last year: another round asks it anew.
    """

    class State(models.TextChoices):
        """What the school said."""

        WAITING = "waiting", _("waiting for the school")
        APPROVED = "approved", _("confirmed")
        REJECTED = "rejected", _("not confirmed")
        ASKED = "asked", _("the school asks for more")

    child = models.ForeignKey(Child, models.CASCADE, related_name="claims")
    round = models.ForeignKey("enrollment.Round", models.PROTECT, related_name="claims")
    school = models.ForeignKey("city.School", models.CASCADE, related_name="claims")
    claim = models.CharField(max_length=80)
    # Whom it is about, as the family says it: of a brother or sister name, date of birth and grade.
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING, db_index=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    # What it is called on a page, where one puts it (citycompact.web.enrollment.claim_words.with_words).
    words: str
    # Whether a school still has a word on it; set by the page that shows it, and not kept.
    is_open: bool

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint("child", "round", "school", "claim", name="claim_once"),)

    def __str__(self) -> str:
        return f"{self.claim} at {self.school_id}"


@pghistory.track()
class Document(models.Model):
    """An uploaded proof of a claim; only its guardians and the claim's school may open it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="documents")
    file = models.FileField()
    kind = models.CharField(max_length=40)
    bytes = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


@receiver(models.signals.post_delete, sender=Document)
def _delete_file(instance: Document, **_: object) -> None:
    """A file goes with its row, whatever took that away, and stays where its removal is undone."""
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))


@pghistory.track()
class Score(models.Model):
    """An admission score of a child at a program."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="scores")
    program = models.ForeignKey("city.Program", models.CASCADE)
    score = models.FloatField()

    class Meta:
        constraints = (models.UniqueConstraint("child", "program", name="score_once"),)

    def __str__(self) -> str:
        return f"{self.child_id} at {self.program_id}"
