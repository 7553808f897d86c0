"""What enrollment's pages add to the site: those of families, of schools and of the office."""

from collections.abc import Callable

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from citycompact.web.declarations import App, FrontPart, Link, Personal, Route, Tracked, Untracked, moved_to
from citycompact.web.enrollment.front import rounds_on_the_front
from citycompact.web.enrollment.match import ROUND
from citycompact.web.enrollment.models import (
    Application,
    Child,
    Choice,
    Claim,
    Document,
    Guardian,
    Outcome,
    Round,
    Score,
    Sealed,
    Verification,
    Version,
)
from citycompact.web.enrollment.pages import (
    applications,
    children,
    claims,
    results,
    rounds,
    schools,
    steps,
)
from citycompact.web.enrollment.retention import forget_children
from citycompact.web.enrollment.seats import SEATS
from citycompact.web.roles import (
    APPROVER,
    AUDITOR,
    EVERY_ROLE,
    FAMILY,
    OFFICE,
    OPERATOR,
    SCHOOL,
    SIGNED_IN,
    STAFF,
)


def to_seats(route: str) -> Callable[..., HttpResponse]:
    """The view of an earlier address of the seats: it leads to their table."""

    def view(request: HttpRequest, **rest: str) -> HttpResponse:
        return redirect(route, permanent=True, table="seats", **rest)

    return view


