"""A roster is shown before it counts, with every fault at its row; nobody's name stays behind."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applying import says
from web_tables import file_of

pytestmark = pytest.mark.django_db

PAGE = "/office/rosters/"
HEADER = ["Given name", "Family name", "Birth date", "School"]


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def pupil(application, family, school):
    application.child.verifications.all().delete()
    says(application, family, current_school_id=school.pk)
    return application


def row(child, school, **other):
    born = other.get("born", child.birth_date.isoformat())
    return [other.get("given", child.given_name), other.get("family", child.family_name), born, school]


def shown(client, *rows, ending="csv", header=HEADER, **more):
    return client.post(PAGE, {"file": file_of(ending, [header, *rows]), **more})


def confirmed(client, answer, **more):
    token = re.search(r'name="confirm" value="([^"]+)"', answer.content.decode())[1]
    return client.post(PAGE, {"confirm": token, **more}, follow=True)


def number(answer, title):
    return int(re.search(rf"<dt>{title}</dt> <dd> (\d+) </dd>", text(answer))[1])


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_a_roster_says_is_shown_then_kept(signed_in, pupil, school, ending):
    office = signed_in("office")
    answer = shown(office, row(pupil.child, school.pk), ending=ending)
    assert (number(answer, "Confirmed"), number(answer, "Contradicted")) == (1, 0)
    assert not pupil.child.verifications.exists()
    assert "The roster has the school of 1 child." in text(confirmed(office, answer))
    (kept,) = pupil.child.verifications.all()
    assert (kept.how, kept.value) == ("roster", school.pk)
    again = confirmed(office, shown(office, row(pupil.child, school.pk)))
    assert "1 child." in text(again)
    assert pupil.child.verifications.count() == 1


def export(child, school):
    born = child.birth_date.isoformat()
    files = {
        "orgs.csv": f"sourcedId,name,type,parentSourcedId\n{school.pk},{school.name},school,\n",
        "academicSessions.csv": "sourcedId,type,startDate,endDate,schoolYear\n"
        "Y,term,2026-08-31,2027-06-15,2027\n",
        "classes.csv": f"sourcedId,grades,schoolSourcedId,termSourcedIds\nC,KG,{school.pk},Y\n",
        "users.csv": f"sourcedId,grades,givenName,familyName\nU,KG,{child.given_name},{child.family_name}\n",
        "enrollments.csv": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary\n"
        f"E,C,{school.pk},U,student,true\n",
        "demographics.csv": f"sourcedId,birthDate\nU,{born}\n",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_a_oneroster_export_is_read(signed_in, pupil, school):
    office = signed_in("office")
    answer = office.post(PAGE, {"file": SimpleUploadedFile("export.zip", export(pupil.child, school))})
    assert number(answer, "Confirmed") == 1
    confirmed(office, answer)
    assert pupil.child.verifications.get().value == school.pk


def test_every_fault_stands_at_its_row_and_names_nobody(signed_in, pupil, school):
    office = signed_in("office")
    for language, words in (
        ("en", "Give the student&#x27;s day of birth."),
        ("es", "Dé el día de nacimiento del alumno."),
    ):
        office.post("/language/", {"language": language, "next": PAGE})
        answer = shown(office, row(pupil.child, school.pk, born=""), ["Zoraida", "", "2019-01-01", school.pk])
        page = text(answer)
        assert words in page
        assert '<th scope="row">2</th>' in page
        assert '<th scope="row">3</th>' in page
        assert "Zoraida" not in page
        assert 'name="confirm"' not in page


def test_contradicted_missing_and_undecided_are_shown_and_decided(signed_in, pupil, school, round_):
    from citycompact.web.city.models import School

    office, child = signed_in("office"), pupil.child
    other = School.objects.exclude(pk=school.pk).first()
    answer = shown(office, row(child, other.pk), ["Zz", "Qq", "2019-01-01", "Escuela de Marte"])
    assert number(answer, "Contradicted") == 1
    assert "Escuela de Marte" in text(answer)
    confirmed(office, answer)
    page = text(office.get(PAGE))
    assert "Applications that a roster contradicts" in page
    assert f"/office/application/{pupil.pk}/" in page
    slip = row(child, school.pk, born=child.birth_date.replace(year=child.birth_date.year - 1).isoformat())
    answer = shown(office, slip)
    assert number(answer, "To decide by hand") == 1
    assert "Only the year of birth differs." in text(answer)
    confirmed(office, answer, **{f"who-{child.pk}": school.pk})
    assert child.verifications.get(how="roster").value == school.pk
    answer = shown(office, ["Zz", "Qq", "2019-01-01", school.pk])
    assert number(answer, "Not on it any more") >= 1
    assert "If you confirm, that does not count any more." in text(answer)
    confirmed(office, answer)
    assert not child.verifications.exists()


def test_no_name_of_the_roster_is_kept(signed_in, pupil, school):
    from django.contrib.sessions.models import Session
    from django.db import connection

    office = signed_in("office")
    slip = row(pupil.child, school.pk, family=pupil.child.family_name + "zq")
    answer = shown(office, ["Zoraida", "Quetzalli", "2019-01-01", school.pk], slip)
    stored = [str(session.get_decoded()) for session in Session.objects.all()]
    confirmed(office, answer)
    stored += [str(session.get_decoded()) for session in Session.objects.all()]
    assert not any("Zoraida" in kept or "Quetzalli" in kept or "zq" in kept for kept in stored)
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = 'public' "
            "and table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" t where t::text ilike %s', ["%Quetzalli%"])
            assert cursor.fetchone() == (0,), table


def test_a_school_brings_in_its_own_and_no_other(signed_in, pupil, school):
    from citycompact.web.city.models import School

    secretary = signed_in("school")
    other = School.objects.exclude(pk=school.pk).first()
    answer = shown(secretary, row(pupil.child, other.pk), ["Zz", "Qq", "2019-01-01", school.pk])
    assert number(answer, "Students of other schools, left out") == 1
    assert number(answer, "Confirmed") == 0
    confirmed(secretary, answer)
    assert not pupil.child.verifications.exists()
    header, mine = HEADER[:3], row(pupil.child, "")[:3]
    answer = shown(secretary, mine, header=header, school=other.pk)
    assert number(answer, "Confirmed") == 1
    confirmed(secretary, answer)
    assert pupil.child.verifications.get().value == school.pk


def test_a_list_without_schools_asks_the_office_whose_it_is(signed_in, pupil, school):
    office = signed_in("office")
    header, mine = HEADER[:3], row(pupil.child, "")[:3]
    assert "has no column School" in text(shown(office, mine, header=header)).replace("Has", "has")
    assert number(shown(office, mine, header=header, school=school.pk), "Confirmed") == 1
    assert "Choose a school of the list." in text(shown(office, mine, header=header, school="NOPE"))


def test_a_preview_is_confirmed_once_and_only_the_last(signed_in, pupil, school):
    office = signed_in("office")
    first = shown(office, row(pupil.child, school.pk))
    second = shown(office, ["Zz", "Qq", "2019-01-01", school.pk])
    assert "no longer the last one" in text(confirmed(office, first))
    assert "no longer the last one" in text(confirmed(office, second))
    assert not pupil.child.verifications.exists()
    assert "no longer the last one" in text(office.post(PAGE, {"confirm": "x"}))


@pytest.mark.parametrize("content", [b"", b"PK no archive", b"\x00\xff", b"a", b"%PDF-1.4"])
def test_whatever_is_sent_gets_a_sentence(signed_in, content):
    answer = signed_in("office").post(PAGE, {"file": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code == 200
    assert 'role="alert"' in text(answer) or "usa-alert" in text(answer)


def test_no_file_no_round_and_no_right(signed_in, round_):
    assert "Choose a file" in text(signed_in("office").post(PAGE, {}))
    for who in ("family", "auditor", "approver-charter"):
        assert signed_in(who).get(PAGE).status_code == 403
    type(round_).objects.filter(pk=round_.pk).update(opened_at=None)
    assert "No round is open" in text(signed_in("office").get(PAGE))
