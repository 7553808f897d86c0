"""Forms of rulebooks: upload one, sign its sections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citycompact.facts import FactsError
from citycompact.rooms import section_names, validated
from citycompact.rulebook import Signature, parse_rulebook, parse_signatures, validity
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.rulebooks.signing import SigningCity
from citycompact.web.site.problem_words import say_problem

MOST_BYTES = 500_000
"""No rulebook is larger."""


def version_of(text: str) -> RulebookVersion:
    """A rulebook's text as a version that is not kept yet; ValidationError with every fault and its line."""
    try:
        book = validated(parse_rulebook(text, "rulebook.toml", section_names()))
    except FactsError as error:
        raise ValidationError([say_problem(problem) for problem in error.problems]) from None
    return RulebookVersion(text=text, sha256=book.digest, name=book.header.name, version=book.header.version)


class DraftForm(forms.Form):
    """A rulebook that is written on the page."""

    text = forms.CharField(
        label=_("Rulebook (TOML)"),
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"class": "usa-textarea", "rows": 40, "spellcheck": "false"}),
    )

    def clean_text(self) -> RulebookVersion:
        """Read it; a browser ends lines with two characters, and a rulebook's file with one."""
        return version_of(self.cleaned_data["text"].replace("\r\n", "\n"))


class RulebookForm(forms.Form):
    """Upload a rulebook."""

    file = forms.FileField(
        label=_("Rulebook (TOML)"),
        widget=forms.FileInput(attrs={"class": "usa-file-input", "accept": ".toml"}),
    )

    def clean_file(self) -> RulebookVersion:
        """Read it; every fault is named with its line."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than any rulebook."))
        try:
            text = upload.read().decode("utf-8")
        except UnicodeDecodeError:
            raise ValidationError(_("The file is not UTF-8 text.")) from None
        return version_of(text)


class SignatureForm(forms.Form):
    """Upload signatures made with ``citycompact rulebook sign``."""

    file = forms.FileField(
        label=_("Signature file (made with: citycompact rulebook sign)"),
        widget=forms.FileInput(attrs={"class": "usa-file-input", "accept": ".json"}),
    )

    def __init__(self, version: RulebookVersion, sectors: list[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.version, self.sectors = version, sectors

    def clean_file(self) -> list[Signature]:
        """Only signatures that count, and only for the sectors one stands for."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("This is not a file of signatures."))
        try:
            given = parse_signatures(upload.read(), upload.name)
        except FactsError:
            raise ValidationError(_("This is not a file of signatures.")) from None
        mine = [item for item in given if item.sector in self.sectors]
        if mine and not any(item.section for item in mine):
            raise ValidationError(
                _(
                    "An earlier version signed the whole rulebook. Sign again section by section with: "
                    "citycompact rulebook sign"
                )
            )
        city, rulebook = SigningCity.current(), self.version.read()
        valid = [item for item in mine if validity(item, rulebook, city) == "valid"]
        if not valid:
            raise ValidationError(
                _(
                    "The file holds no signature for your sector that counts: it must be for a section of "
                    "this very rulebook and made with a key the city lists."
                )
            )
        return valid
