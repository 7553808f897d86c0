"""The draft of an application: which steps it has, what is in it, what it still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citycompact.city import grade_order
from citycompact.city.addresses import AddressRange, locate, number_and_street, zone_of
from citycompact.enrollment import EnrollmentRules, Questions
from citycompact.web.city.models import City, Program, Street
from citycompact.web.enrollment import rows
from citycompact.web.enrollment.answers import PLACE, Answers, answers_of, change
from citycompact.web.enrollment.models import Application, Child, Claim

LEVELS = {
    "elementary": ("PK3", "PK4", "K", "1", "2", "3", "4", "5"),
    "middle": ("6", "7", "8"),
    "high": ("9", "10", "11", "12"),
}
FEW_CHOICES = 3


@dataclass(frozen=True)
class Step:
    """One page of the application."""

    name: str
    title: str


def steps(asked: Questions) -> list[Step]:
    """The pages an application has: only what the round's rules need."""
    found = [Step("child", _("Your child"))]
    if asked.address:
        found.append(Step("home", _("Home")))
    if asked.current_school:
        found.append(Step("school", _("School now")))
    if asked.claims or asked.siblings:
        found.append(Step("claims", _("Priorities")))
    if asked.facts:
        found.append(Step("facts", _("About your family")))
    return [*found, Step("choices", _("Schools")), Step("review", _("Check and send"))]


def place_of(address: str, grade: str) -> Answers:
    """Where the city's map has an address, and its zone for a grade; nothing of it where it is not found."""
    place = find_place(address)
    if place is None:
        return dict.fromkeys(PLACE)
    level = next(name for name, grades in LEVELS.items() if grade in grades)
    zone = zone_of(*place, City.objects.get().zones, level)
    return {**dict(zip(PLACE, place, strict=False)), "zone": zone}


def find_place(address: str) -> tuple[float, float] | None:
    """Where the city's map has an address, as latitude and longitude; None where it does not."""
    return locate(address, _ranges_with(number_and_street(address)[0]))


def _ranges_with(number: int) -> list[AddressRange]:
    """Streets that have a house number; an address that was put on the map alone goes before its street."""
    rows = Street.objects.filter(first__lte=number, last__gte=number).order_by(F("last") - F("first"), "pk")
    return [
        AddressRange(
            s.street,
            s.first,
            s.last,
            (s.first_latitude, s.first_longitude),
            (s.last_latitude, s.last_longitude),
        )
        for s in rows
    ]


def eligible_programs(application: Application) -> QuerySet[Program]:
    """Programs of the child's grade that it may list, by the groups that programs are open to."""
    facts = [name for name, value in answers_of(application)["facts"].items() if value is True]
    return (
        Program.objects.filter(grade=application.grade)
        .filter(
            Q(open_to=None)
            | Q(open_to__in=["open", "everyone", *facts])
            | ~Q(open_to__in=_known_facts(application))
        )
        .select_related("school__operator")
    )


def _known_facts(application: Application) -> list[str]:
    """Facts about the child that are asked; a program open to another kind of group is left to the match."""
    return list(answers_of(application)["facts"])


def siblings_of(child: Child) -> QuerySet[Child]:
    """Other children of the family."""
    return Child.objects.filter(family_id=child.family_id, merged_into=None).exclude(pk=child.pk)


def guaranteed_program(application: Application, rules: EnrollmentRules) -> Program | None:
    """The seat the child has a right to, as the match will find it; None for none."""
    found = rows.guaranteed_program(application, rules)
    return Program.objects.select_related("school").get(pk=found) if found else None


def problems(application: Application, asked: Questions) -> list[str]:
    """What has to be mended before the application can be sent."""
    found = []
    choices = application.draft_choices
    if not choices:
        found.append(_("Choose at least one school."))
    if asked.maximum and len(choices) > asked.maximum:
        found.append(_("Choose at most %(maximum)s schools.") % {"maximum": asked.maximum})
    allowed = set(Program.objects.filter(grade=application.grade).values_list("program_id", flat=True))
    if any(choice not in allowed for choice in choices):
        found.append(_("A school on the list has no program in this grade."))
    if asked.address and not answers_of(application)["address"]:
        found.append(_("Give your home address."))
    return found


def warnings(application: Application, guaranteed: Program | None) -> list[str]:
    """What a family should know before it sends the list; none of it holds anything up."""
    found = []
    choices = application.draft_choices
    if choices and len(choices) < FEW_CHOICES and guaranteed is None:
        found.append(
            ngettext(
                "You have listed one school. More choices never lower the chance at the first one.",
                "You have listed %(count)s schools. More choices never lower the chance at the first one.",
                len(choices),
            )
            % {"count": len(choices)}
        )
    popular = very_popular(application)
    if choices and all(choice in popular for choice in choices) and guaranteed is None:
        found.append(_("All schools on your list are asked for by many more families than they have seats."))
    if not fits_age(application):
        found.append(_("The date of birth is unusual for this grade. Check both."))
    home = answers_of(application)
    if home["address"] and home["latitude"] is None:
        found.append(_("We could not find your address on the map yet. The enrollment office will check it."))
    eligible = set(eligible_programs(application).values_list("program_id", flat=True))
    if any(choice not in eligible for choice in choices):
        found.append(_("A school on your list is open only to a group your child is not in."))
    return found


def fits_age(application: Application) -> bool:
    """Whether the child's age is within two years of what is usual in the grade (3 in PK3, 5 in K,
    17 in 12)."""
    born = application.child.birth_date
    if born is None:
        return True
    return abs((application.round.autumn - born.year) - (3 + grade_order(application.grade))) <= 2


def very_popular(application: Application) -> set[str]:
    """Programs of the grade that at least three times as many have listed first as there are seats."""
    from django.db.models import Count, F

    return set(
        Program.objects.filter(grade=application.grade)
        .annotate(
            first=Count(
                "choices", filter=Q(choices__rank=1, choices__application__round_id=application.round_id)
            )
        )
        .filter(first__gte=3 * F("seats"), seats__gt=0)
        .values_list("program_id", flat=True)
    )


def set_claims(
    application: Application, wanted: Sequence[tuple[str, str]], whom: Mapping[str, str] | None = None
) -> None:
    """Make the draft's claims the given ones, (claim, school); each gets a row, to which a document is added.

    What was sent stays, and so does what a school has decided.

    Parameters
    ----------
    whom
        By claim whom it is about, in the family's words, for the school to find them.
    """
    change(application, claims=sorted([claim, school] for claim, school in wanted))
    child, round_ = application.child, application.round
    of_the_round = child.claims.filter(round=round_)
    for item in of_the_round.filter(state=Claim.State.WAITING, documents=None).exclude(
        pk__in=of_the_round.sent()
    ):
        if (item.claim, item.school_id) not in wanted:
            item.delete()
    for claim, school in wanted:
        row, _new = Claim.objects.get_or_create(child=child, round=round_, claim=claim, school_id=school)
        said = (whom or {}).get(claim)
        if said is not None and said != row.note:
            row.note = said
            row.save(update_fields=["note"])
