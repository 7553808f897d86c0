"""What the schools' pages add to the site."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.accounts.roles import OFFICE, OPERATOR, SCHOOL
from citycompact.web.declarations import App, Link, Route, Tracked
from citycompact.web.schools import views
from citycompact.web.schools.models import Operator, Program, Reserve, School
from citycompact.web.schools.rows import OPERATORS, PROGRAMS, RESERVES, SCHOOLS

APP = App(
    prefix="schools/",
    namespace="schools",
    routes=(
        Route("programs", "", views.programs, {SCHOOL, OPERATOR}),
        Route("claims", "claims/", views.claims, {SCHOOL, OPERATOR}),
        Route("claim", "claims/<int:number>/", views.claim, {SCHOOL, OPERATOR}),
        Route("document", "document/<uuid:document_id>/", views.document, {SCHOOL, OPERATOR}),
        Route("roster", "roster/", views.roster, {SCHOOL, OPERATOR}),
        Route("export", "export/<slug:kind>.<slug:ending>", views.export, {SCHOOL, OPERATOR}),
        Route("import", "import/<slug:kind>/", views.bring_in, {SCHOOL, OPERATOR}),
        Route("approve_seats", "approve-seats/", views.approve_seats, {OPERATOR}),
    ),
    links=(
        Link("schools:programs", _("My school"), {SCHOOL, OPERATOR}, 30),
        Link("schools:claims", _("Claims"), {SCHOOL, OPERATOR}, 40),
    ),
    homes={SCHOOL: (70, "schools:programs"), OPERATOR: (71, "schools:programs")},
    trail={
        Operator: Tracked("operator", {OFFICE}),
        School: Tracked("school", {OFFICE}),
        Program: Tracked("program", {OFFICE}),
        Reserve: Tracked("reserve", {OFFICE}),
    },
    rows=(OPERATORS, SCHOOLS, PROGRAMS, RESERVES),
)
