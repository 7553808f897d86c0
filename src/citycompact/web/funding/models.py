"""What budgets are made of: counts and what schools say against them, and all that lies beside."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

_NOT_LESS = [MinValueValidator(Decimal(0))]


def _money(label: Any = _("amount in dollars"), *, optional: bool = False) -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, validators=_NOT_LESS, null=optional, blank=optional
    )


class _OfAYear(models.Model):
    year = models.SlugField(_("year of the budgets"), max_length=40)

    class Meta:
        abstract = True


@pghistory.track()
class Count(_OfAYear):
    """Pupils of a category at a school; ``objection`` is the school's word, ``answer`` the office's."""

    school = models.ForeignKey("city.School", models.PROTECT, verbose_name=_("school"))
    category = models.CharField(_("category"), max_length=60)
    pupils = models.DecimalField(_("pupils"), max_digits=9, decimal_places=2, validators=_NOT_LESS)
    objection = models.CharField(_("what the school says against it"), max_length=400, blank=True)
    answer = models.CharField(_("what the office answers"), max_length=400, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint("year", "school", "category", name="one_count_a_category"),)
        ordering = ("-year", "school__name", "category")

    def __str__(self) -> str:
        return f"{self.school.name}, {self.category}, {self.year}"


@pghistory.track()
class PreviousAmount(_OfAYear):
    """What a school had the year before the year of the budgets, and for how many pupils.

    Where that was published as a range, so are its ends: else a floor would tell the amount.
    """

    school = models.ForeignKey("city.School", models.PROTECT, verbose_name=_("school"))
    amount = _money()
    pupils = models.DecimalField(
        _("pupils of that year"), max_digits=9, decimal_places=2, null=True, blank=True, validators=_NOT_LESS
    )

    public_low = _money(_("published as at least"), optional=True)
    public_high = _money(_("published as at most"), optional=True)
    pupils_hidden = models.BooleanField(_("its pupils were not published"), default=False)

    class Meta:
        constraints = (models.UniqueConstraint("year", "school", name="one_amount_a_year_before"),)
        ordering = ("-year", "school__name")

    def __str__(self) -> str:
        return f"{self.school.name}, {self.year}"


@pghistory.track()
class InKind(_OfAYear):
    """A service that a school is given instead of money."""

    school = models.ForeignKey("city.School", models.PROTECT, verbose_name=_("school"))
    service = models.CharField(_("service"), max_length=80)
    amount = _money()

    class Meta:
        constraints = (models.UniqueConstraint("year", "school", "service", name="one_value_a_service"),)
        ordering = ("-year", "school__name", "service")

    def __str__(self) -> str:
        return f"{self.school.name}, {self.service}, {self.year}"


@pghistory.track()
class Levy(_OfAYear):
    """What a local levy has raised for schools."""

    levy = models.CharField(_("levy"), max_length=80)
    amount = _money()

    class Meta:
        verbose_name_plural = "levies"
        constraints = (models.UniqueConstraint("year", "levy", name="one_amount_a_levy"),)
        ordering = ("-year", "levy")

    def __str__(self) -> str:
        return f"{self.levy}, {self.year}"


@pghistory.track()
class Move(_OfAYear):
    """A child who came, went or changed schools within the year: a number, and no name."""

    move_id = models.CharField(_("number of the move"), max_length=64)
    category = models.CharField(_("category"), max_length=60)
    from_school = models.ForeignKey(
        "city.School", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("left")
    )
    to_school = models.ForeignKey(
        "city.School", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("joined")
    )
    on = models.DateField(_("first day at the new school"))

    class Meta:
        constraints = (
            models.UniqueConstraint("year", "move_id", "category", name="one_row_a_category_that_moves"),
        )
        ordering = ("-year", "on", "move_id")

    def __str__(self) -> str:
        return f"{self.move_id}, {self.category}, {self.year}"
