"""Every route as every role, held against what it declares."""

from __future__ import annotations

import pytest
from django.test import Client

from citycompact.web.declarations import permissions
from citycompact.web.roles import ANYONE, FAMILY
from web_routes import ALL, address

ROLES = {
    "family": {FAMILY},
    "school": {FAMILY, "school"},
    "operator": {FAMILY, "operator"},
    "office": {FAMILY, "office"},
    "approver-district": {FAMILY, "approver"},
    "steward": {FAMILY, "steward"},
    "auditor": {FAMILY, "auditor"},
}


def test_every_route_declares_its_roles_and_what_a_library_brings_unasked_stays_shut():
    names = {name for name, _ in ALL}
    assert set(permissions()) <= names
    assert {name for name in names - set(permissions()) if not name.startswith(("account_", "mfa_"))} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("who", [None, *ROLES])
def test_each_role_opens_what_it_declares_and_nothing_else(who, signed_in):
    client = signed_in(who) if who else Client()
    client.raise_request_exception = False
    mine = ROLES[who] if who else {ANYONE}
    for name, pattern in ALL:
        response = client.get(address(name, pattern))
        shut = response.status_code == 403 or (
            response.status_code == 302 and "/account/login/?next=" in response["Location"]
        )
        allowed = bool(permissions().get(name, frozenset()) & mine)
        if name == "account_logout":
            client = signed_in(who) if who else Client()
        assert response.status_code < 500, (name, response.status_code)
        assert shut == (not allowed), (who, name, response.status_code)
        kept = "no-store" not in response.headers.get("Cache-Control", "")
        assert not (who and kept), (name, "a browser keeps what was seen signed in")


@pytest.mark.django_db
def test_staff_without_a_second_factor_get_no_further_than_setting_one_up(signed_in):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.all().delete()
    response = signed_in("office").get("/office/")
    assert response.status_code == 302
    assert response["Location"] == "/account/2fa/totp/activate/"


@pytest.mark.django_db
def test_one_click_sign_in_does_not_exist_outside_the_demo(signed_in):
    client = Client()
    assert client.post("/demo/sign-in/", {"as": "office"}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert client.get("/demo/outbox/").status_code == 404
    assert b"Try it as" not in client.get("/").content


@pytest.mark.django_db
def test_a_demo_session_is_worth_nothing_outside_the_demo(signed_in):
    from allauth.mfa.models import Authenticator

    client = signed_in("office")
    session = client.session
    session["demo_sign_in"] = True
    session.save()
    Authenticator.objects.all().delete()
    assert client.get("/office/").status_code == 302


@pytest.mark.django_db
class TestRows:
    """What the table cannot say: whose rows."""

    def test_a_family_sees_no_other_familys_application_receipt_document_or_result(
        self, signed_in, application
    ):
        from citycompact.web.enrollment.models import Claim, Document
        from citycompact.web.site.models import User

        stranger = User.objects.create_user("stranger@demo.example")
        client = Client()
        client.force_login(stranger)
        claim = Claim.objects.create(
            child=application.child, round_id="main", school_id=_school(), claim="staff_child"
        )
        document = Document.objects.create(claim=claim, file="x", kind="image/png", bytes=1)
        number = application.pk
        for path in (
            f"application/{number}/child/",
            f"application/{number}/review/",
            f"application/{number}/receipt/",
            f"application/{number}/receipt.pdf",
            f"application/{number}/receipt.json",
            f"application/{number}/results/",
            f"application/{number}/withdraw/",
            f"document/{document.pk}/",
            f"child/{application.child_id}/share/",
            f"child/{application.child_id}/start/",
        ):
            assert client.get(f"/family/{path}").status_code == 404, path
        for path in (
            "send/",
            "choices/add/",
            "choices/move/",
            "choices/order/",
            f"claims/{claim.pk}/upload/",
            "child/autosave/",
        ):
            assert client.post(f"/family/application/{number}/{path}").status_code == 404, path

    def test_a_school_sees_no_other_schools_claims_programs_or_documents(self, signed_in):
        from citycompact.web.city.models import School
        from citycompact.web.enrollment.models import Child, Claim, Document
        from citycompact.web.site.models import StaffRole

        mine = StaffRole.objects.get(user__email="secretary@demo.example").school
        other = School.objects.exclude(operator=mine.operator).first()
        claim = Claim.objects.filter(school=other).first() or Claim.objects.create(
            child=Child.objects.first(), round_id="main", school=other, claim="sibling"
        )
        document = Document.objects.create(claim=claim, file="x", kind="image/png", bytes=1)
        for who in ("school", "operator"):
            client = signed_in(who)
            assert client.get(f"/schools/claims/{claim.pk}/").status_code == 404
            assert client.post(f"/schools/claims/{claim.pk}/", {"state": "approved"}).status_code == 404
            assert client.get(f"/schools/document/{document.pk}/").status_code == 404
            assert other.name.encode() not in client.get("/tables/seats/export.csv").content
            assert str(claim.pk).encode() not in {
                line.split(b",")[0] for line in client.get("/schools/export/claims.csv").content.splitlines()
            }

    def test_an_operator_sees_all_its_schools_and_a_school_only_itself(self, signed_in):
        from citycompact.web.city.models import School
        from citycompact.web.site.models import StaffRole

        mine = StaffRole.objects.get(user__email="secretary@demo.example").school
        sister = School.objects.filter(operator=mine.operator).exclude(pk=mine.pk).first()
        if sister is None:
            pytest.skip("the small city's operator has one school")
        assert sister.name.encode() in signed_in("operator").get("/tables/seats/export.csv").content
        assert sister.name.encode() not in signed_in("school").get("/tables/seats/export.csv").content


def _school():
    from citycompact.web.city.models import School

    return School.objects.values_list("pk", flat=True)[0]


AT_SIGN_IN = "/account/login/?next="


def asked(headers=None, method="post", path="/family/application/1/home/autosave/", **said):
    """Where somebody who is not signed in is sent."""
    response = getattr(Client(), method)(path, said, headers=headers or {})
    return response.headers.get("HX-Redirect") or response["Location"]


@pytest.mark.django_db
def test_what_a_script_asked_after_the_session_ended_moves_the_whole_page_to_sign_in_and_back():
    page = "/family/application/1/home/"
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}?q=1"}
    response = Client().post(f"{page}autosave/", {"address": "x"}, headers=headers)
    assert response["HX-Redirect"] == f"{AT_SIGN_IN}{page.replace('/', '%2F')}"
    assert response.content == b"", "nothing of a sign-in page stands where “Saved” would"


@pytest.mark.django_db
def test_an_address_that_takes_what_a_form_sends_is_nowhere_to_come_back_to():
    page = "http://testserver/family/application/1/home/"
    back = f"{AT_SIGN_IN}%2Ffamily%2Fapplication%2F1%2Fhome%2F"
    assert asked({"Referer": page}) == back
    assert asked({"Referer": page}, path="/family/application/1/send/") == back
    assert asked(method="get", path="/family/add/") == f"{AT_SIGN_IN}%2Ffamily%2Fadd%2F"
    for elsewhere in ("https://evil.example/x/", "//evil.example/x/", "javascript:alert(1)", ""):
        assert asked({"Referer": elsewhere}) == f"{AT_SIGN_IN}%2F", elsewhere
        script = {"HX-Request": "true", "HX-Current-URL": elsewhere}
        assert asked(script) == f"{AT_SIGN_IN}%2F", elsewhere
