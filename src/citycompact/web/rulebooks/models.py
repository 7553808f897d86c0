"""Uploaded rulebooks, and the signatures under their sections."""

from __future__ import annotations

from functools import lru_cache

import pghistory
from django.db import models

from citycompact.city import SECTORS
from citycompact.enrollment import SECTION, EnrollmentRules
from citycompact.rooms import section_names
from citycompact.rulebook import Rulebook, Signature, parse_rulebook


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
