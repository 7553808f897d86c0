"""The demo city's compact: three years of history, people, meetings, a survey, other cities."""

from __future__ import annotations

import datetime
import random

from django.db import transaction

from citycompact.compact import AREAS, FAMILY_SURVEY, CompactFacts, template
from citycompact.compact.demo import port_ellery
from citycompact.web.city.models import City, Operator, School
from citycompact.web.compact import models
from citycompact.web.compact.agendas import agenda_for
from citycompact.web.compact.amending import terms_of
from citycompact.web.compact.computed_indicators import computed_values, keep_values
from citycompact.web.compact.facts_from_database import add_rows, progress_rules
from citycompact.web.compact.importing import keep_examples
from citycompact.web.site.models import User
from citycompact.words import LANGUAGES

PRIVATE = "For the steward alone:"
"""How every private note of the demo begins; a test looks for it on pages where it must not be."""


@transaction.atomic
def load_compact(people: dict[str, User]) -> None:
    """Fill the compact of a demo city whose schools are loaded; one that exists is left as it is."""
    if models.Compact.objects.exists():
        return
    today = City.today()
    values = computed_values()
    kinds = {"district": "district", "charter": "charter", "partnership": "charter"}
    parties = [
        (o.operator_id, o.name, kinds[o.sector]) for o in Operator.objects.order_by("sector", "operator_id")
    ]
    facts = port_ellery(today, parties, values)
    models.Compact.objects.create(
        city=City.objects.get(),
        state=facts.state,
        signed_on=facts.signed_on,
        term_until=facts.term_until,
        synthetic=True,
        private_note=f"{PRIVATE} two operators wanted to leave in the second winter.",
    )
    add_rows(facts)
    keep_values(values, today)
    models.Tenure.objects.filter(post="superintendent", until=None).update(
        user=people["approver-district"], person="Dana Whitfield"
    )
    models.Tenure.objects.filter(post="charter_chair", until=None).update(
        user=people["approver-charter"], person="Luis Ortega"
    )
    models.Tenure.objects.filter(post="enrollment_director").update(
        user=people["office"], person="Amina Yusuf"
    )
    models.Tenure.objects.filter(post="steward").update(user=people["steward"], person="Naomi Feld")
    models.Promise.objects.filter(pk="local_levy").update(
        private_note=f"{PRIVATE} the vote will be four to three."
    )
    models.Barrier.objects.filter(pk="board_vote").update(
        private_note=f"{PRIVATE} one of the two may be won over."
    )
    models.Evidence.objects.filter(pk="space-2").update(
        private_note=f"{PRIVATE} the price was named in confidence."
    )
    _agreement(today)
    _meetings(facts, today)
    _people(today)
    _exchanges(today)
    _partnerships(today)
    _asked(today)
    models.AmendmentProposal.objects.create(
        promise_id="opening_plan",
        table="promises",
        row="opening_plan",
        proposed_by=people["steward"],
        proposed_on=today,
        before=terms_of(promise := models.Promise.objects.get(pk="opening_plan"), "promises"),
        after={**terms_of(promise, "promises"), "due_on": (today + datetime.timedelta(days=240)).isoformat()},
        reason="The forecast comes in spring.",
        reason_es="La previsión llega en primavera.",
    )
    keep_examples(facts)


def _agreement(today: datetime.date) -> None:
    first = [a for a in AREAS if a not in ("declining_enrollment", "partnership")]
    texts = {language: template(first, language) for language in LANGUAGES}
    year = datetime.timedelta(days=365)
    one = models.AgreementVersion.objects.create(
        number=1, text_en=texts["en"], text_es=texts["es"], adopted_on=today - 3 * year, note="As signed"
    )
    more = {language: template(list(AREAS), language) for language in LANGUAGES}
    more["en"] = (
        more["en"].replace("within ninety days", "within sixty days").replace("Nobody is counselled out.", "")
    )
    more["es"] = (
        more["es"].replace("en noventa días", "en sesenta días").replace("A nadie se le invita a irse.", "")
    )
    two = models.AgreementVersion.objects.create(
        number=2,
        text_en=more["en"],
        text_es=more["es"],
        adopted_on=today - year,
        note="Two areas more; buildings decided sooner",
    )
    signers = ("A. Moreno", "B. Lindqvist", "C. Okafor", "D. Haddad", "E. Sato", "F. Brandt", "G. Ruiz")
    parties = list(models.Party.objects.all())
    for number, party in enumerate(parties):
        signer = signers[number % len(signers)]
        for version in (one, two) if number < len(parties) - 1 else (one,):
            models.AgreementSignature.objects.create(
                version=version,
                party=party,
                signer=signer,
                office="Chair of the board",
                signed_on=version.adopted_on,
            )


