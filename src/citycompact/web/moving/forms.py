"""Forms of setting the site up."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.city import SECTORS, is_public_key
from citycompact.web.city.models import City, Operator, School
from citycompact.web.moving.inviting import OF_THE_OFFICE, SECTOR_NAMES
from citycompact.web.moving.pictures import MOST_BYTES, keep_logo, png_of
from citycompact.web.site.model_forms import ModelForm
from citycompact.web.site.models import Role

_TEXT = {"class": "usa-input"}
_SELECT = {"class": "usa-select"}


class CityForm(ModelForm[City]):
    """Name, time zone and help line of the city; its id is given once."""

    class Meta:
        model = City
        fields = ("city_id", "name", "time_zone", "languages", "help_line")
        widgets = {
            "city_id": forms.TextInput(attrs=_TEXT),
            "name": forms.TextInput(attrs=_TEXT),
            "time_zone": forms.TextInput(attrs={**_TEXT, "list": "zones"}),
            "help_line": forms.TextInput(attrs={**_TEXT, "type": "tel"}),
        }
        labels = {
            "city_id": gettext_lazy("Short id, such as port-ellery"),
            "name": gettext_lazy("Name of the city"),
        }
        help_texts = {
            "city_id": gettext_lazy(
                "Small letters, figures and hyphens. It stands in every record, for ever."
            ),
            "time_zone": gettext_lazy("As the IANA list names it, such as America/Chicago."),
            "help_line": gettext_lazy(
                "The telephone number that families call; shown at the foot of each page."
            ),
        }

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the site"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "usa-checkbox__input"}),
    )
    picture = forms.FileField(
        label=gettext_lazy("Logo (PNG or JPEG)"),
        required=False,
        widget=forms.FileInput(attrs={"class": "usa-file-input", "accept": ".png,.jpg,.jpeg"}),
    )
    no_logo = forms.BooleanField(
        label=gettext_lazy("Show no logo"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "usa-checkbox__input"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not self.instance._state.adding:
            del self.fields["city_id"]
        if not self.instance.logo:
            del self.fields["no_logo"]

    def clean_picture(self) -> bytes | None:
        """The picture as it will be shown."""
        upload = self.cleaned_data["picture"]
        return None if upload is None else png_of(upload.read(MOST_BYTES + 1))

    def save(self, commit: bool = True) -> City:
        """Save the city, and its logo where one was chosen or taken away."""
        city: City = super().save(commit)
        if self.cleaned_data["picture"] is not None or self.cleaned_data.get("no_logo"):
            keep_logo(city, self.cleaned_data["picture"])
        return city

    def clean_city_id(self) -> str:
        """An id that stands in records and addresses."""
        text: str = self.cleaned_data["city_id"].strip()
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
            raise ValidationError(_("Use small letters, figures and hyphens, such as port-ellery."))
        return text

    def clean_time_zone(self) -> str:
        """A zone that the machine knows."""
        text: str = self.cleaned_data["time_zone"].strip()
        try:
            ZoneInfo(text)
        except (ValueError, OSError, KeyError):
            raise ValidationError(
                _("There is no such time zone. Write one such as America/Chicago.")
            ) from None
        return text


def time_zones() -> list[str]:
    """Time zones to choose from, America's first."""
    return sorted(available_timezones(), key=lambda name: (not name.startswith(("America/", "US/")), name))


class SignerForm(forms.Form):
    """The first signer of a sector."""

    sector = forms.ChoiceField(label=gettext_lazy("Sector"), widget=forms.Select(attrs=_SELECT))
    name = forms.CharField(
        label=gettext_lazy("Name and office"), max_length=200, widget=forms.TextInput(attrs=_TEXT)
    )
    public_key = forms.CharField(
        label=gettext_lazy("Public key"),
        max_length=64,
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("What citycompact rulebook keygen printed on the signer's own machine."),
    )

    def __init__(self, city: City, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.city = city
        taken = {signer.sector for signer in city.signers_listed}
        choices = [(name, SECTOR_NAMES[name]) for name in SECTORS if name not in taken]
        self.fields["sector"].choices = choices  # type: ignore[attr-defined]

    def clean_public_key(self) -> str:
        """A key that nobody lists for another sector."""
        key: str = self.cleaned_data["public_key"].strip()
        if not is_public_key(key):
            raise ValidationError(_("This is no Ed25519 public key. Copy it again, all 44 characters."))
        if any(signer.public_key == key for signer in self.city.signers_listed):
            raise ValidationError(_("This key is another sector's already: nobody signs for two."))
        return key


class InvitationForm(forms.Form):
    """Invite somebody to a role."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), max_length=254, widget=forms.EmailInput(attrs=_TEXT)
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.Select(attrs=_SELECT))
    school = forms.ModelChoiceField(
        School.objects.all(),
        label=gettext_lazy("School, for school staff"),
        required=False,
        widget=forms.Select(attrs=_SELECT),
    )
    operator = forms.ModelChoiceField(
        Operator.objects.order_by("name"),
        label=gettext_lazy("Operator, for an operator"),
        required=False,
        widget=forms.Select(attrs=_SELECT),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"),
        choices=[("en", "English"), ("es", "Español")],
        widget=forms.Select(attrs=_SELECT),
    )

    def __init__(self, sectors: list[str], is_office: bool, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices: list[tuple[str, Any]] = []
        if is_office:
            choices += [(role.value, role.label) for role in OF_THE_OFFICE]
        for sector in sectors:
            label = _("Approver, %(sector)s") % {"sector": SECTOR_NAMES.get(sector, sector)}
            choices.append((f"{Role.APPROVER}:{sector}", label))
        self.fields["role"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Of what the role is, where it is of something; and nothing else."""
        data = super().clean() or {}
        role, _colon, sector = data.get("role", "").partition(":")
        for name in ("school", "operator"):
            if role != name:
                data[name] = None
            elif data.get(name) is None and name not in self.errors:
                self.add_error(name, _("Choose one."))
        return {**data, "role": role, "sector": sector}


class PackageForm(forms.Form):
    """A package, and the names of the children in it."""

    file = forms.FileField(
        label=gettext_lazy("Package (a ZIP file of city.toml and the tables)"),
        widget=forms.FileInput(attrs={"class": "usa-file-input", "accept": ".zip"}),
    )
    names = forms.FileField(
        label=gettext_lazy("Names of the children (CSV)"),
        required=False,
        help_text=gettext_lazy("Columns: applicant_id, given_name, family_name, birth_date."),
        widget=forms.FileInput(attrs={"class": "usa-file-input", "accept": ".csv"}),
    )
    round_id = forms.CharField(
        label=gettext_lazy("Round of the choices, where the rulebook has several"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=_TEXT),
    )
