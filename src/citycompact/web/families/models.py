"""Children, who may act for them, and their applications with every submitted version."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.city import GRADES

_LETTERS = "23456789CDFGHJKMNPQRTVWX"


def new_applicant_id() -> str:
    """A random id without letters that look alike or make words; it says nothing about the child."""
    return "C" + "".join(secrets.choice(_LETTERS) for _ in range(9))


@pghistory.track(exclude=["updated_at"])
class Child(models.Model):
    """A child. ``applicant_id`` is the pseudonym in every table, letter and proof, and never changes."""

    applicant_id = models.CharField(max_length=32, primary_key=True, default=new_applicant_id, editable=False)
    family_id = models.CharField(max_length=40, db_index=True)
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80)
    birth_date = models.DateField(_("date of birth"), null=True)
    address = models.CharField(_("home address"), max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    zone = models.CharField(max_length=64, null=True, blank=True)
    current_school = models.ForeignKey(
        "schools.School", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    facts = models.JSONField(default=dict, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    updated_at = models.DateTimeField(auto_now=True)
    # Set by the page that shows it, and not kept.
    may_start: bool

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


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


@pghistory.track(exclude=["draft", "updated_at"])
class Application(models.Model):
    """One child's application to one round: a draft that saves itself, and what was last submitted."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("not submitted yet")
        SUBMITTED = "submitted", _("submitted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    child = models.ForeignKey(Child, models.CASCADE, related_name="applications")
    round = models.ForeignKey("office.Round", models.PROTECT, related_name="applications")
    grade = models.CharField(max_length=3, choices=[(g, g) for g in GRADES])
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT, db_index=True)
    draft = models.JSONField(default=dict, blank=True)
    late = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint("child", "round", name="one_application_a_round"),)

    def __str__(self) -> str:
        return f"{self.child_id} in {self.round_id}"

    @property
    def draft_choices(self) -> list[str]:
        """Program ids in the order of the draft."""
        choices: list[str] = self.draft.get("choices", [])
        return choices


@pghistory.track(pghistory.InsertEvent())
class Version(models.Model):
    """One submission, kept for ever: its content, its hash, who sent it in and how."""

    class Channel(models.TextChoices):
        """How it came in."""

        WEB = "web", _("on the site")
        PAPER = "paper", _("on paper")
        PHONE = "phone", _("by phone")

    application = models.ForeignKey(Application, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.WEB)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    once = models.UUIDField(unique=True)

    class Meta:
        ordering = ("application", "number")
        constraints = (models.UniqueConstraint("application", "number", name="version_once"),)
        # What was submitted stays what it was, whatever code runs.
        triggers = (pgtrigger.Protect(name="kept_as_submitted", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return f"{self.application_id} version {self.number}"


class Choice(models.Model):
    """A choice of the version last submitted: what the match reads."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="choices")
    rank = models.PositiveSmallIntegerField()
    program = models.ForeignKey("schools.Program", models.PROTECT, related_name="choices")

    class Meta:
        ordering = ("application", "rank")
        constraints = (
            models.UniqueConstraint("application", "rank", name="rank_once"),
            models.UniqueConstraint("application", "program", name="program_once"),
        )

    def __str__(self) -> str:
        return f"{self.rank}. {self.program_id}"


@pghistory.track()
class Claim(models.Model):
    """Something a school has to confirm, such as a sibling there or a parent on its staff."""

    class State(models.TextChoices):
        """What the school said."""

        WAITING = "waiting", _("waiting for the school")
        APPROVED = "approved", _("confirmed")
        REJECTED = "rejected", _("not confirmed")
        ASKED = "asked", _("the school asks for more")

    child = models.ForeignKey(Child, models.CASCADE, related_name="claims")
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="claims")
    claim = models.CharField(max_length=80)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING, db_index=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint("child", "school", "claim", name="claim_once"),)

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


@pghistory.track()
class Score(models.Model):
    """An admission score of a child at a program."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="scores")
    program = models.ForeignKey("schools.Program", models.CASCADE)
    score = models.FloatField()

    class Meta:
        constraints = (models.UniqueConstraint("child", "program", name="score_once"),)

    def __str__(self) -> str:
        return f"{self.child_id} at {self.program_id}"


class Outcome(models.Model):
    """What one run gave one child; families see it once the run is published.

    ``missed`` holds the rows of the table ``explanations`` for this child. Names of programs are those
    of the run's facts: what was published does not change with a program that is renamed.
    """

    run = models.ForeignKey("office.Run", models.CASCADE, related_name="outcomes")
    child = models.ForeignKey(Child, models.CASCADE, related_name="outcomes")
    program = models.ForeignKey("schools.Program", models.PROTECT, null=True, related_name="outcomes")
    program_name = models.TextField(null=True)
    choice_rank = models.PositiveSmallIntegerField(null=True)
    lottery_number = models.CharField(max_length=80)
    lottery_place = models.PositiveIntegerField()
    missed = models.JSONField(default=list)
    receipt = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint("run", "child", name="outcome_once"),)

    def __str__(self) -> str:
        return f"{self.child_id} in run {self.run_id}"

    def row(self) -> dict[str, Any]:
        """The result itself, as the letter's words need it."""
        return {
            "applicant_id": self.child_id,
            "program_name": self.program_name,
            "choice_rank": self.choice_rank,
            "lottery_number": self.lottery_number,
            "lottery_place": self.lottery_place,
        }
