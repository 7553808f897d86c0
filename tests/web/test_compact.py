"""The compact's pages: what is public, what is private, what a status needs, what happens every night."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import json
import zipfile

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from citycompact.web.office.models import City
from web_routes import ALL, ARGUMENTS

pytestmark = pytest.mark.django_db
PRIVATE = "For the steward alone:"
NAMES = ("Imani Brooks", "Ruth Sandoval", "Farah Amiri", "Private person")


def upload(name, text):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def pages():
    """Every address of the compact with real keys, and every other one that takes none."""
    from django.urls import NoReverseMatch, reverse

    from citycompact.web.compact import models
    from citycompact.web.compact.records import REGISTERS

    keys = {
        "commitment_id": list(models.Commitment.objects.values_list("pk", flat=True)),
        "evidence_id": list(models.Evidence.objects.values_list("pk", flat=True)),
        "indicator_id": list(models.Indicator.objects.values_list("pk", flat=True)),
        "number": list(models.Meeting.objects.values_list("pk", flat=True))
        + list(models.Interview.objects.values_list("pk", flat=True)),
        "kind": list(REGISTERS),
        "key": ["local_levy"],
    }
    for name, pattern in ALL:
        wanted = pattern.pattern.converters
        if not name.startswith("compact:") and wanted:
            continue
        if not wanted:
            with contextlib.suppress(NoReverseMatch):
                yield reverse(name)
            continue
        first, *rest = wanted
        for value in keys.get(first, [ARGUMENTS[first]]):
            yield reverse(
                name, kwargs={first: value, **{key: keys.get(key, [ARGUMENTS[key]])[0] for key in rest}}
            )


def text_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("who", [None, "family", "school", "operator", "office", "approver-district"])
def test_no_private_word_or_name_leaks_to_anybody_but_the_steward(who, signed_in):
    client = signed_in(who) if who else Client()
    client.raise_request_exception = False
    seen = 0
    for path in pages():
        if "logout" in path:
            continue
        response = client.get(path)
        text = text_of(response)
        seen += response.status_code == 200
        assert PRIVATE not in text, path
        for name in NAMES:
            assert name not in text, (path, name)
    assert seen > 80


def test_the_private_words_are_there_to_be_leaked(signed_in):
    steward = signed_in("steward")
    found = "".join(text_of(steward.get(path)) for path in pages() if path.startswith("/compact/desk"))
    assert PRIVATE in found
    assert "Imani Brooks" in found


def test_the_report_leaks_nothing_either():
    from fpdf import FPDF

    said = []
    original = FPDF.multi_cell

    def listen(self, w, h=None, text="", *arguments, **named):
        said.append(str(text))
        return original(self, w, h, text, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FPDF, "multi_cell", listen)
        response = Client().get("/compact/report.pdf")
    assert response.content.startswith(b"%PDF")
    words = "\n".join(said)
    assert "All families use one application" in words
    assert "nothing differed" in words
    assert PRIVATE not in words
    assert not any(name in words for name in NAMES)


class TestStatus:
    """A status is never just typed."""

    path = "/compact/promise/all_charters/status/"

    def post(self, signed_in, **more):
        return signed_in("steward").post(
            self.path, {"on": City.today().isoformat(), "kind": "document", **more}
        )

    def test_it_needs_evidence(self, signed_in):
        from citycompact.web.compact.models import StatusChange

        before = StatusChange.objects.count()
        page = self.post(signed_in, status="done").content.decode()
        assert "A status is never just typed" in page
        assert StatusChange.objects.count() == before

    @pytest.mark.parametrize(
        ("status", "kind", "says"),
        [
            ("done", "meeting", "“Done” may rest only on"),
            ("dropped", "document", "“Dropped” may rest only on: decision record"),
        ],
    )
    def test_it_needs_evidence_of_an_accepted_kind(self, signed_in, status, kind, says):
        page = self.post(signed_in, status=status, kind=kind, title="T").content.decode()
        assert says in page

    def test_it_cannot_cite_evidence_of_another_promise_or_of_a_later_day(self, signed_in):
        page = self.post(signed_in, status="done", evidence="guide-1").content.decode()
        assert "Select a valid choice" in page
        page = self.post(
            signed_in, status="stalled", evidence="all_charters-2", on="2001-01-01"
        ).content.decode()
        assert "later day" in page

    def test_with_evidence_the_public_page_changes_and_the_trail_says_who_and_why(self, signed_in):
        from citycompact.web.office.trail import events

        before = Client().get("/compact/standing.json").json()
        response = self.post(
            signed_in,
            status="done",
            title="Rulebook signed by all",
            source="https://example.org/r",
            reason="All signed",
        )
        assert response.status_code == 302
        after = Client().get("/compact/standing.json").json()
        status = {c["commitment_id"]: c["status"] for c in after["standing"]["commitments"]}
        assert status["all_charters"] == "done"
        assert after["sha256"] != before["sha256"]
        assert after["certificate"]["holds"]
        (event,) = events(kind="status of a promise", limit=1)
        assert event["person"] == "Naomi Feld"
        assert event["content"]["status"] == "done"
        assert "Rulebook signed by all" in Client().get("/compact/promise/all_charters/").content.decode()

    def test_a_recorded_status_cannot_be_rewritten_by_the_registers(self, signed_in):
        assert signed_in("steward").get("/compact/desk/records/status_changes/").status_code == 404


def test_open_data_is_a_package_that_another_city_can_import_and_anybody_recompute(signed_in):
    import datetime as dt

    from citycompact.compact import ProgressRules, certify, decide, from_files
    from citycompact.web.compact.models import OtherCity

    content = Client().get("/compact/open-data.zip").content
    assert content == Client().get("/compact/open-data.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    standing = json.loads(files.pop("standing.json"))
    facts = from_files(files)
    rules = ProgressRules.model_validate(standing["rules"])
    assert certify(facts, rules, standing["standing"]).holds
    again = decide(facts, rules, dt.date.fromisoformat(standing["standing"]["on"]))
    assert again.record()["commitments"] == standing["standing"]["commitments"]
    response = signed_in("steward").post("/compact/cities/import/", {"file": upload("c.zip", content)})
    assert response.status_code == 302
    assert OtherCity.objects.filter(pk=facts.city_id).exists()


def test_a_bad_package_or_csv_imports_nothing_and_says_everything(signed_in):
    from citycompact.web.compact.models import CityItem, OtherCity, Reading

    before = OtherCity.objects.count(), CityItem.objects.count(), Reading.objects.count()
    steward = signed_in("steward")
    bad = "area,pledge,side,made_on\nnowhere,P,both,2012-01-01\nfunding,P,none,2012-01-40\n"
    response = steward.post(
        "/compact/cities/import/", {"file": upload("c.csv", bad), "city_id": "x", "name": "X", "state": "S"}
    )
    assert response.status_code == 422
    page = response.content.decode()
    for part in ("nowhere", "none", "2012-01-40"):
        assert part in page
    series = "indicator_id,group,on,value,source\nexpulsions,charter,2027-01-01,3,State\nshared_seats,,2027-01-01,1,Made up\n"
    response = steward.post("/compact/indicators/import/", {"file": upload("s.csv", series)})
    assert response.status_code == 422
    assert "no imported indicator" in response.content.decode()
    assert (OtherCity.objects.count(), CityItem.objects.count(), Reading.objects.count()) == before
    for content in (b"\xff\xfe", b"", b"PK\x03\x04 broken"):
        assert steward.post(
            "/compact/cities/import/",
            {"file": upload("c.zip", content), "city_id": "x", "name": "X", "state": "S"},
        ).status_code in (422,)


def test_a_good_series_is_kept_and_replaces_the_same_day(signed_in):
    from citycompact.web.compact.models import Reading

    steward = signed_in("steward")
    for value in ("2.4", "2.5"):
        text = f"indicator_id,group,on,value,source\nexpulsions,charter,2026-11-01,{value},State\n"
        assert steward.post("/compact/indicators/import/", {"file": upload("s.csv", text)}).status_code == 302
    (reading,) = Reading.objects.filter(indicator="expulsions", group="charter", on="2026-11-01")
    assert reading.value == 2.5


def test_a_real_city_comes_from_a_csv_and_is_found_by_its_words(signed_in):
    text = (
        "area,pledge,side,made_on,status,since,source,barrier,barrier_kind,tried,helped\n"
        "transport,Run ferries for all pupils.,both,2012-01-01,stalled,2014-01-01,Report,No pier,financial,Asked the port authority,true\n"
    )
    response = signed_in("steward").post(
        "/compact/cities/import/",
        {"file": upload("c.csv", text), "city_id": "Isle", "name": "Isle City", "state": "S"},
    )
    assert response.status_code == 302
    for words in ("ferry", "pier", "authorities"):
        page = Client().get("/compact/cities/", {"words": words}).content.decode()
        assert "Isle City" in page.split("Search what others did")[1], words
    assert "Isle City" in Client().get("/compact/cities/", {"area": "transport"}).content.decode()


class TestLiving:
    """Indicators and reminders of the night."""

    def test_a_second_run_on_the_same_day_changes_nothing(self):
        from citycompact.web.compact.living import recompute
        from citycompact.web.compact.models import Reading

        today = City.today()
        before = set(Reading.objects.values_list("indicator", "group", "on", "value"))
        assert recompute(today) > 10
        assert recompute(today + datetime.timedelta(days=1)) == 0
        assert set(Reading.objects.values_list("indicator", "group", "on", "value")) == before

    def test_the_indicator_agrees_with_a_count_in_the_database(self):
        from citycompact.web.compact.models import Reading
        from citycompact.web.families.models import Outcome

        outcomes = Outcome.objects.filter(run__round="last-year", run__official=True)
        share = outcomes.filter(choice_rank__lte=3).count() / outcomes.count()
        reading = Reading.objects.get(indicator="first_to_third", group="", on=City.today())
        assert reading.value == pytest.approx(share, abs=1e-6)

    def test_owners_are_reminded_once_however_often_it_runs(self):
        from citycompact.web.compact.facts_from_database import compact_facts
        from citycompact.web.compact.living import remind
        from citycompact.web.outbox.models import Message

        facts, today = compact_facts(), City.today()
        assert remind(facts, today) > 0
        count = Message.objects.filter(key__startswith="turned:").count()
        remind(facts, today)
        remind(
            facts,
            today
            + datetime.timedelta(days=1 if today.month == (today + datetime.timedelta(days=1)).month else 0),
        )
        assert Message.objects.filter(key__startswith="turned:").count() == count > 0
        assert not [m for m in mail.outbox if PRIVATE in m.body]

    def test_a_milestone_that_is_near_is_announced_to_the_posts_holder(self):
        from citycompact.web.compact.facts_from_database import compact_facts
        from citycompact.web.compact.living import remind
        from citycompact.web.compact.models import Milestone
        from citycompact.web.outbox.models import Message

        today = City.today()
        Milestone.objects.filter(commitment="all_charters", number=2).update(
            due_on=today + datetime.timedelta(days=5)
        )
        remind(compact_facts(), today)
        (message,) = Message.objects.filter(key__startswith="milestone:all_charters:2", channel="email")
        assert message.user.email == "charter@demo.example"

    def test_the_nightly_job_does_both(self):
        from citycompact.web.compact.living import living_compact
        from citycompact.web.compact.models import Reading

        Reading.objects.filter(on=City.today()).delete()
        living_compact(0)
        assert Reading.objects.filter(on=City.today(), indicator="shared_seats").exists()


class TestAsking:
    """Survey and interviews."""

    def test_a_family_answers_once_and_its_answer_knows_nothing_of_it(self, signed_in):
        from citycompact.web.compact.models import SurveyAnswer, SurveyTicket

        client, given = signed_in("family"), {"find": "4", "apply": "5", "get_to": "2", "trust": "4"}
        before = SurveyAnswer.objects.count()
        assert client.post("/compact/survey/", {**given, "trust": "9"}).status_code == 200
        for _ in range(2):
            client.post("/compact/survey/", given)
        assert SurveyAnswer.objects.count() == before + 1
        assert SurveyTicket.objects.count() == 1
        columns = {field.name for field in SurveyAnswer._meta.get_fields()}
        assert columns == {"id", "wave", "group", "values"}

    def test_few_answers_are_not_shown(self, signed_in):
        signed_in("family").post("/compact/survey/", {"find": "4", "apply": "5", "get_to": "2", "trust": "4"})
        page = Client().get("/compact/survey/results/").content.decode()
        assert (
            "There are too few answers to show." in page.split("This winter")[1].split("After the second")[0]
        )

    def test_where_anonymity_is_promised_no_name_is_kept(self, signed_in):
        from citycompact.web.compact.models import Interview

        client = signed_in("steward")
        client.post(
            "/compact/desk/interviews/",
            {"on": "2026-11-01", "sector": "charter", "anonymous": "on", "respondent": "Somebody Named"},
        )
        assert Interview.objects.order_by("-pk").first().respondent == ""

    def test_only_released_words_are_public(self):
        assert (
            "For the first time I could tell"
            in Client().get("/compact/promise/one_application/").content.decode()
        )
        page = Client().get("/compact/promise/local_levy/").content.decode()
        assert "1 coded answer is about this promise." in page


class TestExchanges:
    """Places are never given twice."""

    def test_a_full_exchange_takes_nobody_and_a_freed_place_is_free(self, signed_in):
        from citycompact.web.compact.models import Exchange, SignUp

        exchange = Exchange.objects.get(kind="visit")
        Exchange.objects.filter(pk=exchange.pk).update(capacity=1)
        one, two = signed_in("school"), signed_in("operator")
        path = f"/compact/exchanges/{exchange.pk}/"
        one.post(path)
        one.post(path)
        assert "All places are taken." in two.post(path, follow=True).content.decode()
        assert SignUp.objects.filter(exchange=exchange).count() == 1
        assert "Joan Becker" in signed_in("steward").get("/compact/exchanges/").content.decode()
        for other in (Client(), two):
            assert "Joan Becker" not in other.get("/compact/exchanges/").content.decode()
        one.post(path, {"leave": "1"})
        two.post(path)
        assert SignUp.objects.get(exchange=exchange).user.email == "operator@demo.example"

    def test_nobody_signs_up_for_the_past(self, signed_in):
        from citycompact.web.compact.models import Exchange

        past = Exchange.objects.get(title="Restorative hearings")
        assert signed_in("school").post(f"/compact/exchanges/{past.pk}/").status_code == 404


class TestMeetings:
    """Agenda, decisions, minutes."""

    def test_an_agenda_is_made_of_the_record_and_a_decision_becomes_evidence(self, signed_in):
        from citycompact.web.compact.models import Evidence, Meeting

        client, day = signed_in("steward"), City.today() + datetime.timedelta(days=3)
        client.post("/compact/desk/meetings/new/", {"held_on": day.isoformat()})
        meeting = Meeting.objects.get(held_on=day)
        assert {i["part"] for i in meeting.agenda} >= {"decided", "stuck", "due", "vacant"}
        page = client.get(f"/compact/desk/meetings/{meeting.pk}/").content.decode()
        assert "Joint special-education" not in page
        assert "Head of special education" in page
        client.post(
            f"/compact/desk/meetings/{meeting.pk}/decide/",
            {"what": "End the fair.", "commitment": "job_fair"},
        )
        evidence = Evidence.objects.get(commitment="job_fair", kind="decision")
        assert (evidence.title, evidence.on) == ("End the fair.", day)
        assert "End the fair." not in Client().get("/compact/minutes/").content.decode()
        client.post(
            f"/compact/desk/meetings/{meeting.pk}/",
            {"minutes": "All agreed.", "private_note": f"{PRIVATE} x", "closed": "on"},
        )
        public = Client().get("/compact/minutes/").content.decode()
        assert "All agreed." in public
        assert "End the fair." in public
        assert PRIVATE not in public

    def test_final_minutes_are_not_rewritten(self, signed_in):
        from citycompact.web.compact.models import Meeting

        meeting = Meeting.objects.filter(closed=True).first()
        client = signed_in("steward")
        assert client.post(f"/compact/desk/meetings/{meeting.pk}/", {"minutes": "Other."}).status_code == 404
        assert client.post(f"/compact/desk/meetings/{meeting.pk}/decide/", {"what": "X"}).status_code == 404


class TestAgreement:
    """Versions and signatures."""

    def test_what_changed_between_versions_stands_side_by_side(self):
        page = Client().get("/compact/agreement/?version=2&against=1").content.decode()
        assert "within ninety days" in page
        assert "within sixty days" in page
        assert "Nobody is counselled out." in page

    def test_a_new_version_begins_with_templates_and_old_signatures_do_not_carry_over(self, signed_in):
        from citycompact.web.compact.models import AgreementVersion

        client = signed_in("steward")
        page = client.post(
            "/compact/agreement/new-version/", {"begin": "1", "areas": ["transport"], "text_en": "Mine."}
        ).content.decode()
        assert "Mine." in page
        assert "Every child who is placed outside walking distance may ride" in page
        client.post(
            "/compact/agreement/new-version/",
            {"text_en": "Only this.", "text_es": "", "adopted_on": "2026-11-20", "note": "Short"},
        )
        newest = AgreementVersion.objects.first()
        assert (newest.number, newest.signatures.count()) == (3, 0)
        assert "Has not signed this version" in Client().get("/compact/agreement/").content.decode()


def test_records_are_edited_with_a_reason_in_the_trail(signed_in):
    from citycompact.web.compact.models import Commitment
    from citycompact.web.office.trail import events

    client = signed_in("steward")
    page = client.get("/compact/desk/records/promises/guide/")
    form = {k: v if v is not None else "" for k, v in page.context["form"].initial.items()}
    client.post(
        "/compact/desk/records/promises/guide/", {**form, "money_source": "Levy", "why": "Budget passed"}
    )
    assert Commitment.objects.get(pk="guide").money_source == "Levy"
    (event,) = events(kind="promise", limit=1)
    assert event["why"] == "Budget passed"


def test_a_milestone_is_reached_on_evidence_of_its_own_promise(signed_in):
    client = signed_in("steward")
    new = {
        "commitment": "guide",
        "number": 9,
        "what": "M",
        "due_on": "2026-01-01",
        "reached_on": "2026-01-01",
    }
    assert "Cite the evidence" in client.post("/compact/desk/records/milestones/new/", new).content.decode()
    other = client.post(
        "/compact/desk/records/milestones/new/", {**new, "evidence": "ratings-1"}
    ).content.decode()
    assert "about another promise" in other
    assert (
        client.post("/compact/desk/records/milestones/new/", {**new, "evidence": "guide-1"}).status_code
        == 302
    )


def test_twice_the_promises_ask_no_more_questions(django_assert_max_num_queries):
    from citycompact.web.compact.models import Commitment, Evidence

    owner = Commitment.objects.get(pk="guide").owner_post
    for number in range(40):
        one = Commitment.objects.create(
            commitment_id=f"more-{number}", area="funding", pledge="P", side="both", district_part="D", charter_part="C",
            owner_post=owner, made_on="2026-01-01",
        )  # fmt: skip
        Evidence.objects.create(
            evidence_id=f"more-{number}", commitment=one, kind="document", on="2026-02-01", title="T"
        )
    for path in ("/compact/", "/compact/barriers/", "/compact/indicators/", "/compact/promise/more-1/", "/compact/agreement/", "/compact/minutes/",
                 "/compact/cities/", "/compact/network/", "/compact/exchanges/", "/compact/survey/results/"):  # fmt: skip
        with django_assert_max_num_queries(30):
            assert Client().get(path).status_code == 200


def test_the_series_export_reads_as_csv():
    content = Client().get("/compact/open-data.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("readings.csv").decode())))
    assert {row["indicator_id"] for row in rows} >= {"shared_seats", "expulsions"}


def test_the_steward_reads_the_compacts_part_of_the_trail_and_no_childs(signed_in):
    page = signed_in("steward").get("/office/trail/").content.decode()
    assert "compact" in page
    assert ">child<" not in page
    assert ">promise<" not in signed_in("office").get("/office/trail/").content.decode()
    assert ">promise<" in signed_in("auditor").get("/office/trail/").content.decode()


def test_a_coded_answer_becomes_evidence_without_its_words(signed_in):
    from citycompact.web.compact.models import Evidence, Interview

    client, talk = signed_in("steward"), Interview.objects.filter(anonymous=True).first()
    path = f"/compact/desk/interviews/{talk.pk}/"
    given = {"question": "progress", "code": "setback", "quote": f"{PRIVATE} words", "as_evidence": "on"}
    assert "Say which promise" in client.post(path, given).content.decode()
    assert client.post(path, {**given, "commitment": "ratings"}).status_code == 302
    evidence = Evidence.objects.get(commitment="ratings", kind="interview")
    assert evidence.title == "Interview, coded as: setback"
    assert PRIVATE not in Client().get(f"/compact/evidence/{evidence.pk}/").content.decode()


def test_the_rules_that_both_sectors_signed_change_the_colours(signed_in, round_):
    from citycompact.rulebook import sign
    from citycompact.web.office.models import RulebookVersion
    from citycompact.web.office.signing import rows_of
    from signed_rulebooks import key

    before = Client().get("/compact/standing.json").json()["standing"]["commitments"]
    assert "Dana Whitfield" in Client().get("/compact/agreement/").content.decode()
    text = round_.rulebook.text.replace("amber = 91\nred = 181", "amber = 1\nred = 2")
    version = RulebookVersion.objects.create(text=text, sha256="x", name="Stricter", version="1")
    for sector in ("district", "charter"):
        # One sector alone changes nothing.
        assert Client().get("/compact/standing.json").json()["standing"]["commitments"] == before
        (row,) = rows_of([sign(version.read(), "compact", key(f"demo {sector}"), sector, f"S {sector}")])
        row.save()
    answer = Client().get("/compact/standing.json").json()
    after = answer["standing"]["commitments"]
    assert sum(c["colour"] == "red" for c in after) > sum(c["colour"] == "red" for c in before)
    assert answer["certificate"]["holds"]
    page = Client().get("/compact/agreement/").content.decode()
    assert "1 days old or more" in page
    assert "S charter (charter)" in page


def test_without_signed_rules_the_usual_ones_hold_and_the_page_says_so(signed_in):
    from citycompact.compact import ProgressRules
    from citycompact.web.compact.facts_from_database import progress_rules
    from citycompact.web.office.models import RulebookSignature

    RulebookSignature.objects.filter(section="compact").delete()
    assert progress_rules() == ProgressRules()
    client = Client()
    assert (
        "The usual rules; the sectors have signed no others."
        in client.get("/compact/agreement/").content.decode()
    )
    client.post("/language/", {"language": "es", "next": "/"})
    assert "Las reglas habituales" in client.get("/compact/agreement/").content.decode()


def test_promises_can_be_shown_by_side_and_outcome():
    page = Client().get("/compact/?side=charter&status=kept").content.decode()
    assert "Charter schools expel no more often" in page
    assert "All families use one application" not in page


def test_evidence_that_something_rests_on_keeps_its_promise_kind_and_day(signed_in):
    client = signed_in("steward")
    path = "/compact/desk/records/evidence/guide-2/"
    form = {k: "" if v is None else v for k, v in client.get(path).context["form"].initial.items()}
    assert "rests on this evidence" in client.post(path, {**form, "kind": "meeting"}).content.decode()
    assert client.post(path, {**form, "source": "https://example.org/guide"}).status_code == 302


def test_a_city_without_a_compact_begins_one(signed_in):
    from citycompact.web.compact import models

    for model in (models.Decision, models.Milestone, models.StatusChange, models.Evidence, models.Commitment):
        model.objects.all().delete()
    models.Compact.objects.all().delete()
    assert "There is no compact yet" in Client().get("/compact/").content.decode()
    assert Client().get("/compact/barriers/").status_code == 404
    client = signed_in("steward")
    assert "Begin the compact" in client.get("/compact/desk/").content.decode()
    given = {"state": "State", "signed_on": "2026-01-01", "term_until": "2031-01-01"}
    assert client.post("/compact/desk/begin/", given).status_code == 302
    assert client.get("/compact/desk/").status_code == 200
    assert client.post("/compact/desk/begin/", given).status_code == 404
    assert "have made 0 promises" in Client().get("/compact/").content.decode()
    new = {"commitment_id": "first", "area": "transport", "pledge": "Run one bus.", "side": "both", "district_part": "Drives.",
           "charter_part": "Pay.", "owner_post": "steward", "made_on": "2026-02-01"}  # fmt: skip
    assert client.post("/compact/desk/records/promises/new/", new).status_code == 302
    assert "Run one bus." in Client().get("/compact/").content.decode()
    models.AgreementSignature.objects.all().delete()
    models.AgreementVersion.objects.all().delete()
    assert "No text has been adopted yet." in Client().get("/compact/agreement/").content.decode()


def test_a_decision_is_marked_as_done(signed_in):
    client = signed_in("steward")
    path = "/compact/desk/records/decisions/d-sped/"
    form = {k: "" if v is None else v for k, v in client.get(path).context["form"].initial.items()}
    assert client.post(path, {**form, "done_on": "2026-11-20"}).status_code == 302


def test_leaders_who_left_are_counted_and_not_named():
    page = Client().get("/compact/promise/space/").content.decode()
    assert "3 holders since the promise was made" in page
    assert "Dana Whitfield" not in page


def test_values_by_neighbourhood_are_a_map_and_others_are_lines():
    drawn = Client().get("/compact/indicator/seats_in_reach/chart.svg").content.decode()
    lines = Client().get("/compact/indicator/expulsions/chart.svg").content.decode()
    assert "Elementary zones" in drawn
    assert "target" in lines
    spanish = Client(headers={"Accept-Language": "es"}).get("/compact/indicator/expulsions/chart.svg")
    assert "meta" in spanish.content.decode()
    assert spanish["Content-Type"] == "image/svg+xml"


def test_a_tie_between_records_is_taken_away_and_a_promise_is_not(signed_in):
    from citycompact.web.compact.models import Commitment, Hindrance
    from citycompact.web.office.trail import events

    client, tie = signed_in("steward"), Hindrance.objects.first()
    assert (
        client.post(
            f"/compact/desk/records/hindrances/{tie.pk}/", {"remove": "1", "why": "typed twice"}
        ).status_code
        == 302
    )
    assert not Hindrance.objects.filter(pk=tie.pk).exists()
    (event,) = events(kind="hindrance", limit=1)
    assert (event["label"], event["why"]) == ("delete", "typed twice")
    client.post("/compact/desk/records/promises/guide/", {"remove": "1"})
    assert Commitment.objects.filter(pk="guide").exists()


def test_a_demo_from_before_there_were_compacts_gets_one():
    from citycompact.web.accounts.models import User
    from citycompact.web.compact import models
    from citycompact.web.compact.facts_from_database import MODELS
    from citycompact.web.demo.loading import load_demo

    before = User.objects.count()
    others = (models.AgreementSignature, models.AgreementVersion, models.CodedAnswer, models.Interview, models.SurveyWave,
              models.GovernanceProfile, models.Exchange, models.Person, models.Team, models.OtherCity, models.Compact)  # fmt: skip
    for model in (*others, *reversed(MODELS.values()), models.Meeting):
        model.objects.all().delete()
    User.objects.filter(email="steward@demo.example").delete()
    load_demo()
    assert models.Commitment.objects.count() == 19
    assert User.objects.count() == before


def test_results_that_are_not_published_count_for_nothing_in_the_survey(signed_in, family):
    from citycompact.web.compact.models import SurveyAnswer
    from citycompact.web.compact.together import _placed
    from citycompact.web.families.models import Outcome
    from citycompact.web.office.models import Round, Run

    before = _placed().count()
    assert before
    official = Round.objects.get(pk="last-year").published_run
    mine = Outcome.objects.get(run=official, child__guardians__user=family)
    was = mine.program.school.operator.sector
    other = (
        Outcome.objects.filter(program__isnull=False)
        .exclude(program__school__operator__sector=was)
        .first()
        .program
    )
    what_if = Run.objects.create(
        round=official.round, official=False, rulebook=official.rulebook, seed="x", seed_source="x"
    )
    Outcome.objects.create(
        run=what_if,
        child=mine.child,
        program=other,
        lottery_number="1",
        lottery_place=1,
        missed=[],
        receipt={},
    )
    assert _placed().count() == before
    signed_in("family").post("/compact/survey/", {"find": "4", "apply": "5", "get_to": "2", "trust": "4"})
    assert SurveyAnswer.objects.get(wave__name="This winter").group == was


def test_registers_name_what_they_tie_and_ask_no_more_for_more_rows(signed_in, django_assert_max_num_queries):
    client = signed_in("steward")
    for kind in ("hindrances", "waiting", "targets", "tenures", "stays", "seats", "milestones", "levers"):
        with django_assert_max_num_queries(7):
            page = client.get(f"/compact/desk/records/{kind}/").content.decode()
        assert "no_access_law space" not in page
    page = client.get("/compact/desk/records/hindrances/").content.decode()
    assert "State law gave charter schools no claim to empty buildings. → " in page