APP = App(
    prefix="",
    namespace="enrollment",
    styles=("enrollment/enrollment.css",),
    routes=(
        Route("children", "family/", children.children, SIGNED_IN),
        Route("add_child", "family/add/", children.add_child, SIGNED_IN),
        Route("start", "family/child/<slug:applicant_id>/start/", children.start, SIGNED_IN),
        Route("share", "family/child/<slug:applicant_id>/share/", children.share, SIGNED_IN),
        Route("accept", "family/accept/<uuid:token>/", children.accept, SIGNED_IN),
        Route("receipt", "family/application/<int:number>/receipt/", results.receipt, SIGNED_IN),
        Route("receipt_pdf", "family/application/<int:number>/receipt.pdf", results.receipt_pdf, SIGNED_IN),
        Route(
            "receipt_json", "family/application/<int:number>/receipt.json", results.receipt_json, SIGNED_IN
        ),
        Route("withdraw", "family/application/<int:number>/withdraw/", results.take_back, SIGNED_IN),
        Route("results", "family/application/<int:number>/results/", results.results, SIGNED_IN),
        Route("submit", "family/application/<int:number>/send/", results.send, SIGNED_IN),
        Route("add_choice", "family/application/<int:number>/choices/add/", steps.add_choice, SIGNED_IN),
        Route("move_choice", "family/application/<int:number>/choices/move/", steps.move_choice, SIGNED_IN),
        Route(
            "order_choices", "family/application/<int:number>/choices/order/", steps.order_choices, SIGNED_IN
        ),
        Route(
            "upload", "family/application/<int:number>/claims/<int:claim_id>/upload/", steps.upload, SIGNED_IN
        ),
        Route("step", "family/application/<int:number>/<slug:name>/", steps.step, SIGNED_IN),
        Route("autosave", "family/application/<int:number>/<slug:name>/autosave/", steps.autosave, SIGNED_IN),
        Route("document", "family/document/<uuid:document_id>/", steps.document, SIGNED_IN),
        Route("seats", "schools/", to_seats("tables:table"), {SCHOOL, OPERATOR}),
        Route("import_seats", "schools/import/seats/", to_seats("tables:import"), {SCHOOL, OPERATOR}),
        Route(
            "export_seats",
            "schools/export/seats.<slug:ending>",
            to_seats("tables:export"),
            {SCHOOL, OPERATOR},
        ),
        Route("claims", "schools/claims/", claims.claims, {SCHOOL, OPERATOR}),
        Route("claim", "schools/claims/<int:number>/", claims.claim, {SCHOOL, OPERATOR}),
        Route("claim_document", "schools/document/<uuid:document_id>/", claims.document, {SCHOOL, OPERATOR}),
        Route("roster", "schools/roster/", schools.roster, {SCHOOL, OPERATOR}),
        Route("export", "schools/export/claims.<slug:ending>", claims.export, {SCHOOL, OPERATOR}),
        Route("import", "schools/import/claims/", claims.bring_in, {SCHOOL, OPERATOR}),
        Route("rounds", "office/", rounds.rounds, {OFFICE, APPROVER, AUDITOR}),
        Route("new_round", "office/new-round/", rounds.new_round, {OFFICE}),
        Route("round", "office/round/<slug:name>/", moved_to("decisions:work", kind=ROUND.name), STAFF),
        Route(
            "commitment",
            "office/round/<slug:name>/commitment.json",
            moved_to("decisions:commitment", kind=ROUND.name),
            EVERY_ROLE,
        ),
        Route(
            "package",
            "office/round/<slug:name>/package.zip",
            moved_to("decisions:package", kind=ROUND.name),
            STAFF,
        ),
        Route("run", "office/run/<int:number>/", moved_to("decisions:attempt"), STAFF),
        Route("report", "office/run/<int:number>/report/", moved_to("decisions:attempt_report"), STAFF),
        Route(
            "compare",
            "office/run/<int:number>/compare/<int:other>/",
            rounds.compare,
            {OFFICE, APPROVER, AUDITOR},
        ),
        Route("edit_round", "office/round/<slug:round_id>/edit/", rounds.edit_round, {OFFICE}),
        Route("applications", "office/applications/", applications.children, {OFFICE, AUDITOR}),
        Route("paper", "office/applications/enter/", applications.paper, {OFFICE}),
        Route("duplicates", "office/applications/duplicates/", applications.duplicates, {OFFICE}),
        Route("merge", "office/applications/merge/", applications.merge, {OFFICE}),
    ),
    decisions=(ROUND,),
    front=(FrontPart("enrollment/_front.html", rounds_on_the_front, 10),),
    links=(
        Link("enrollment:children", _("My children"), {FAMILY}, 20),
        Link("tables:table", _("My school"), {SCHOOL, OPERATOR}, 30, ("seats",)),
        Link("enrollment:claims", _("Claims"), {SCHOOL, OPERATOR}, 40),
        Link("enrollment:rounds", _("Rounds"), {OFFICE, APPROVER, AUDITOR}, 50),
        Link("enrollment:applications", _("Applications"), {OFFICE, AUDITOR}, 60),
    ),
    homes={
        OFFICE: (10, "enrollment:rounds"),
        APPROVER: (11, "enrollment:rounds"),
        AUDITOR: (12, "enrollment:rounds"),
        SCHOOL: (70, "enrollment:seats"),
        OPERATOR: (71, "enrollment:seats"),
        FAMILY: (90, "enrollment:children"),
    },
    trail={
        Round: Tracked("round", {OFFICE}),
        Child: Tracked("child", {OFFICE}),
        Guardian: Tracked("guardian", {OFFICE}),
        Application: Tracked("application", {OFFICE}),
        Version: Tracked("submitted version", {OFFICE}),
        Choice: Untracked("it repeats the version last submitted, which is in the trail"),
        Claim: Tracked("claim", {OFFICE}),
        Document: Tracked("document", {OFFICE}),
        Score: Tracked("score", {OFFICE}),
        Verification: Tracked("verification", {OFFICE}),
        Sealed: Untracked("it leads to the published root of the commitment, or proves nothing"),
        Outcome: Untracked("it is held against the published root of results whenever it is shown"),
    },
    personal={
        Child: Personal(
            "children",
            "guardians__user",
            (
                "applicant_id",
                "given_name",
                "family_name",
                "birth_date",
                "address",
                "latitude",
                "longitude",
                "zone",
                "current_school",
                "facts",
            ),
            root=Child,
            history="pgh_obj_id = any(%s)",
        ),
        Guardian: Personal(
            "guardians",
            "child__guardians__user",
            ("child", "user__name", "user__email", "kind", "invited_email"),
            root=Child,
            history="child_id = any(%s)",
        ),
        Application: Personal(
            "applications",
            "child__guardians__user",
            ("id", "child", "round", "grade", "state", "late", "draft"),
            root=Child,
            history="child_id = any(%s)",
        ),
        Version: Personal(
            "submitted_versions",
            "application__child__guardians__user",
            ("application", "number", "submitted_at", "channel", "sha256", "content"),
            root=Child,
            history="content->>'applicant_id' = any(%s)",
        ),
        Choice: Personal(
            "choices",
            "application__child__guardians__user",
            ("application", "rank", "program"),
            root=Child,
        ),
        Claim: Personal(
            "claims",
            "child__guardians__user",
            ("id", "child", "school", "claim", "note", "state", "reason", "decided_at"),
            root=Child,
            history="child_id = any(%s)",
        ),
        Document: Personal(
            "documents",
            "claim__child__guardians__user",
            ("id", "claim", "kind", "bytes", "uploaded_at"),
            root=Child,
            history="claim_id in (select pgh_obj_id from enrollment_claimevent where child_id = any(%s))",
        ),
        Score: Personal(
            "scores",
            "child__guardians__user",
            ("child", "program", "score"),
            root=Child,
            history="child_id = any(%s)",
        ),
        Verification: Personal(
            "verifications",
            "child__guardians__user",
            ("child", "fact", "how", "at"),
            root=Child,
            history="child_id = any(%s)",
        ),
        Sealed: Personal(
            "sealed_applications",
            "child__guardians__user",
            ("freeze__decision__name", "child", "receipt"),
            root=Child,
        ),
        Outcome: Personal(
            "results",
            "child__guardians__user",
            (
                "attempt__decision__name",
                "child",
                "program",
                "program_name",
                "choice_rank",
                "lottery_number",
                "lottery_place",
                "missed",
                "receipt",
            ),
            root=Child,
            # What is not published nobody knows yet.
            shown=Q(attempt=F("attempt__decision__status__published")),
        ),
    },
    joined={
        "applicants": "children, their applications and what the rules ask of them",
        "choices": "choices of submitted applications",
        "claims": "claims of children who have applied; confirmed ones are verified",
        "scores": "scores of children who have applied",
        "verifications": "of children who have applied, how their facts were verified",
        "priorities": "of a past round that is replayed; not kept",
        "lottery": "of a past round that is replayed; not kept",
    },
    forget={Child: forget_children},
    tables=(SEATS,),
)
