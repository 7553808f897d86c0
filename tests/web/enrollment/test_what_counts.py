"""A family's pages say what counts: a draft as long as it can be sent, and afterwards what was sent alone."""

from __future__ import annotations

import html

import pytest

from applying import add, new_application, programs, send

pytestmark = pytest.mark.django_db
PAGES = ("review", "choices", "child")


def shown(client, path):
    """What a page says, under its header."""
    return html.unescape(client.get(path).content.decode()).split("<h1>")[1]


def order(page, *ids):
    """Programs in the order in which a page names them."""
    from citycompact.web.city.models import Program

    names = {name: str(Program.objects.get(pk=name)) for name in ids}
    assert all(text in page for text in names.values())
    return sorted(ids, key=lambda name: page.index(names[name]))


@pytest.fixture
def changed(signed_in):
    """An application that was sent as [a, b], and swapped afterwards without sending it."""
    client = signed_in("family")
    application = new_application(client)
    a, b = programs()[:2]
    add(client, application, a, b)
    send(client, application)
    client.post(f"/family/application/{application.pk}/choices/move/", {"program": b, "move": "up"})
    application.refresh_from_db()
    assert application.draft_choices == [b, a]
    return application


def test_once_nothing_can_be_sent_every_page_shows_what_was_sent(signed_in, changed, round_, monkeypatch):
    client = signed_in("family")
    a, b = programs()[:2]
    at = f"/family/application/{changed.pk}"
    assert order(shown(client, f"{at}/review/"), a, b) == [b, a]
    assert "have not sent" in shown(client, f"{at}/review/")
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-13T09:00")
    for name in ("review", "choices"):
        assert order(shown(client, f"{at}/{name}/"), a, b) == [a, b], name
    for path in (*(f"{at}/{name}/" for name in PAGES), "/family/", f"{at}/receipt/"):
        page = shown(client, path)
        assert "A later change was not sent: it does not count" in page, path
        assert "Check and send</a>" not in page.split("Steps")[-1], path
    changed.refresh_from_db()
    assert changed.draft_choices == [b, a], "a page that is looked at writes nothing"


def test_a_grade_that_was_not_sent_stands_on_no_page_after_the_deadline(signed_in, changed, monkeypatch):
    from citycompact.web.enrollment.answers import change

    change(changed, grade="6", choices=[])
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-13T09:00")
    client = signed_in("family")
    for path in ("/family/", f"/family/application/{changed.pk}/review/"):
        page = html.unescape(client.get(path).content.decode())
        assert "Grade 6" not in page, path
    assert "Kindergarten" in page
    listed = (
        signed_in("office")
        .post("/office/applications/", {"q": changed.child_id}, follow=True)
        .content.decode()
    )
    assert "<td>K</td>" in listed


def test_who_never_sent_is_told_before_the_deadline_and_takes_no_part_after_it(signed_in, monkeypatch):
    client = signed_in("family")
    application = new_application(client)
    add(client, application, programs()[0])
    assert "This application is not sent yet." in shown(client, "/family/")
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-13T09:00")
    for path in ("/family/", *(f"/family/application/{application.pk}/{name}/" for name in PAGES)):
        page = shown(client, path)
        assert "takes no part in" in page, path
        assert "never sent" in page, path
        assert "Call the enrollment office" in page, path


def test_a_child_without_a_result_is_led_to_none(signed_in, family):
    from citycompact.web.enrollment.models import Application, Child, Guardian

    child = Child.objects.create(family_id="F9", given_name="Unsent", family_name="D")
    Guardian.objects.create(child=child, user=family)
    never = Application.objects.create(child=child, round_id="last-year", grade="K")
    page = shown(signed_in("family"), "/family/")
    assert f"/family/application/{never.pk}/results/" not in page
    assert "Unsent D took no part in" in " ".join(page.split())
    sent = Application.objects.get(child__guardians__user=family, round="last-year", state="submitted")
    assert f"/family/application/{sent.pk}/results/" in page


def test_of_a_withdrawn_application_nothing_counts_and_the_family_has_it_in_writing(
    signed_in, changed, family
):
    from citycompact.web.outbox.models import Message

    client = signed_in("family")
    client.post(f"/family/application/{changed.pk}/withdraw/")
    page = shown(client, "/family/")
    assert "Nothing of it counts unless you send it again." in page
    assert "what you sent before counts" not in page
    receipt = shown(client, f"/family/application/{changed.pk}/receipt/")
    assert "This application was withdrawn. Nothing of it counts" in receipt
    assert "We have your application" not in receipt
    letter = Message.objects.get(user=family, key__startswith=f"withdrawn:{changed.pk}:")
    assert str(changed.child) in letter.body
    assert "Nothing of it counts" in letter.body


def test_a_helper_is_offered_nothing_that_only_the_family_may_do(changed, client):
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.site.models import User

    helper = User.objects.create_user("counselor@demo.example")
    Guardian.objects.create(child=changed.child, user=helper, kind=Guardian.Kind.HELPER)
    client.force_login(helper)
    page = shown(client, "/family/")
    assert f"/family/application/{changed.pk}/child/" in page
    for path in (f"child/{changed.child_id}/share/", f"application/{changed.pk}/withdraw/"):
        assert path not in page
        assert client.get(f"/family/{path}").status_code == 403


def test_what_can_be_changed_no_more_is_offered_no_more(signed_in, changed, monkeypatch):
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-13T09:00")
    client = signed_in("family")
    page = shown(client, f"/family/application/{changed.pk}/choices/")
    assert 'name="move"' not in page
    assert ">Continue<" not in page.replace("\n", "").replace(" ", "")
    for name in ("child", "home", "claims", "facts"):
        assert "<fieldset" in (page := shown(client, f"/family/application/{changed.pk}/{name}/"))
        assert " disabled>" in page, name


def test_nobody_has_chosen_a_grade_before_the_family_does(signed_in):
    client = signed_in("family")
    page = client.get("/family/add/").content.decode()
    assert "Choose a grade" in page
    assert " selected" not in page.split('id="id_grade"')[1].split("</select>")[0].replace(
        '<option value="" selected>', ""
    )
    data = {"given_name": "N", "family_name": "D", "birth_date": "2021-05-01", "grade": ""}
    assert client.post("/family/add/", data).status_code == 200
