"""Users and the roles they hold."""

from __future__ import annotations

import uuid
from typing import Any

import pghistory
import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:
        """Make a user; without a password they sign in by code."""
        user = self.model(email=email.strip().lower(), **more)
        user.set_password(password)
        user.save()
        return user


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    # That it was set stands in the trail; the password's hash does not.
    pghistory.UpdateEvent("password", condition=pgtrigger.AnyChange("password")),
    exclude=["password", "last_login"],
)
class User(AbstractBaseUser):
    """A person who signs in. Families hold no role; staff hold one or more."""

    # Random, so that an account's number tells nothing, not even how many there are.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("mobile phone"), max_length=30, blank=True)
    language = models.CharField(max_length=2, default="en")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects = UserManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_account_an_address"),)

    def __str__(self) -> str:
        return self.name or self.email


class Role(models.TextChoices):
    """What a member of staff may be."""

    SCHOOL = "school", _("School staff")
    OPERATOR = "operator", _("Operator")
    OFFICE = "office", _("Enrollment office")
    APPROVER = "approver", _("Approver of a sector")
    AUDITOR = "auditor", _("Auditor")
    STEWARD = "steward", _("Steward of the compact")


@pghistory.track()
class StaffRole(models.Model):
    """One role of one person: at a school, for an operator, for a sector, or for the city.

    Nobody approves for two sectors, so that what needs both always needs two people.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="staff_roles")
    role = models.CharField(max_length=10, choices=Role)
    school = models.ForeignKey("city.School", models.CASCADE, null=True, blank=True)
    operator = models.ForeignKey("city.Operator", models.CASCADE, null=True, blank=True)
    sector = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "user", "role", "school", "operator", "sector", name="role_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                "user", name="nobody_stands_for_two_sectors", condition=models.Q(role="approver")
            ),
            models.CheckConstraint(
                name="role_has_its_scope",
                condition=(
                    models.Q(role="school", school__isnull=False)
                    | models.Q(role="operator", operator__isnull=False)
                    | models.Q(role="approver") & ~models.Q(sector="")
                    | models.Q(role__in=["office", "auditor", "steward"])
                ),
            ),
        )

    def __str__(self) -> str:
        return str(self.get_role_display())
