"""What the life of joint decisions adds to the site."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.decisions import pages, public_pages, running
from citycompact.web.decisions.models import (
    Attempt,
    Export,
    JointDecision,
    KeptFolder,
    Proposal,
    Status,
    Step,
    Verdict,
)
from citycompact.web.declarations import App, Link, Official, Route, Tracked, Untracked
from citycompact.web.roles import ANYONE, APPROVER, AUDITOR, EVERY_ROLE, OFFICE, STAFF, STEWARD

_OFFICIAL = {OFFICE, AUDITOR, APPROVER, STEWARD}
_ONE = "<slug:kind>/<slug:name>/"

APP = App(
    prefix="decisions/",
    namespace="decisions",
    routes=(
        Route("decisions", "", public_pages.decisions, EVERY_ROLE),
        Route("begin", "begin/<slug:kind>/", pages.begin, STAFF),
        Route("verdict", "proposal/<int:number>/", pages.verdict, {APPROVER}),
        Route("attempt", "run/<int:number>/", pages.attempt, STAFF),
        Route("attempt_progress", "run/<int:number>/progress/", pages.attempt_progress, STAFF),
        Route("attempt_report", "run/<int:number>/report/", pages.attempt_report, STAFF),
        Route("decision", _ONE, public_pages.decision, EVERY_ROLE),
        Route("commitment", f"{_ONE}commitment.json", public_pages.commitment, EVERY_ROLE),
        Route("bundle", f"{_ONE}published.zip", public_pages.bundle, EVERY_ROLE),
        Route("work", f"{_ONE}work/", pages.work, STAFF),
        Route("package", f"{_ONE}package.zip", pages.package, STAFF),
        Route("freeze", f"{_ONE}freeze/", pages.freeze, STAFF),
        Route("draw", f"{_ONE}draw/", pages.draw, STAFF),
        Route("move_clock", f"{_ONE}clock/", pages.move_clock, STAFF),
        Route("run_again", f"{_ONE}run-again/", pages.run_again, STAFF),
        Route("what_if", f"{_ONE}what-if/", pages.what_if, STAFF),
        Route("propose", f"{_ONE}propose/", pages.propose, STAFF),
        Route("ask_again", f"{_ONE}ask-again/", pages.ask_again, STAFF),
        Route("publish", f"{_ONE}publish/", pages.publish, STAFF),
    ),
    links=(
        Link("decisions:decisions", _("Joint decisions"), {ANYONE, OFFICE, AUDITOR, APPROVER, STEWARD}, 15),
    ),
    trail={
        JointDecision: Tracked("joint decision", {OFFICE, STEWARD}),
        Step: Tracked("step of a decision", {OFFICE, STEWARD}),
        Attempt: Tracked("run", {OFFICE, STEWARD}),
        Export: Tracked("export of a package", {OFFICE, STEWARD}),
        Proposal: Tracked("proposed step", {OFFICE, STEWARD}),
        Verdict: Tracked("approval", {OFFICE, STEWARD}),
        Status: Untracked("it is a view of the steps, which nobody can write"),
        KeptFolder: Untracked("its content is that of the hashes in the record of its run"),
    },
    personal={
        Export: Official("who took the facts of a decision stands as long as the decision"),
        Step: Official("who took a step of a decision stands as long as the decision"),
        Proposal: Official("a proposal stands with the name of who made it"),
        Verdict: Official("a sector's word stands as long as the result that it was given on"),
    },
    jobs=(running,),
)
