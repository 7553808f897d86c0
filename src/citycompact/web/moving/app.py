"""What moving in and out adds to the site."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.declarations import App, Link, Route, Tracked
from citycompact.web.moving import pages, pictures, zones
from citycompact.web.moving.models import FurtherCells, LoadedTable
from citycompact.web.moving.steps import STEPS
from citycompact.web.roles import APPROVER, EVERY_ROLE, OFFICE

APP = App(
    prefix="",
    namespace="moving",
    routes=(
        Route("setup", "office/setup/", pages.setup, {OFFICE}, reads="nothing", before_city=True),
        Route(
            "city",
            "office/setup/city/",
            pages.city,
            {OFFICE},
            reads="nothing",
            before_city=True,
            takes=pictures.MOST_BYTES,
        ),
        Route("logo", "logo/<slug:sha256>.png", pages.logo, EVERY_ROLE, second_factor=False),
        Route("zones", "office/setup/zones/", zones.zones, {OFFICE}, reads="nothing", takes=zones.MOST_BYTES),
        Route("signers", "office/setup/signers/", pages.signers, {OFFICE}, reads="nothing"),
        Route(
            "people",
            "office/setup/people/",
            pages.people,
            {OFFICE, APPROVER},
            reads="nothing",
            before_city=True,
        ),
        Route(
            "package",
            "office/setup/package/",
            pages.package,
            {OFFICE},
            reads="children",
            before_city=True,
            takes=2 * pages.MOST_BYTES,
        ),
        Route("export", "office/setup/package.zip", pages.export, {OFFICE}, reads="children"),
        Route(
            "invitation",
            "invitation/<slug:token>/",
            pages.invitation,
            EVERY_ROLE,
            second_factor=False,
            before_city=True,
        ),
    ),
    links=(Link("moving:setup", _("Set-up"), {OFFICE}, 65),),
    trail={
        LoadedTable: Tracked("loaded table", {OFFICE}),
        FurtherCells: Tracked("further cells", {OFFICE}),
    },
    setup=STEPS,
)
