"""What the pages of rulebooks add to the site."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.declarations import App, Link, Route, Tracked
from citycompact.web.roles import APPROVER, AUDITOR, OFFICE
from citycompact.web.rulebooks import moving, pages, setup
from citycompact.web.rulebooks.forms import MOST_BYTES
from citycompact.web.rulebooks.models import RulebookSignature, RulebookVersion

APP = App(
    setup=setup.STEPS,
    package=moving.PARTS,
    prefix="office/rulebook/",
    namespace="rulebooks",
    routes=(
        Route("rulebooks", "", pages.rulebooks, {OFFICE, APPROVER, AUDITOR}, reads="nothing"),
        Route("upload", "upload/", pages.upload_rulebook, {OFFICE}, reads="nothing"),
        Route("write", "write/", pages.write, {OFFICE}, reads="nothing", takes=2 * MOST_BYTES),
        Route("rulebook", "<int:number>/", pages.rulebook, {OFFICE, APPROVER, AUDITOR}, reads="nothing"),
        Route(
            "copy",
            "<int:number>/copy/",
            pages.copy,
            {OFFICE},
            reads="nothing",
            takes=2 * MOST_BYTES,
        ),
        Route("sign", "<int:number>/sign/", pages.sign_rulebook, {APPROVER}, reads="nothing"),
    ),
    links=(Link("rulebooks:rulebooks", _("Rulebooks"), {OFFICE, APPROVER, AUDITOR}, 57),),
    trail={
        RulebookVersion: Tracked("rulebook", {OFFICE}),
        RulebookSignature: Tracked("signature", {OFFICE}),
    },
)
