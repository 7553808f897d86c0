"""Addresses of the families' pages."""

from django.urls import path

from citycompact.web.families import views

app_name = "families"
urlpatterns = [
    path("", views.children, name="children"),
    path("add/", views.add_child, name="add_child"),
    path("child/<slug:applicant_id>/start/", views.start, name="start"),
    path("child/<slug:applicant_id>/share/", views.share, name="share"),
    path("accept/<uuid:token>/", views.accept, name="accept"),
    path("application/<int:number>/receipt/", views.receipt, name="receipt"),
    path("application/<int:number>/receipt.pdf", views.receipt_pdf, name="receipt_pdf"),
    path("application/<int:number>/receipt.json", views.receipt_json, name="receipt_json"),
    path("application/<int:number>/withdraw/", views.take_back, name="withdraw"),
    path("application/<int:number>/results/", views.results, name="results"),
    path("application/<int:number>/send/", views.send, name="submit"),
    path("application/<int:number>/choices/add/", views.add_choice, name="add_choice"),
    path("application/<int:number>/choices/move/", views.move_choice, name="move_choice"),
    path("application/<int:number>/choices/order/", views.order_choices, name="order_choices"),
    path("application/<int:number>/claims/<int:claim_id>/upload/", views.upload, name="upload"),
    path("application/<int:number>/<slug:name>/", views.step, name="step"),
    path("application/<int:number>/<slug:name>/autosave/", views.autosave, name="autosave"),
    path("document/<uuid:document_id>/", views.document, name="document"),
    path("my-data/", views.my_data, name="my_data"),
    path("profile/", views.profile, name="profile"),
]
