"""Steps of setting up that are of the city itself and of who works on the site."""

from __future__ import annotations

from collections.abc import Set

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citycompact.web.city.models import City, Operator, Program, School, Street
from citycompact.web.setup_steps import SetupStep, StepState
from citycompact.web.site.models import Role, StaffRole


def _without(sectors: Set[str]) -> list[str]:
    """Sectors of a compact's two sides that run a school and are not among some."""
    return [name for name in running_sectors() if name in ("district", "charter") and name not in sectors]


def _city() -> StepState:
    city = City.current()
    if city is None:
        return StepState(False, _("There is no city yet: load a package, or write its name."))
    words = {"city": city.name, "zone": city.time_zone, "help": city.help_line or _("none yet")}
    return StepState(True, _("%(city)s, times in %(zone)s, help line: %(help)s.") % words)


def running_sectors() -> list[str]:
    """Sectors that run a school."""
    return sorted(set(School.objects.values_list("operator__sector", flat=True)))


def _schools() -> StepState:
    counts = {"operators": Operator.objects.count(), "schools": School.objects.count()}
    said = _("%(operators)s operators, %(schools)s schools.")
    return StepState(counts["schools"] > 0, said % counts)


def _programs() -> StepState:
    unapproved = Program.objects.filter(seats_approved_at=None).count()
    count = Program.objects.count()
    said = ngettext("%(count)s program.", "%(count)s programs.", count) % {"count": count}
    if unapproved:
        words = {"count": unapproved}
        said += (
            " "
            + ngettext(
                "The operator has not approved the seats of %(count)s.",
                "Operators have not approved the seats of %(count)s.",
                unapproved,
            )
            % words
        )
    return StepState(count > 0, said)


def _map() -> StepState:
    city = City.objects.filter(zones__isnull=False).exists()
    placed = School.objects.filter(latitude__isnull=False).count()
    words = {"placed": placed, "zones": _("zones are there") if city else _("no zones")}
    return StepState(city and placed > 0, _("%(placed)s schools are on the map; %(zones)s.") % words)


def _streets() -> StepState:
    count = Street.objects.count()
    if not count:
        said = _("No address can be found on the map: families have no zone and no distance.")
        return StepState(False, said)
    said = ngettext("%(count)s street.", "%(count)s streets.", count)
    return StepState(True, said % {"count": count})


def _bells() -> StepState:
    missing = School.objects.filter(start_time=None).count()
    if not missing and School.objects.exists():
        return StepState(True, _("Every school has bell times."))
    said = ngettext("%(count)s school has no bell times.", "%(count)s schools have no bell times.", missing)
    return StepState(False, said % {"count": missing})


def _signers() -> StepState:
    city = City.current()
    listed = {signer.sector for signer in city.signers_listed} if city else set()
    missing = _without(listed)
    if missing or not listed:
        words = {"sectors": ", ".join(missing) or _("no sector")}
        return StepState(
            False, _("No signer yet of: %(sectors)s.") % words if missing else _("No signer yet.")
        )
    return StepState(True, _("Signers of: %(sectors)s.") % {"sectors": ", ".join(sorted(listed))})


def _people() -> StepState:
    with_factor = Authenticator.objects.exclude(type="recovery_codes").values("user")
    approvers = StaffRole.objects.filter(role=Role.APPROVER)
    sectors = set(approvers.values_list("sector", flat=True))
    missing = _without(sectors)
    without = StaffRole.objects.exclude(user__in=with_factor).values("user").distinct().count()
    said = _("%(count)s people have a role.") % {"count": StaffRole.objects.values("user").distinct().count()}
    if missing:
        said += " " + _("No approver yet of: %(sectors)s.") % {"sectors": ", ".join(missing)}
    if without:
        said += " " + ngettext(
            "%(count)s of them has no second factor yet.",
            "%(count)s of them have no second factor yet.",
            without,
        ) % {"count": without}
    return StepState(not missing and bool(sectors), said)


STEPS = (
    SetupStep(10, gettext_lazy("The city"), "moving:city", _city),
    SetupStep(20, gettext_lazy("Operators and schools"), "tables:table", _schools, ("schools",)),
    SetupStep(30, gettext_lazy("Programs and seats"), "tables:table", _programs, ("programs",)),
    SetupStep(40, gettext_lazy("Zones and places"), "moving:zones", _map, optional=True),
    SetupStep(45, gettext_lazy("Street ranges"), "tables:table", _streets, ("streets",), optional=True),
    SetupStep(50, gettext_lazy("Bell times"), "tables:table", _bells, ("schools",), optional=True),
    SetupStep(60, gettext_lazy("Signers"), "moving:signers", _signers),
    SetupStep(70, gettext_lazy("People and roles"), "moving:people", _people),
)
