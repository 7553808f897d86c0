"""Addresses of the schools' pages."""

from django.urls import path

from citycompact.web.schools import views

app_name = "schools"
urlpatterns = [
    path("", views.programs, name="programs"),
    path("claims/", views.claims, name="claims"),
    path("claims/<int:number>/", views.claim, name="claim"),
    path("document/<uuid:document_id>/", views.document, name="document"),
    path("roster/", views.roster, name="roster"),
    path("export/<slug:kind>.<slug:ending>", views.export, name="export"),
    path("import/<slug:kind>/", views.bring_in, name="import"),
    path("approve-seats/", views.approve_seats, name="approve_seats"),
]
