"""What enrollment's pages add to the site: those of families, of schools and of the office."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from citycompact.web.declarations import (
    App,
    DeskPart,
    FrontPart,
    Link,
    Personal,
    Route,
    Tracked,
    Untracked,
    Waits,
    moved_to,
)
from citycompact.web.enrollment import giving, nightly, roster_import, setup
from citycompact.web.enrollment.desk.arrivals import arrivals
from citycompact.web.enrollment.desk.dates import days_ahead
from citycompact.web.enrollment.desk.demand import seats_against_applications
from citycompact.web.enrollment.desk.unverified_claims import unverified_claims
from citycompact.web.enrollment.desk.waiting import for_a_school, for_the_office
from citycompact.web.enrollment.desk.zones import map_of_zones
from citycompact.web.enrollment.front import rounds_on_the_front
from citycompact.web.enrollment.match import ROUND
from citycompact.web.enrollment.models import (
    Application,
    Asked,
    Child,
    Choice,
    Claim,
    ClaimCode,
    Document,
    Guardian,
    Intake,
    Merge,
    NotOurPupil,
    Outcome,
    Review,
    Round,
    Score,
    Sealed,
    Sent,
    ToldApart,
    Verification,
    Version,
)
from citycompact.web.enrollment.pages import (
    applications,
    audits,
    children,
    claim_code,
    claims,
    duplicates,
    first_rules,
    looking_up,
    merges,
    one_application,
    paper,
    present,
    results,
    reviews,
    rosters,
    rounds,
    schools,
    steps,
    unplaced,
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
from citycompact.web.site.models import User
from citycompact.web.tables.spreadsheets import MOST_BYTES

_FIGURES = "enrollment/desk/_figures.html"


def to_seats(route: str) -> Callable[..., HttpResponse]:
    """The view of an earlier address of the seats: it leads to their table."""

    def view(request: HttpRequest, **rest: str) -> HttpResponse:
        return redirect(route, permanent=True, table="seats", **rest)

    return view


APP = App(
    prefix="",
    setup=setup.STEPS,
    package=giving.PARTS,
    namespace="enrollment",
    styles=("enrollment/enrollment.css",),
    routes=(
        Route("children", "family/", children.children, SIGNED_IN),
        Route("claim_code", "family/code/", claim_code.claim_code, SIGNED_IN),
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
            "upload",
            "family/application/<int:number>/claims/<int:claim_id>/upload/",
            steps.upload,
            SIGNED_IN,
            takes=settings.MAX_DOCUMENT_BYTES,
        ),
        Route("step", "family/application/<int:number>/<slug:name>/", steps.step, SIGNED_IN),
        Route("autosave", "family/application/<int:number>/<slug:name>/autosave/", steps.autosave, SIGNED_IN),
        Route("document", "family/document/<uuid:document_id>/", steps.document, SIGNED_IN),
        Route("seats", "schools/", to_seats("tables:table"), {SCHOOL, OPERATOR}, reads="nothing"),
        Route(
            "import_seats",
            "schools/import/seats/",
            to_seats("tables:import"),
            {SCHOOL, OPERATOR},
            reads="nothing",
        ),
        Route(
            "export_seats",
            "schools/export/seats.<slug:ending>",
            to_seats("tables:export"),
            {SCHOOL, OPERATOR},
            reads="nothing",
        ),
        Route("claims", "schools/claims/", claims.claims, {SCHOOL, OPERATOR}, reads="children"),
        Route("claim", "schools/claims/<int:number>/", claims.claim, {SCHOOL, OPERATOR}, reads="children"),
        Route(
            "claim_document",
            "schools/document/<uuid:document_id>/",
            claims.document,
            {SCHOOL, OPERATOR},
            reads="children",
        ),
        Route("roster", "schools/roster/", schools.roster, {SCHOOL, OPERATOR}, reads="children"),
        Route(
            "export",
            "schools/export/claims.<slug:ending>",
            claims.export,
            {SCHOOL, OPERATOR},
            reads="children",
        ),
        Route(
            "import",
            "schools/import/claims/",
            claims.bring_in,
            {SCHOOL, OPERATOR},
            reads="children",
            takes=MOST_BYTES,
        ),
        Route("rounds", "office/", rounds.rounds, {OFFICE, APPROVER, AUDITOR}, reads="nothing"),
        Route("first_rules", "office/first-rulebook/", first_rules.first_rules, {OFFICE}, reads="nothing"),
        Route("new_round", "office/new-round/", rounds.new_round, {OFFICE}, reads="nothing"),
        Route(
            "round",
            "office/round/<slug:name>/",
            moved_to("decisions:work", kind=ROUND.name),
            STAFF,
            reads="nothing",
        ),
        Route("present", "schools/present/", present.present, {SCHOOL, OPERATOR}, reads="children"),
        Route(
            "rosters",
            "office/rosters/",
            rosters.rosters,
            {OFFICE, SCHOOL, OPERATOR},
            reads="children",
            takes=roster_import.MOST_BYTES,
        ),
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
            reads="nothing",
        ),
        Route("run", "office/run/<int:number>/", moved_to("decisions:attempt"), STAFF, reads="nothing"),
        Route(
            "report",
            "office/run/<int:number>/report/",
            moved_to("decisions:attempt_report"),
            STAFF,
            reads="nothing",
        ),
        Route(
            "compare",
            "office/run/<int:number>/compare/<int:other>/",
            rounds.compare,
            {OFFICE, APPROVER, AUDITOR},
            reads="nothing",
        ),
        Route(
            "edit_round", "office/round/<slug:round_id>/edit/", rounds.edit_round, {OFFICE}, reads="nothing"
        ),
        Route(
            "applications", "office/applications/", applications.children, {OFFICE, AUDITOR}, reads="children"
        ),
        Route(
            "application",
            "office/application/<int:number>/",
            one_application.application,
            {OFFICE, AUDITOR},
            reads="children",
        ),
        Route(
            "mend", "office/application/<int:number>/mend/", one_application.mend, {OFFICE}, reads="children"
        ),
        Route(
            "verified",
            "office/application/<int:number>/verified/",
            one_application.verified,
            {OFFICE},
            reads="nothing",
        ),
        Route("paper", "office/applications/enter/", paper.paper, {OFFICE}, reads="children"),
        Route(
            "programs_like",
            "office/applications/enter/programs/",
            paper.found_programs,
            {OFFICE},
            reads="nothing",
        ),
        Route("unplaced", "office/applications/addresses/", unplaced.addresses, {OFFICE}, reads="children"),
        Route(
            "office_receipt",
            "office/application/<int:number>/receipt-<slug:language>.pdf",
            one_application.receipt,
            {OFFICE},
            reads="children",
        ),
        Route(
            "duplicates",
            "office/applications/duplicates/",
            duplicates.duplicates,
            {OFFICE},
            reads="children",
        ),
        Route("merge", "office/applications/merge/", duplicates.decide, {OFFICE}, reads="nothing"),
        Route("merges", "office/applications/together/", merges.merges, {OFFICE}, reads="children"),
        Route("separate", "office/applications/separate/", merges.separate_again, {OFFICE}, reads="nothing"),
        Route("records", "office/records/", looking_up.records, {OFFICE}, reads="children", takes=MOST_BYTES),
        Route(
            "records_export",
            "office/records.<slug:ending>",
            looking_up.export,
            {OFFICE},
            reads="children",
        ),
        Route("review", "office/applications/review/", reviews.review, {OFFICE, AUDITOR}, reads="children"),
        Route(
            "show_again",
            "office/applications/two-children/",
            duplicates.take_back,
            {OFFICE},
            reads="nothing",
        ),
        Route("audit", "office/audits/<slug:name>/", audits.audit, {OFFICE, AUDITOR}, reads="children"),
        Route("found", "office/audits/<int:number>/found/", audits.found, {OFFICE}, reads="nothing"),
    ),
    jobs=(nightly,),
    decisions=(ROUND,),
    front=(FrontPart("enrollment/_front.html", rounds_on_the_front, 10),),
    waits=(Waits({OFFICE}, for_the_office), Waits({SCHOOL, OPERATOR}, for_a_school)),
    desk=(
        DeskPart("enrollment/desk/_dates.html", STAFF, days_ahead, 10),
        DeskPart(_FIGURES, {OFFICE, AUDITOR}, arrivals, 20),
        DeskPart(_FIGURES, {OFFICE, AUDITOR, SCHOOL, OPERATOR}, seats_against_applications, 30),
        DeskPart(_FIGURES, {OFFICE, AUDITOR, SCHOOL, OPERATOR}, unverified_claims, 40),
        DeskPart(_FIGURES, {OFFICE, AUDITOR}, map_of_zones, 50),
    ),
    links=(
        Link("enrollment:children", _("My children"), {FAMILY}, 20),
        Link("tables:table", _("My school"), {SCHOOL, OPERATOR}, 30, ("seats",)),
        Link("enrollment:claims", _("Claims"), {SCHOOL, OPERATOR}, 40),
        Link("enrollment:present", _("Our pupils"), {SCHOOL, OPERATOR}, 45),
        Link("enrollment:rounds", _("Rounds"), {OFFICE, APPROVER, AUDITOR}, 50),
        Link("enrollment:applications", _("Applications"), {OFFICE, AUDITOR}, 60),
    ),
    homes={
        OFFICE: (10, "desk"),
        APPROVER: (11, "desk"),
        AUDITOR: (12, "desk"),
        SCHOOL: (70, "desk"),
        OPERATOR: (71, "desk"),
        FAMILY: (90, "enrollment:children"),
    },
    trail={
        Round: Tracked("round", {OFFICE}),
        Child: Tracked("child", {OFFICE}),
        Guardian: Tracked("guardian", {OFFICE}),
        Application: Tracked("application", {OFFICE}),
        Version: Tracked("submitted version", {OFFICE}),
        Sent: Untracked("it is a view of the versions, which nobody can write"),
        Choice: Untracked("it counts demand alone; the match reads the version, which is in the trail"),
        Claim: Tracked("claim", {OFFICE}),
        ClaimCode: Tracked("claim code", {OFFICE}, {"sha256": set()}),
        Document: Tracked("document", {OFFICE}),
        Score: Tracked("score", {OFFICE}),
        Verification: Tracked("verification", {OFFICE}),
        ToldApart: Tracked("children told apart", {OFFICE}),
        Merge: Tracked("entries put together", {OFFICE}),
        Review: Tracked("application looked at", {OFFICE}),
        NotOurPupil: Tracked("not our pupil", {OFFICE}),
        Asked: Tracked("proof asked for", {OFFICE}),
        Intake: Untracked("it never changes; it counts versions, which are in the trail, at a public freeze"),
        Sealed: Untracked("it never changes; it leads to the root of a commitment, or proves nothing"),
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
            ("id", "child", "round", "school", "claim", "note", "state", "reason", "decided_at"),
            root=Child,
            history="child_id = any(%s)",
        ),
        ClaimCode: Personal(
            "claim_codes",
            "used_by",
            ("family_id", "used_at"),
            root=User,
            history="used_by_id::text = any(%s)",
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
            ("child", "fact", "how", "value", "at"),
            root=Child,
            history="child_id = any(%s)",
        ),
        NotOurPupil: Personal(
            "not_pupil_of",
            "child__guardians__user",
            ("child", "school", "why", "at"),
            root=Child,
            history="child_id = any(%s)",
        ),
        # With whom a child was confused, and what was noted of it, is another family's matter too.
        ToldApart: Personal(
            "told_apart",
            "first__guardians__user",
            ("first", "at"),
            root=Child,
            history="array[first_id, second_id]::text[] && %s::text[]",
        ),
        Merge: Personal(
            "put_together",
            "keep__guardians__user",
            ("keep", "at"),
            root=Child,
            history="array[keep_id, other_id]::text[] && %s::text[]",
        ),
        Review: Personal(
            "looked_at",
            "version__application__child__guardians__user",
            ("version__application", "version__number", "at"),
            root=Child,
            history="version_id in (select pgh_obj_id from enrollment_versionevent "
            "where content->>'applicant_id' = any(%s))",
        ),
        Asked: Personal(
            "proofs_asked_for",
            "child__guardians__user",
            ("child", "fact", "value", "finding", "reason", "found_at"),
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
        "applicants": "children, and of each submitted application the version sent last",
        "choices": "choices of these versions",
        "claims": "claims of these versions; those that a school has confirmed are verified",
        "scores": "scores of children who have applied",
        "verifications": "how what these versions say was verified, each for the value that they say",
        "priorities": "of a past round that is replayed; not kept",
        "lottery": "of a past round that is replayed; not kept",
    },
    forget={Child: forget_children},
    children=(Child,),
    tables=(SEATS,),
)
