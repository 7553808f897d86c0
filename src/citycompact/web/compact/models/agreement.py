"""The agreement itself: parties, versions of its text, signatures."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from citycompact.facts import sha256_hex
from citycompact.web.compact.models.choices import CONTRADICTS


@pghistory.track()
class Compact(models.Model):
    """The one compact of this site's city."""

    city = models.OneToOneField("city.City", models.CASCADE, primary_key=True)
    state = models.CharField(_("state"), max_length=80)
    signed_on = models.DateField(_("signed on"))
    term_until = models.DateField(_("valid until"))
    synthetic = models.BooleanField(default=False)
    private_note = models.TextField(_("private note"), blank=True)

    def __str__(self) -> str:
        return str(self.city)


@pghistory.track()
class Party(models.Model):
    """Who signs."""

    KINDS = (("district", _("District")), ("charter", _("Charter operator")), ("partner", _("Civic partner")))
    party_id = models.SlugField(_("short name"), max_length=60, primary_key=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    private_note = models.TextField(_("private note"), blank=True)

    class Meta:
        ordering = ("kind", "name")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class AgreementVersion(models.Model):
    """One version of the text; it never changes, another text is another version."""

    number = models.PositiveIntegerField(primary_key=True)
    text_en = models.TextField(_("text in English"))
    text_es = models.TextField(_("text in Spanish"), blank=True)
    adopted_on = models.DateField(_("adopted on"))
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return str(_("Version %(number)s") % {"number": self.number})

    def save(self, *arguments: Any, **named: Any) -> None:
        self.sha256 = sha256_hex(f"{self.text_en}\0{self.text_es}".encode())
        super().save(*arguments, **named)


@pghistory.track()
class AgreementSignature(models.Model):
    """A party's signature under one version, with the hash of the text it was put under."""

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures")
    signer = models.CharField(_("signed by"), max_length=120)
    office = models.CharField(_("office"), max_length=120)
    signed_on = models.DateField(_("signed on"))
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ("signed_on", "pk")
        constraints = (
            models.UniqueConstraint(
                "version",
                "party",
                "signer",
                name="a_signer_signs_a_version_once",
                violation_error_message=CONTRADICTS,
            ),
        )

    def __str__(self) -> str:
        return f"{self.signer}, {self.party}"

    def save(self, *arguments: Any, **named: Any) -> None:
        self.sha256 = self.version.sha256
        super().save(*arguments, **named)
