"""What the office's pages add to the site."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.accounts.roles import APPROVER, AUDITOR, EVERY_ROLE, OFFICE, STEWARD
from citycompact.web.declarations import App, Link, Official, Route, Tracked, Untracked
from citycompact.web.office import running, views
from citycompact.web.office.models import (
    Approval,
    City,
    KeptFolder,
    Round,
    RulebookSignature,
    RulebookVersion,
    Run,
)

APP = App(
    prefix="office/",
    namespace="office",
    routes=(
        Route("rounds", "", views.rounds, {OFFICE, APPROVER, AUDITOR}),
        Route("new_round", "new-round/", views.new_round, {OFFICE}),
        Route("round", "round/<slug:round_id>/", views.round_page, {OFFICE, APPROVER, AUDITOR}),
        Route("edit_round", "round/<slug:round_id>/edit/", views.edit_round, {OFFICE}),
        Route("freeze", "round/<slug:round_id>/freeze/", views.freeze, {OFFICE}),
        Route("commitment", "round/<slug:round_id>/commitment.json", views.commitment, EVERY_ROLE),
        Route("seed", "round/<slug:round_id>/seed/", views.seed, {OFFICE}),
        Route("what_if", "round/<slug:round_id>/what-if/", views.what_if, {OFFICE}),
        Route("package_export", "round/<slug:round_id>/package.zip", views.package_export, {OFFICE, AUDITOR}),
        Route("upload_rulebook", "rulebook/upload/", views.upload_rulebook, {OFFICE}),
        Route("rulebook", "rulebook/<int:number>/", views.rulebook, {OFFICE, APPROVER, AUDITOR}),
        Route("sign_rulebook", "rulebook/<int:number>/sign/", views.sign_rulebook, {APPROVER}),
        Route("run", "run/<int:number>/", views.run, {OFFICE, APPROVER, AUDITOR}),
        Route("run_progress", "run/<int:number>/progress/", views.run_progress, {OFFICE, APPROVER, AUDITOR}),
        Route("run_report", "run/<int:number>/report/", views.run_report, {OFFICE, APPROVER, AUDITOR}),
        Route("compare", "run/<int:number>/compare/<int:other>/", views.compare, {OFFICE, APPROVER, AUDITOR}),
        Route("approve", "run/<int:number>/approve/", views.approve, {APPROVER}),
        Route("publish", "run/<int:number>/publish/", views.publish, {OFFICE}),
        Route("children", "applications/", views.children, {OFFICE, AUDITOR}),
        Route("paper", "applications/enter/", views.paper, {OFFICE}),
        Route("duplicates", "applications/duplicates/", views.duplicates, {OFFICE}),
        Route("merge", "applications/merge/", views.merge, {OFFICE}),
        Route("trail", "trail/", views.audit_trail, {OFFICE, AUDITOR, STEWARD}),
        Route("trail_export", "trail.csv", views.trail_export, {AUDITOR}),
    ),
    links=(
        Link("office:rounds", _("Rounds"), {OFFICE, APPROVER, AUDITOR}, 50),
        Link("office:children", _("Applications"), {OFFICE, AUDITOR}, 60),
        Link("office:trail", _("Audit trail"), {OFFICE, AUDITOR, STEWARD}, 70),
    ),
    homes={
        OFFICE: (10, "office:rounds"),
        APPROVER: (11, "office:rounds"),
        AUDITOR: (12, "office:rounds"),
    },
    trail={
        City: Tracked("city", {OFFICE}),
        RulebookVersion: Tracked("rulebook", {OFFICE}),
        RulebookSignature: Tracked("signature", {OFFICE}),
        Round: Tracked("round", {OFFICE}),
        Run: Tracked("run", {OFFICE}),
        Approval: Tracked("approval", {OFFICE}),
        KeptFolder: Untracked("its content is that of the hashes in the record of its run"),
    },
    personal={
        Approval: Official("an approval of a sector stands as long as the result that it approved"),
    },
    jobs=(running,),
)
