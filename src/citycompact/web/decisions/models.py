"""A joint decision with its append-only steps, its attempts, and the sectors' word on what is proposed."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.facts import canonical_json, sha256_hex
from citycompact.web.decisions.folders import KeptFolder as KeptFolder
from citycompact.web.decisions.life import EDGES, State
from citycompact.web.rulebooks.models import RulebookVersion

_FOLLOWS = """
    select to_state into before from {meta.db_table}
        where decision_id = new.decision_id and number = new.number - 1;
    if coalesce(before, '') <> new.from_state or (new.number > 1) <> (before is not null) then
        raise exception 'a step from "%" does not follow one to "%"', new.from_state, before
            using errcode = 'check_violation';
    end if;
    return new;
"""


@pghistory.track()
class JointDecision(models.Model):
    """One decision of a kind, such as one round of enrollment; where it stands, its steps say."""

    kind = models.SlugField(max_length=40)
    name = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    status: Status

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (models.UniqueConstraint("kind", "name", name="decision_once"),)

    def __str__(self) -> str:
        return self.title


class Status(models.Model):
    """Where a decision stands, read from its steps: a view of the database, which nobody can write."""

    decision = models.OneToOneField(JointDecision, models.DO_NOTHING, primary_key=True, related_name="status")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State)
    frozen = models.ForeignKey("Step", models.DO_NOTHING, null=True, related_name="+")
    published = models.ForeignKey("Attempt", models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        managed = False
        db_table = "decisions_status"

    def __str__(self) -> str:
        return str(self.get_state_display())


@pghistory.track(exclude=["step", "heartbeat"])
class Attempt(models.Model):
    """One run on frozen facts: official, or a what-if that decides nothing."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    decision = models.ForeignKey(JointDecision, models.PROTECT, related_name="attempts")
    freeze = models.ForeignKey("Step", models.PROTECT, related_name="attempts")
    official = models.BooleanField(default=True)
    rulebook = models.ForeignKey(RulebookVersion, models.PROTECT, null=True)
    seed = models.CharField(max_length=400, blank=True)
    seed_source = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    step = models.CharField(max_length=200, blank=True)
    heartbeat = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    record = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                "freeze",
                name="one_official_attempt_a_freeze",
                condition=models.Q(official=True) & ~models.Q(state="failed"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision_id} attempt {self.pk}"

    @property
    def is_unfinished(self) -> bool:
        """Whether it waits or runs, so that a page asks again."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def stands(self) -> str:
        """Its state and step: what a page that asks again has shown."""
        return f"{self.state}|{self.step}"

    @property
    def folder(self) -> str:
        """Name under which its result is kept."""
        return f"result/{self.pk}"

    @property
    def record_sha256(self) -> str:
        """Hash of the record: what an approval is given on, and so the result with all it rests on."""
        return sha256_hex(canonical_json(self.record))

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of each table of the result, by its name."""
        digests: dict[str, str] = (self.record or {}).get("result_sha256", {})
        return {name: digest for name, digest in digests.items() if name != "values"}

    @property
    def certificate_holds(self) -> bool:
        """Whether everything that was promised is true of the result."""
        return bool((self.record or {}).get("certificate", {}).get("holds"))


