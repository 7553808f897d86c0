"""Children, and who may act for them."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.city.tables import WAYS

LETTERS = "23456789CDFGHJKMNPQRTVWX"


def new_applicant_id() -> str:
    """A random id without letters that look alike or make words; it says nothing about the child."""
    return "C" + "".join(secrets.choice(LETTERS) for _ in range(9))


@pghistory.track(exclude=["updated_at"])
class Child(models.Model):
    """A child. ``applicant_id`` is the pseudonym in every table, letter and proof, and never changes.

    What the rules look at stands in what was sent of it, and not here: nobody changes a fact past a version.
    """

    applicant_id = models.CharField(max_length=32, primary_key=True, default=new_applicant_id, editable=False)
    family_id = models.CharField(max_length=40, db_index=True)
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80)
    birth_date = models.DateField(_("date of birth"), null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    updated_at = models.DateTimeField(auto_now=True)
    # Rounds to which its application may be begun; set by the page that shows them, and not kept.
    may_start: list[Any]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


@pghistory.track()
class Verification(models.Model):
    """How a fact of a child was verified, by somebody who knows it; it counts for this very value alone.

    ``fact`` is a column of the table ``applicants``, or ``address``, which stands for zone and coordinates;
    ``value`` is that of :func:`citycompact.web.enrollment.answers.value_of`; ``at`` is when, on the city's
    clock. What a family sends is its own word (``self``) without a row here.
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="verifications")
    fact = models.CharField(max_length=80)
    how = models.CharField(max_length=8, choices=[(way, way) for way in WAYS])
    value = models.JSONField(null=True)
    at = models.CharField(max_length=40, null=True, blank=True)

    class Meta:
        ordering = ("child", "fact", "how")
        constraints = (models.UniqueConstraint("child", "fact", "how", name="verification_once"),)

    def __str__(self) -> str:
        return f"{self.fact} of {self.child_id}: {self.how}"


@pghistory.track()
class Guardian(models.Model):
    """Who may act for a child: the family itself, or someone it trusts (a relative, a counselor)."""

    class Kind(models.TextChoices):
        """How much they may do."""

        OWNER = "owner", _("Parent or guardian")
        HELPER = "helper", _("Helper")

    child = models.ForeignKey(Child, models.CASCADE, related_name="guardians")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="guardianships", null=True
    )
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.OWNER)
    invited_email = models.EmailField(blank=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        constraints = (models.UniqueConstraint("child", "user", name="guardian_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} for {self.child_id}"
