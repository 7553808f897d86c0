"""An application that came on paper or by phone."""

from __future__ import annotations

import pytest

from applying import entered
from web_measures import decide

pytestmark = pytest.mark.django_db


def test_a_paper_application_is_entered_also_late_but_not_after_the_freeze(signed_in, closed):
    from citycompact.web.enrollment.models import Application

    office = signed_in("office")
    # Nobody decides alone that late ones are taken.
    assert "The deadline has passed." in entered(office).content.decode()
    decide(closed, "late", "2027-02-20T16:00", "A storm closed the offices on the last day.")
    assert entered(office).status_code == 302
    application = Application.objects.latest("pk")
    assert (application.state, application.late, application.versions.get().channel) == (
        "submitted",
        True,
        "paper",
    )
    office.post(f"/decisions/match/{closed.pk}/freeze/")
    assert (
        b"No round is open" in entered(office, given_name="Later").client.get("/office/applications/").content
    )


def test_every_fault_of_a_paper_application_is_named_at_once(signed_in, round_):
    page = entered(signed_in("office"), choices="NOPE\nNADA\nNOPE", birth_date="").content.decode()
    for words in (
        "NOPE is no program in this grade.",
        "NADA is no program",
        "NOPE is listed twice.",
        "This field is required.",
    ):
        assert words in page


def test_programs_are_written_by_name_or_id_and_stand_in_their_order(signed_in, round_):
    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.models import Application

    first, second = Program.objects.filter(grade="K").select_related("school")[:2]
    lines = f"  {str(second).upper()}\n{first.pk} as the family says\n\n"
    assert entered(signed_in("office"), choices=lines).status_code == 302
    sent = Application.objects.latest("pk").last_version.content
    assert sent["choices"] == [second.pk, first.pk]


def test_a_program_is_found_by_name_while_it_is_typed(signed_in, round_):
    from citycompact.web.city.models import Program

    program = Program.objects.filter(grade="K").select_related("school").first()
    office, path = signed_in("office"), "/office/applications/enter/programs/"
    found = office.get(path, {"grade": "K", "find": str(program)[:6]}).content.decode()
    assert f'data-add-program="{program.pk} {program}"' in found
    assert (
        "No program of this grade fits." in office.get(path, {"grade": "K", "find": "zzz"}).content.decode()
    )
    assert "Choose the grade first." in office.get(path, {"grade": "", "find": "zzz"}).content.decode()
    assert signed_in("family").get(path).status_code == 403


def test_a_paper_family_says_what_one_on_the_site_says_and_takes_a_receipt_home(signed_in, round_, school):
    from citycompact.web.enrollment.models import Application

    office = signed_in("office")
    said = {"current_school": school.pk, "claim-parent_on_staff": school.pk, "fact-low_income": "on"}
    assert entered(office, **said).status_code == 302
    application = Application.objects.latest("pk")
    content = application.last_version.content
    assert content["current_school_id"] == school.pk
    assert content["facts"]["low_income"] is True
    assert content["claims"] in ([["parent_on_staff", school.pk]], [])
    page = office.get(f"/office/application/{application.pk}/").content.decode()
    assert "No account: it came in on paper, by phone or from a file." in page
    for language in ("en", "es"):
        answer = office.get(f"/office/application/{application.pk}/receipt-{language}.pdf")
        assert answer.content.startswith(b"%PDF-")
        assert 'receipt.pdf"' in answer["Content-Disposition"]
    assert office.get(f"/office/application/{application.pk}/receipt-xx.pdf").status_code == 404
    assert signed_in("auditor").get(f"/office/application/{application.pk}/receipt-en.pdf").status_code == 403