@pghistory.track(pghistory.InsertEvent())
class Step(models.Model):
    """One step, for ever; the state of a decision is where its last step leads.

    Parameters
    ----------
    by
        Who took it; nobody where a finished run did.
    approvals
        For a step that needs every sector: who approved for which, when, on which digest, with which key.
    content
        What the step made public: of a freeze ``facts`` (hashes), ``commitment``, and the freeze before that
        it ``follows``; of a draw ``seed`` and ``source``; of a withdrawal whether the draw is void with it
        (``draw_void``); of a ``measure`` its name, and ``at`` the time that it names; of a publication the
        hashes and root by which it is known.
    """

    decision = models.ForeignKey(JointDecision, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    from_state = models.CharField(max_length=9, choices=State, blank=True)
    to_state = models.CharField(max_length=9, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)
    approvals = models.JSONField(default=list)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+")
    rulebook = models.ForeignKey(RulebookVersion, models.PROTECT, null=True, related_name="+")
    content = models.JSONField(default=dict)

    class Meta:
        ordering = ("decision", "number")
        constraints = (
            models.UniqueConstraint("decision", "number", name="one_step_at_a_time"),
            models.CheckConstraint(
                name="a_step_that_there_is",
                condition=reduce(or_, (models.Q(from_state=a, to_state=b) for a, b in sorted(EDGES))),
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept_as_taken", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="follows_the_one_before",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("before", "varchar")],
                func=pgtrigger.Func(_FOLLOWS),  # type: ignore[no-untyped-call]  # untyped there
            ),
        )

    # What it did, in words; set by the page that shows it, and not kept.
    said: str

    def __str__(self) -> str:
        return f"{self.number}. {self.get_to_state_display()}"

    @property
    def facts(self) -> str:
        """Name under which the facts of a freeze are kept."""
        return f"facts/{self.pk}"

    @property
    def commitment_file(self) -> str:
        """Name of the file in which everybody takes the commitment of a freeze."""
        return f"commitment-{self.number}.json"

    @property
    def commitment(self) -> dict[str, Any] | None:
        """What a freeze published before the draw; None where nothing is fixed before."""
        found: dict[str, Any] | None = self.content.get("commitment")
        return found


@pghistory.track(pghistory.InsertEvent())
class Export(models.Model):
    """Somebody took facts or placements of a decision away: which file, and of which content (SHA-256).

    ``token`` names what let a program in that has no account.
    """

    decision = models.ForeignKey(JointDecision, models.PROTECT, related_name="exports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=120, blank=True)
    file = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")
        triggers = (pgtrigger.Protect(name="kept_as_it_was", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.file}, {self.sha256}"


@pghistory.track()
class Proposal(models.Model):
    """A step that waits for the word of every sector that signs the rules.

    Of a measure ``measure`` is the name, and ``names_time`` the time that it names, on the city's clock.
    """

    decision = models.ForeignKey(JointDecision, models.PROTECT, related_name="proposals")
    after = models.PositiveIntegerField()
    to_state = models.CharField(max_length=9, choices=State)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+")
    draw_void = models.BooleanField(default=False)
    measure = models.SlugField(max_length=40, blank=True)
    names_time = models.CharField(max_length=16, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_to_state_display()}, after step {self.after}"

    @property
    def content(self) -> dict[str, Any]:
        """All that a word on it is given on."""
        return {
            "proposal": self.pk,
            "decision": self.decision_id,
            "after": self.after,
            "to": self.to_state,
            "draw_void": self.draw_void,
            **({"measure": self.measure, "at": self.names_time} if self.measure else {}),
            "reason": self.reason,
            "record_sha256": None if self.attempt is None else self.attempt.record_sha256,
        }

    @property
    def sha256(self) -> str:
        """Digest of its content: what is approved, or signed."""
        return sha256_hex(canonical_json(self.content))


@pghistory.track()
class Verdict(models.Model):
    """One person's word for their sector on a proposal, good for this very content of it.

    ``public_key`` and ``signature`` are those of a signature that the person uploaded with it; empty where
    they gave their word signed in to their account alone.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="verdicts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    sector = models.CharField(max_length=12)
    approves = models.BooleanField()
    reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    public_key = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint("proposal", "user", name="a_person_speaks_once"),
            models.UniqueConstraint("proposal", "sector", name="a_sector_speaks_once"),
        )

    def __str__(self) -> str:
        return f"{self.sector} on {self.proposal_id}"

    def plain(self) -> dict[str, Any]:
        """Who, for which sector, when, on which digest and with which key, as a step keeps it."""
        return {
            "sector": self.sector,
            "account": str(self.user_id),
            "at": self.at.isoformat(),
            "digest": self.digest,
            "public_key": self.public_key,
            "signature": self.signature,
        }
