"""Applications found by what a person remembers of them, and by what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from citycompact.people import folded
from citycompact.web.city.models import School
from citycompact.web.enrollment.models import Application, Child, Choice, Claim, Guardian, Version
from citycompact.web.enrollment.state_of_names import state_of_names

_NO_ACCOUNT = ~Exists(Guardian.objects.filter(child=OuterRef("child")).exclude(user=None))
_CLAIMS = Claim.objects.sent().filter(child=OuterRef("child"), round=OuterRef("round"))
_WAITS = Exists(_CLAIMS.filter(state=Claim.State.WAITING))
_MENDED = Exists(Version.objects.filter(application=OuterRef("pk"), channel=Version.Channel.OFFICE))
ABOUT: dict[str, tuple[Any, Q]] = {
    "no_place": (
        _("Address not on the map"),
        Q(sent__content__latitude=None) & ~Q(sent__content__address=""),
    ),
    "no_account": (_("No account acts for the child"), Q(_NO_ACCOUNT)),
    "waits": (_("A claim waits for its school"), Q(_WAITS)),
    "late": (_("Late"), Q(late=True)),
    "mended": (_("Mended by the office"), Q(_MENDED)),
    "no_birth_date": (_("No date of birth"), Q(child__birth_date=None)),
}
"""What an office looks for: in words, and as a condition on applications."""


def found(words: str, by: Mapping[str, str]) -> QuerySet[Application]:
    """Applications that every word fits, and what is asked of them besides.

    A word fits the beginning of any word of the child's name (accents, case, hyphens and apostrophes do not
    matter), its applicant number or the beginning of it, a part of the e-mail address of whoever acts for
    it, or the name or id of a school that was chosen or is attended.

    Parameters
    ----------
    by
        ``round``, ``state``, ``grade``, ``school``, ``channel`` and ``about`` to one value each; what is
        empty, or nothing that there is, asks nothing.
    """
    applications = Application.objects.filter(child__merged_into=None)
    for name in ("round", "state"):
        if by.get(name):
            applications = applications.filter(**{name: by[name]})
    if grade := by.get("grade"):
        applications = applications.filter(Q(sent__content__grade=grade) | Q(sent=None, grade=grade))
    if school := by.get("school"):
        applications = applications.filter(Exists(_of_schools([school])))
    if channel := by.get("channel"):
        applications = applications.filter(sent__version__channel=channel)
    if by.get("about") in ABOUT:
        applications = applications.filter(ABOUT[by["about"]][1])
    if wanted := words.replace(",", " ").split():
        children, schools = _names(state_of_names()), list(School.objects.values_list("pk", "name"))
        for word in wanted:
            applications = applications.filter(_fits(word, children, schools))
    return applications.select_related("child", "round", "sent")


def _of_schools(schools: list[str]) -> QuerySet[Choice]:
    return Choice.objects.filter(application=OuterRef("pk"), program__school__in=schools)


def _fits(word: str, children: Iterable[tuple[str, str]], schools: Iterable[tuple[str, str]]) -> Q:
    plain = folded(word)
    named = Q(child__in=[pk for pk, name in children if f" {plain}" in name]) if plain else Q()
    if not plain and "@" not in word:
        return named
    mail = Guardian.objects.filter(child=OuterRef("child")).filter(
        Q(user__email__icontains=word) | Q(invited_email__icontains=word)
    )
    # An entry that was put together with another is found by its own number too.
    second = Child.objects.filter(merged_into=OuterRef("child"), applicant_id__istartswith=word)
    fits = named | Q(child__applicant_id__istartswith=word) | Q(Exists(second)) | Q(Exists(mail))
    if there := [pk for pk, name in schools if pk.casefold() == word.casefold() or _begins(name, plain)]:
        fits |= Q(Exists(_of_schools(there))) | Q(sent__content__current_school_id__in=there)
    return fits


def _begins(text: str, plain: str) -> bool:
    """Whether a word of a text begins with what was searched for."""
    return bool(plain) and f" {plain}" in f" {folded(text)}"


@lru_cache(maxsize=1)
def _names(_state: str) -> tuple[tuple[str, str], ...]:
    """Of every child its id and its name as words that two people write the same way, a space before each."""
    rows = Child.objects.values_list("pk", "given_name", "family_name")
    return tuple((pk, f" {folded(f'{given} {family}')}") for pk, given, family in rows)
