"""Promises: who owns them, their milestones, evidence and changes of status."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.compact import AREAS, EVIDENCE_KINDS, SIDES, STATUSES
from citycompact.web.compact.models.agreement import Party
from citycompact.web.compact.models.choices import CONTRADICTS, choices


@pghistory.track()
class Post(models.Model):
    """A role that owns promises."""

    post_id = models.SlugField(_("short name"), max_length=60, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    name_es = models.CharField(_("name in Spanish"), max_length=120, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="posts", verbose_name=_("organization"))

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Tenure(models.Model):
    """Who holds a post, from when until when; the account is where reminders go."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="tenures", verbose_name=_("post"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    person = models.CharField(_("person (private)"), max_length=120, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("account")
    )

    class Meta:
        ordering = ("post", "-since")
        constraints = (
            models.UniqueConstraint(
                "post", "since", name="one_beginning_a_day", violation_error_message=CONTRADICTS
            ),
            models.CheckConstraint(
                name="a_tenure_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.post}, {self.since}"


@pghistory.track()
class Promise(models.Model):
    """What one side, or both, will do by a day."""

    promise_id = models.SlugField(_("short name"), max_length=60, primary_key=True)
    area = models.CharField(_("area"), max_length=24, choices=choices(AREAS))
    pledge = models.CharField(_("pledge"), max_length=400)
    pledge_es = models.CharField(_("pledge in Spanish"), max_length=400, blank=True)
    side = models.CharField(_("pledged by"), max_length=8, choices=choices(SIDES))
    district_part = models.CharField(_("the district's part"), max_length=400)
    district_part_es = models.CharField(_("the district's part in Spanish"), max_length=400, blank=True)
    charter_part = models.CharField(_("the charter schools' part"), max_length=400)
    charter_part_es = models.CharField(_("the charter schools' part in Spanish"), max_length=400, blank=True)
    owner_post = models.ForeignKey(
        Post, models.PROTECT, related_name="promises", verbose_name=_("owner by role")
    )
    made_on = models.DateField(_("made on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    money_needed = models.FloatField(_("dollars needed"), null=True, blank=True)
    money_secured = models.FloatField(_("dollars secured"), null=True, blank=True)
    money_source = models.CharField(_("where the money comes from"), max_length=200, blank=True)
    private_note = models.TextField(_("private note"), blank=True)

    class Meta:
        ordering = ("made_on", "promise_id")

    def __str__(self) -> str:
        return self.pledge


@pghistory.track()
class Evidence(models.Model):
    """Something a status can rest on."""

    evidence_id = models.SlugField(_("short name"), max_length=80, primary_key=True)
    promise = models.ForeignKey(Promise, models.CASCADE, related_name="evidence", verbose_name=_("promise"))
    kind = models.CharField(_("kind"), max_length=10, choices=choices(EVIDENCE_KINDS))
    on = models.DateField(_("day"))
    title = models.CharField(_("title"), max_length=200)
    title_es = models.CharField(_("title in Spanish"), max_length=200, blank=True)
    source = models.CharField(_("where it can be seen"), max_length=400, blank=True)
    private_note = models.TextField(_("private note"), blank=True)

    class Meta:
        ordering = ("-on", "evidence_id")
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        was = Evidence.objects.filter(pk=self.pk).first()
        if was is None or not (was.statuschange_set.exists() or was.milestone_set.exists()):
            return
        changed = [name for name in ("promise_id", "kind", "on") if getattr(was, name) != getattr(self, name)]
        if changed:
            raise ValidationError(
                _("A status or milestone rests on this evidence: its promise, kind and day stay as they are.")
            )


@pghistory.track()
class Milestone(models.Model):
    """A step of a promise."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="milestones", verbose_name=_("promise"))
    number = models.PositiveIntegerField(_("number"))
    what = models.CharField(_("what"), max_length=200)
    what_es = models.CharField(_("what, in Spanish"), max_length=200, blank=True)
    due_on = models.DateField(_("due on"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, verbose_name=_("evidence that it is reached")
    )

    class Meta:
        ordering = ("promise", "number")
        constraints = (
            models.UniqueConstraint(
                "promise", "number", name="a_milestone_a_number", violation_error_message=CONTRADICTS
            ),
        )

    def __str__(self) -> str:
        return self.what

    def clean(self) -> None:
        if self.reached_on and self.evidence is None:
            raise ValidationError({"evidence": _("Cite the evidence that the milestone is reached.")})
        if self.evidence is not None and self.evidence.promise_id != self.promise_id:
            raise ValidationError({"evidence": _("This evidence is about another promise.")})


@pghistory.track(pghistory.InsertEvent())
class StatusChange(models.Model):
    """A change of status and its evidence; it is never edited, a later one takes its place."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="status_changes")
    on = models.DateField(_("day"))
    status = models.CharField(_("status"), max_length=12, choices=choices(STATUSES))
    evidence = models.ForeignKey(Evidence, models.PROTECT, verbose_name=_("evidence"))
    reason = models.CharField(_("why"), max_length=400, blank=True)
    reason_es = models.CharField(_("why, in Spanish"), max_length=400, blank=True)

    class Meta:
        ordering = ("-on", "-pk")
        constraints = (
            models.UniqueConstraint(
                "promise", "on", name="one_status_a_day", violation_error_message=CONTRADICTS
            ),
        )

    def __str__(self) -> str:
        return f"{self.promise_id} {self.status}"
