"""Addresses of the office's pages."""

from django.urls import path

from citycompact.web.office import views

app_name = "office"
urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("new-round/", views.new_round, name="new_round"),
    path("round/<slug:round_id>/", views.round_page, name="round"),
    path("round/<slug:round_id>/edit/", views.edit_round, name="edit_round"),
    path("round/<slug:round_id>/freeze/", views.freeze, name="freeze"),
    path("round/<slug:round_id>/commitment.json", views.commitment, name="commitment"),
    path("round/<slug:round_id>/seed/", views.seed, name="seed"),
    path("round/<slug:round_id>/what-if/", views.what_if, name="what_if"),
    path("round/<slug:round_id>/package.zip", views.package_export, name="package_export"),
    path("rulebook/upload/", views.upload_rulebook, name="upload_rulebook"),
    path("rulebook/<int:number>/", views.rulebook, name="rulebook"),
    path("rulebook/<int:number>/sign/", views.sign_rulebook, name="sign_rulebook"),
    path("run/<int:number>/", views.run, name="run"),
    path("run/<int:number>/progress/", views.run_progress, name="run_progress"),
    path("run/<int:number>/report/", views.run_report, name="run_report"),
    path("run/<int:number>/compare/<int:other>/", views.compare, name="compare"),
    path("run/<int:number>/approve/", views.approve, name="approve"),
    path("run/<int:number>/publish/", views.publish, name="publish"),
    path("applications/", views.children, name="children"),
    path("applications/enter/", views.paper, name="paper"),
    path("applications/duplicates/", views.duplicates, name="duplicates"),
    path("applications/merge/", views.merge, name="merge"),
    path("trail/", views.audit_trail, name="trail"),
    path("trail.csv", views.trail_export, name="trail_export"),
]
