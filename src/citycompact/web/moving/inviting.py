"""Who may invite whom, and how an invitation becomes a role.

The office invites staff of schools, operators, the office, auditors and stewards. Who approves for a sector
is invited by an approver of that sector, and the first one on the machine itself (``citycompact site
invite``): else the office could appoint the other sector's word. The approvers of a sector are written to
whenever somebody gets a role in it.
"""

from __future__ import annotations

import datetime
import secrets

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.city import SECTORS
from citycompact.facts import FactsError, Problem, sha256_hex
from citycompact.web.city.models import City, Operator, School
from citycompact.web.outbox.addresses import whole_address
from citycompact.web.outbox.sending import tell, write_to
from citycompact.web.site.models import Invitation, Role, StaffRole, User

DAYS = 7
OF_THE_OFFICE = (Role.SCHOOL, Role.OPERATOR, Role.OFFICE, Role.AUDITOR, Role.STEWARD)
"""Roles to which the office invites."""

SECTOR_NAMES = {
    "district": gettext_lazy("district"),
    "charter": gettext_lazy("charter"),
    "partnership": gettext_lazy("partnership"),
}


def hash_of(token: str) -> str:
    """What is kept of the secret in a link."""
    return sha256_hex(f"citycompact invitation|{token}".encode())


@transaction.atomic
def invite(
    email: str,
    role: str,
    *,
    sector: str = "",
    school: School | None = None,
    operator: Operator | None = None,
    by: User | None = None,
    language: str = "en",
) -> str:
    """Make an invitation and write it to its address; gives the address of its page, which nobody else is
    told. Earlier ones to the same role and address end.
    """
    email, token = email.strip().lower(), secrets.token_urlsafe(24)
    same = Invitation.objects.filter(
        email=email, role=role, sector=sector, school=school, operator=operator, used_at=None
    )
    same.update(expires_at=timezone.now())
    made = Invitation.objects.create(
        email=email,
        role=role,
        sector=sector,
        school=school,
        operator=operator,
        token_sha256=hash_of(token),
        language=language,
        invited_by=by,
        expires_at=timezone.now() + datetime.timedelta(days=DAYS),
    )
    address = whole_address("moving:invitation", token)
    with translation.override(language):
        city = City.current()
        name = "City Compact" if city is None else city.name
        words = {"role": what_for(made), "city": name, "email": email, "days": DAYS}
        lines = [
            _("You are invited to work on the school enrollment site of %(city)s as: %(role)s.") % words,
            "",
            _("Open this address, and sign in or make an account with %(email)s:") % words,
            address,
            "",
            _("It holds for %(days)s days and can be used once.") % words,
            _("If you did not expect this, do nothing, and tell the enrollment office."),
        ]
        subject = _("[%(city)s] Invitation: %(role)s") % words
        write_to(email, f"invitation:{made.pk}", subject, "\n".join(lines) + "\n", language)
    return address


def invite_from_shell(
    email: str, role: str, *, sector: str, operator: str, school: str, language: str
) -> str:
    """The same from the machine itself, for any role; FactsError with everything that does not fit."""
    problems = []

    def refuse(name: str, value: str, message: str, mend: str) -> None:
        problems.append(Problem("invitation", message, mend, None, name, value))

    try:
        validate_email(email)
    except ValidationError:
        refuse("email", email, "is no e-mail address.", "Write one such as ana@city.example.")
    if role not in Role.values:
        refuse("role", role, "is no role.", f"Write one of {', '.join(Role.values)}.")
    if language not in ("en", "es"):
        refuse("language", language, "is no language of the site.", "Write en or es.")
    if (role == Role.APPROVER) != (sector in SECTORS):
        refuse(
            "sector", sector, "does not go with this role.", f"An approver has one of {', '.join(SECTORS)}."
        )
    found_operator = Operator.objects.filter(pk=operator).first() if operator else None
    found_school = School.objects.filter(pk=school).first() if school else None
    if (role == Role.OPERATOR) != (found_operator is not None):
        refuse("operator", operator, "does not go with this role.", "An operator has an operator's id.")
    if (role == Role.SCHOOL) != (found_school is not None):
        refuse("school", school, "does not go with this role.", "School staff have a school's id.")
    if problems:
        raise FactsError(problems)
    return invite(email, role, sector=sector, school=found_school, operator=found_operator, language=language)


def what_for(invitation: Invitation | StaffRole) -> str:
    """A role with what it is of."""
    sector = SECTOR_NAMES.get(invitation.sector, invitation.sector)
    scope = invitation.school or invitation.operator or sector
    words = {"role": Role(invitation.role).label, "scope": scope}
    return str(_("%(role)s, %(scope)s") % words if scope else words["role"])


class NotTaken(Exception):
    """An invitation that cannot be taken up; the text says why."""


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a link, where it can still be taken up."""
    return Invitation.objects.filter(
        token_sha256=hash_of(token), used_at=None, expires_at__gt=timezone.now()
    ).first()


@transaction.atomic
def take_up(invitation: Invitation, user: User) -> StaffRole:
    """Give an account the role that its address was invited to.

    Raises
    ------
    NotTaken
        Where the account has not confirmed that address, the invitation was taken up meanwhile, or the person
        stands for another sector already.
    """
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    owns = EmailAddress.objects.filter(user=user, email__iexact=locked.email, verified=True).exists()
    if not owns:
        raise NotTaken(_("Sign in with the address that was invited, and confirm it first."))
    if locked.used_at is not None or locked.expires_at <= timezone.now():
        raise NotTaken(_("The invitation was used or has ended."))
    try:
        with transaction.atomic():
            role, new = StaffRole.objects.get_or_create(
                user=user,
                role=locked.role,
                school=locked.school,
                operator=locked.operator,
                sector=locked.sector,
            )
    except IntegrityError:
        raise NotTaken(_("Nobody approves for two sectors.")) from None
    locked.used_at, locked.used_by = timezone.now(), user
    locked.save()
    if new:
        _tell_the_sector(role, locked)
    return role


def _tell_the_sector(role: StaffRole, invitation: Invitation) -> None:
    """Write to those who stand for a sector that somebody has got a role in it."""
    operator = role.operator or (role.school.operator if role.school else None)
    sector = role.sector or (operator.sector if operator else "")
    told = User.objects.filter(staff_roles__role=Role.APPROVER).exclude(pk=role.user_id)
    if sector:
        told = told.filter(staff_roles__sector=sector)
    for user in told.distinct():
        with translation.override(user.language):
            words = {
                "email": role.user.email,
                "role": what_for(role),
                "by": invitation.invited_by.email if invitation.invited_by else _("whoever runs the machine"),
            }
            body = _("%(email)s has a role now: %(role)s. Invited by %(by)s.") % words
            tell(
                user,
                key=f"role:{role.pk}:{invitation.pk}:{user.pk}",
                subject=_("Somebody has got a role on the site"),
                body=body + "\n" + _("If that is wrong, call the enrollment office today.") + "\n",
            )