def _meetings(facts: CompactFacts, today: datetime.date) -> None:
    rules = progress_rules()
    minutes = (
        "The committee heard the annual report. It talked about the levy and came to no vote.",
        "The committee named an acting head of special education and asked for the list of empty buildings.",
    )
    for days, text in zip((190, 90), minutes, strict=True):
        day = today - datetime.timedelta(days=days)
        meeting = models.Meeting.objects.create(
            held_on=day,
            minutes=text,
            closed=True,
            private_note=f"{PRIVATE} tempers ran high.",
            agenda=agenda_for(facts, rules, day),
        )
    models.Resolution.objects.filter(pk__in=["d-sped", "d-space", "d-report"]).update(meeting=meeting)


def _people(today: datetime.date) -> None:
    year = datetime.timedelta(days=365)
    parties = list(models.Party.objects.all())
    district = next(p for p in parties if p.kind == "district")
    charters = [p for p in parties if p.kind == "charter"]
    partner = next(p for p in parties if p.kind == "partner")
    rows = (
        ("Imani Brooks", ((charters[0], "Principal", 9, 3), (district, "Director of schools", 3, None))),
        ("Peter Novak", ((district, "Teacher", 12, 6), (charters[0], "Head of school", 6, None))),
        ("Carmen Vidal", ((district, "Transport planner", 5, None),)),
        ("Owen Clarke", ((charters[-1], "Operations lead", 4, None),)),
        ("Naomi Feld", ((district, "Policy analyst", 8, 4), (partner, "Steward of the compact", 3, None))),
        ("Farah Amiri", ((charters[-1], "Special-education coordinator", 3, None),)),
        (
            "Ruth Sandoval",
            ((district, "Head of special education", 3, 0.2), (charters[-1], "Adviser", 0.2, None)),
        ),
    )
    found = {}
    for name, stays in rows:
        person = models.Person.objects.create(
            name=name, private_note=f"{PRIVATE} knows both boards." if name == "Naomi Feld" else ""
        )
        found[name] = person
        for party, role, since, until in stays:
            models.Stay.objects.create(
                person=person,
                organization=party,
                role=role,
                since=today - since * year,
                until=None if until is None else today - until * year,
            )
    teams = (
        (
            "Joint enrollment team",
            "Equipo común de inscripción",
            (("Imani Brooks", district), ("Peter Novak", charters[0]), ("Naomi Feld", partner)),
        ),
        (
            "Joint special-education team",
            "Equipo común de educación especial",
            (("Carmen Vidal", district), ("Farah Amiri", charters[-1])),
        ),
    )
    for name, spanish, seats in teams:
        team = models.Team.objects.create(name=name, name_es=spanish)
        for who, party in seats:
            models.TeamSeat.objects.create(team=team, person=found[who], organization=party)


