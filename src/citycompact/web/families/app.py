"""What the families' pages add to the site."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from citycompact.web.accounts.roles import FAMILY, OFFICE, SIGNED_IN
from citycompact.web.declarations import App, Link, Personal, Route, Tracked, Untracked
from citycompact.web.families import views
from citycompact.web.families.models import (
    Application,
    Child,
    Choice,
    Claim,
    Document,
    Guardian,
    Outcome,
    Score,
    Version,
)
from citycompact.web.families.retention import forget_children

APP = App(
    prefix="family/",
    namespace="families",
    routes=(
        Route("children", "", views.children, SIGNED_IN),
        Route("add_child", "add/", views.add_child, SIGNED_IN),
        Route("start", "child/<slug:applicant_id>/start/", views.start, SIGNED_IN),
        Route("share", "child/<slug:applicant_id>/share/", views.share, SIGNED_IN),
        Route("accept", "accept/<uuid:token>/", views.accept, SIGNED_IN),
        Route("receipt", "application/<int:number>/receipt/", views.receipt, SIGNED_IN),
        Route("receipt_pdf", "application/<int:number>/receipt.pdf", views.receipt_pdf, SIGNED_IN),
        Route("receipt_json", "application/<int:number>/receipt.json", views.receipt_json, SIGNED_IN),
        Route("withdraw", "application/<int:number>/withdraw/", views.take_back, SIGNED_IN),
        Route("results", "application/<int:number>/results/", views.results, SIGNED_IN),
        Route("submit", "application/<int:number>/send/", views.send, SIGNED_IN),
        Route("add_choice", "application/<int:number>/choices/add/", views.add_choice, SIGNED_IN),
        Route("move_choice", "application/<int:number>/choices/move/", views.move_choice, SIGNED_IN),
        Route("order_choices", "application/<int:number>/choices/order/", views.order_choices, SIGNED_IN),
        Route("upload", "application/<int:number>/claims/<int:claim_id>/upload/", views.upload, SIGNED_IN),
        Route("step", "application/<int:number>/<slug:name>/", views.step, SIGNED_IN),
        Route("autosave", "application/<int:number>/<slug:name>/autosave/", views.autosave, SIGNED_IN),
        Route("document", "document/<uuid:document_id>/", views.document, SIGNED_IN),
        Route("my_data", "my-data/", views.my_data, SIGNED_IN),
        Route("profile", "profile/", views.profile, SIGNED_IN),
    ),
    links=(Link("families:children", _("My children"), {FAMILY}, 20),),
    homes={FAMILY: (90, "families:children")},
    trail={
        Child: Tracked("child", {OFFICE}),
        Guardian: Tracked("guardian", {OFFICE}),
        Application: Tracked("application", {OFFICE}),
        Version: Tracked("submitted version", {OFFICE}),
        Choice: Untracked("it repeats the version last submitted, which is in the trail"),
        Claim: Tracked("claim", {OFFICE}),
        Document: Tracked("document", {OFFICE}),
        Score: Tracked("score", {OFFICE}),
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
            history="claim_id in (select pgh_obj_id from families_claimevent where child_id = any(%s))",
        ),
        Score: Personal(
            "scores",
            "child__guardians__user",
            ("child", "program", "score"),
            root=Child,
            history="child_id = any(%s)",
        ),
        Outcome: Personal(
            "results",
            "child__guardians__user",
            (
                "run__round",
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
            shown=Q(run=F("run__round__published_run")),
        ),
    },
    forget={Child: forget_children},
)
