"""The city, its rounds and rulebooks, and the runs of the match."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citycompact.city import SECTORS, CityPackage, Signer
from citycompact.enrollment import SECTION, EnrollmentRules
from citycompact.facts import canonical_json, sha256_hex
from citycompact.record.agreed import Agreed
from citycompact.record.match.publishing import MATCH
from citycompact.rooms import section_names
from citycompact.rulebook import Rulebook, Signature, parse_rulebook


@pghistory.track()
class City(models.Model):
    """The one city of this site: what ``city.toml`` and ``zones.geojson`` hold, and its address ranges."""

    city_id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="America/New_York")
    signers = models.JSONField(default=list)
    zones = models.TextField(null=True, blank=True)
    streets = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name_plural = "cities"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> City | None:
        """The city, without its large texts; None before it is set up."""
        return cls.objects.defer("zones", "streets").first()

    @property
    def zone_info(self) -> ZoneInfo:
        """The city's own time zone."""
        return ZoneInfo(self.time_zone)

    @classmethod
    def today(cls) -> datetime.date:
        """The day by the city's clock, also where no request has set it (in the worker)."""
        city = cls.current()
        return timezone.localdate(timezone=city.zone_info if city else None)

    @property
    def signers_listed(self) -> tuple[Signer, ...]:
        """Who may sign for which sector."""
        return tuple(Signer(**signer) for signer in self.signers)


@lru_cache(maxsize=32)
def _read(text: str) -> Rulebook:
    return parse_rulebook(text, "rulebook.toml", section_names())


@lru_cache(maxsize=32)
def _rules(text: str) -> EnrollmentRules:
    return _read(text).section(SECTION, EnrollmentRules)


@pghistory.track()
class RulebookVersion(models.Model):
    """An uploaded rulebook; its text never changes, another text is another version."""

    text = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=80)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name}, {self.version}"

    def read(self) -> Rulebook:
        """The rulebook."""
        return _read(self.text)

    def rules(self) -> EnrollmentRules:
        """Its enrollment rules."""
        return _rules(self.text)

    def signed(self) -> list[Signature]:
        """Signatures under its sections as they stand, whichever version they were made under."""
        rulebook = self.read()
        digests = [rulebook.section_digest(name) for name in rulebook.sections]
        rows = RulebookSignature.objects.filter(section_sha256__in=digests).order_by("signed_at", "pk")
        return [row.as_signed() for row in rows.exclude(section="")]

    def agreed(self, city: CityPackage) -> Agreed:
        """The rules of a match, with whose signatures under them count in the city."""
        return Agreed.of(MATCH, self.rules(), self.read(), self.signed(), city)


@pghistory.track()
class RulebookSignature(models.Model):
    """A signature (Ed25519) under one section, made on the signer's own machine and uploaded.

    It hangs on the section's digest, so it counts in every version that has the section unchanged.
    ``section`` is empty where an earlier version signed a whole rulebook, whose hash stands in
    ``section_sha256``; such a signature never counts.
    """

    section = models.CharField(max_length=40, blank=True)
    section_sha256 = models.CharField(max_length=64)
    sector = models.CharField(max_length=12, choices=[(name, name) for name in SECTORS])
    name = models.CharField(max_length=200)
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=120)
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "section", "section_sha256", "sector", "public_key", name="a_section_signed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} for {self.sector}"

    def as_signed(self) -> Signature:
        """The signature as the domain knows it."""
        return Signature(
            self.section, self.section_sha256, self.sector, self.name, self.public_key, self.signature
        )


@pghistory.track()
class Round(models.Model):
    """A round of applications, from set-up to publication."""

    class State(models.TextChoices):
        """Where it stands; it only moves forward."""

        SETUP = "setup", _("being set up")
        OPEN = "open", _("open")
        FROZEN = "frozen", _("frozen, commitment published")
        PUBLISHED = "published", _("results published")

    round_id = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    results_on = models.DateField(_("results on"), null=True, blank=True)
    accept_by = models.DateField(_("families answer by"), null=True, blank=True)
    grades = models.JSONField(_("grades"), default=list)
    rulebook = models.ForeignKey(
        RulebookVersion, models.PROTECT, null=True, blank=True, related_name="rounds"
    )
    state = models.CharField(max_length=10, choices=State, default=State.SETUP)
    commitment = models.JSONField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    published_run = models.ForeignKey("Run", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-opens_at",)
        constraints = (
            models.CheckConstraint(
                name="closes_after_it_opens", condition=models.Q(closes_at__gt=models.F("opens_at"))
            ),
        )

    def __str__(self) -> str:
        return self.name

    def takes_applications(self, now: datetime.datetime | None = None) -> bool:
        """Whether a family may submit now."""
        now = now or timezone.now()
        return self.state == self.State.OPEN and self.opens_at <= now < self.closes_at


@pghistory.track(exclude=["step", "heartbeat"])
class Run(models.Model):
    """One run of the match: official, or a what-if that decides nothing."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    round = models.ForeignKey(Round, models.PROTECT, related_name="runs")
    official = models.BooleanField(default=True)
    rulebook = models.ForeignKey(RulebookVersion, models.PROTECT)
    seed = models.CharField(max_length=400)
    seed_source = models.CharField(max_length=400)
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
                "round",
                name="one_official_run_a_round",
                condition=models.Q(official=True) & ~models.Q(state="failed"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} run {self.pk}"

    @property
    def record_sha256(self) -> str:
        """Hash of the record: what an approval is given on, and so the result with all it rests on."""
        return sha256_hex(canonical_json(self.record))

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of each published table, by its name; runs from before format 2 have them elsewhere."""
        record: dict[str, Any] = self.record or {}
        digests: dict[str, str] = record.get("result_sha256") or record.get("decision_sha256") or {}
        return {name: digest for name, digest in digests.items() if name != "values"}

    @property
    def certificate_holds(self) -> bool:
        """Whether everything that was promised is true of the result."""
        record: dict[str, Any] = self.record or {}
        return bool(record.get("certificate", {}).get("holds"))


@pghistory.track()
class Approval(models.Model):
    """One person's word, for their sector, that a run with this very record may be published."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="approvals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    sector = models.CharField(max_length=12)
    record_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint("run", "user", name="a_person_approves_once"),
            models.UniqueConstraint("run", "sector", name="a_sector_approves_once"),
        )

    def __str__(self) -> str:
        return f"{self.sector} for run {self.run_id}"


# Django looks for an app's models here.
from citycompact.web.office.folders import KeptFolder as KeptFolder  # noqa: E402
