"""What the life of joint decisions adds to the site."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.decisions import (
    attempts,
    correcting,
    downloads,
    exports,
    pages,
    public_pages,
    running,
    waiting,
)
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
from citycompact.web.declarations import App, Link, Official, Route, Tracked, Untracked, Waits
from citycompact.web.roles import ANYONE, APPROVER, AUDITOR, EVERY_ROLE, OFFICE, STAFF, STEWARD

_OFFICIAL = {OFFICE, AUDITOR, APPROVER, STEWARD}
_ONE = "<slug:kind>/<slug:name>/"

APP = App(
    prefix="decisions/",
    namespace="decisions",
    routes=(
        Route("decisions", "", public_pages.decisions, EVERY_ROLE),
        Route("begin", "begin/<slug:kind>/", pages.begin, STAFF, reads="nothing"),
        Route("verdict", "proposal/<int:number>/", pages.verdict, {APPROVER}, reads="nothing"),
        Route("attempt", "run/<int:number>/", attempts.attempt, STAFF, reads="children"),
        Route(
            "attempt_progress",
            "run/<int:number>/progress/",
            attempts.attempt_progress,
            STAFF,
            reads="nothing",
        ),
        Route("attempt_report", "run/<int:number>/report/", attempts.attempt_report, STAFF, reads="children"),
        Route("decision", _ONE, public_pages.decision, EVERY_ROLE),
        Route("commitment", f"{_ONE}commitment.json", downloads.commitment, EVERY_ROLE),
        Route(
            "earlier_commitment",
            f"{_ONE}commitment-<int:number>.json",
            downloads.earlier_commitment,
            EVERY_ROLE,
        ),
        Route("verifier", f"{_ONE}verify.py", downloads.verifier, EVERY_ROLE),
        Route("rules", f"{_ONE}rulebook.toml", downloads.rules, EVERY_ROLE),
        Route("report", f"{_ONE}report/", downloads.report, EVERY_ROLE),
        Route("bundle", f"{_ONE}published.zip", downloads.bundle, EVERY_ROLE),
        Route("earlier_bundle", f"{_ONE}published-<int:number>.zip", downloads.earlier_bundle, EVERY_ROLE),
        Route("work", f"{_ONE}work/", pages.work, STAFF, reads="children"),
        Route("correct", f"{_ONE}correct/", correcting.correct, STAFF, reads="children"),
        Route("package", f"{_ONE}package.zip", exports.package, STAFF, reads="children"),
        Route("freeze", f"{_ONE}freeze/", pages.freeze, STAFF, reads="nothing"),
        Route("draw", f"{_ONE}draw/", pages.draw, STAFF, reads="nothing"),
        Route("move_clock", f"{_ONE}clock/", pages.move_clock, STAFF, reads="nothing"),
        Route("run_again", f"{_ONE}run-again/", pages.run_again, STAFF, reads="nothing"),
        Route("what_if", f"{_ONE}what-if/", pages.what_if, STAFF, reads="nothing"),
        Route("propose", f"{_ONE}propose/", pages.propose, STAFF, reads="nothing"),
        Route("measure", f"{_ONE}measure/", pages.measure, STAFF, reads="nothing"),
        Route("ask_again", f"{_ONE}ask-again/", pages.ask_again, STAFF, reads="nothing"),
        Route("publish", f"{_ONE}publish/", pages.publish, STAFF, reads="nothing"),
    ),
    waits=(
        Waits({APPROVER}, waiting.for_a_word),
        Waits(STAFF, waiting.for_a_step),
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
        KeptFolder: Untracked("it never changes; a result is held against its publication when shown"),
    },
    personal={
        Export: Official("who took the facts of a decision stands as long as the decision"),
        Step: Official("who took a step of a decision stands as long as the decision"),
        Proposal: Official("a proposal stands with the name of who made it"),
        Verdict: Official("a sector's word stands as long as the result that it was given on"),
    },
    jobs=(running,),
)
