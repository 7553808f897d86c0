"""Addresses of the demo."""

from django.urls import path

from citycompact.web.demo import views

app_name = "demo"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("outbox/", views.outbox, name="outbox"),
]