def _exchanges(today: datetime.date) -> None:
    parties = list(models.Party.objects.all())
    district = next(p for p in parties if p.kind == "district")
    charter = next(p for p in parties if p.kind == "charter")
    rows = (
        (
            "training",
            "Teaching fractions with number lines",
            "Enseñar fracciones con rectas numéricas",
            charter,
            21,
            "Granite campus",
            24,
            "",
            "",
            0,
        ),
        (
            "visit",
            "Morning visit to two middle schools",
            "Visita matinal a dos escuelas intermedias",
            district,
            35,
            "Harbor Middle",
            8,
            "",
            "",
            0,
        ),
        ("recruitment", "Teacher fair", "Feria de maestros", district, 80, "Civic hall", 300, "", "", 0),
        (
            "material",
            "Grade 6 science units",
            "Unidades de ciencias de sexto grado",
            charter,
            -200,
            "",
            None,
            "CC BY 4.0",
            "https://example.org/science-6",
            17,
        ),
        (
            "training",
            "Restorative hearings",
            "Audiencias restaurativas",
            district,
            -60,
            "District office",
            20,
            "",
            "",
            0,
        ),
    )
    for kind, title, spanish, host, days, place, capacity, licence, address, uptake in rows:
        models.Exchange.objects.create(
            kind=kind,
            title=title,
            title_es=spanish,
            host=host,
            on=today + datetime.timedelta(days=days),
            place=place,
            capacity=capacity,
            licence=licence,
            address=address,
            uptake=uptake,
        )


def _partnerships(today: datetime.date) -> None:
    year = datetime.timedelta(days=365)
    held = (
        {
            "staffing": "school",
            "curriculum": "school",
            "calendar": "district",
            "budget": "operator",
            "building": "district",
            "enrollment": "shared",
            "closure": "district",
        },
        {
            "staffing": "operator",
            "curriculum": "operator",
            "calendar": "shared",
            "budget": "shared",
            "building": "district",
            "enrollment": "shared",
            "closure": "shared",
        },
    )
    for powers, school in zip(
        held, School.objects.filter(operator__sector="partnership").order_by("pk")[:2], strict=False
    ):
        models.GovernanceProfile.objects.create(
            school=school,
            **powers,
            begins_on=today - 2 * year,
            review_on=today + year,
            ends_on=today + 3 * year,
            terms="Five years; goals in reading and attendance; either side may end it after the review.",
            terms_es=(
                "Cinco años; metas de lectura y asistencia; cualquiera puede terminarlo tras la revisión."
            ),
            private_note=f"{PRIVATE} the partner asks for a longer term.",
        )


def _asked(today: datetime.date) -> None:
    chance = random.Random(11)
    year = datetime.timedelta(days=365)
    easier = {"find": (3, 4), "apply": (2, 4), "get_to": (3, 3), "trust": (2, 4)}
    for name, spanish, opens, closes, step, size in (
        ("Before the common match", "Antes de la asignación común", 900, 870, 0, 60),
        ("After the second common match", "Tras la segunda asignación común", 160, 130, 1, 140),
        ("This winter", "Este invierno", 10, -30, 1, 0),
    ):
        wave = models.SurveyWave.objects.create(
            name=name,
            name_es=spanish,
            opens_on=today - datetime.timedelta(days=opens),
            closes_on=today - datetime.timedelta(days=closes),
        )
        models.SurveyAnswer.objects.bulk_create(
            models.SurveyAnswer(
                wave=wave,
                group=chance.choices(("district", "charter", "partnership"), (5, 4, 1))[0],
                values={
                    q: min(5, max(1, easier[q][step] + chance.choice((-1, 0, 0, 1)))) for q in FAMILY_SURVEY
                },
            )
            for _ in range(size)
        )
    talk = models.Interview.objects.create(on=today - year / 4, sector="charter", anonymous=True)
    named = models.Interview.objects.create(
        on=today - year / 4, sector="district", anonymous=False, respondent="Private person"
    )
    models.CodedAnswer.objects.create(
        interview=talk,
        question="barriers",
        code="barrier",
        promise_id="local_levy",
        quote=f"{PRIVATE} they will never share it.",
    )
    models.CodedAnswer.objects.create(
        interview=named,
        question="progress",
        code="progress",
        promise_id="one_application",
        released=True,
        quote="For the first time I could tell a mother where her child stood on every list.",
    )
    models.CodedAnswer.objects.create(
        interview=talk, question="trust", code="trust", promise_id="all_charters"
    )
