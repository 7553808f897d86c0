"""The toy room on the site, from its declarations alone; ``test_adding_a_room.py`` runs this in a process of
its own, whose settings are those of ``toy_site.py``.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from citycompact.facts import FactsError
from official_draws import AFTER, BEFORE, SEED, draw_table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_the_draw(monkeypatch):
    for name, value in BEFORE.items():
        monkeypatch.setenv(name, value)


def draw(office, kind="turns"):
    """Move the demonstration's clock to the draw, and enter its result."""
    act(office, "decisions:move_clock", kind, "may")
    return act(office, "decisions:draw", kind, "may", seed=SEED, source="six balls, on video")


RULES = """[rulebook]
name = "Shared vans"
version = "1"
city = "{city}"
signing_sectors = ["district", "charter"]

[vans]
pupils_a_van = 10
order = "small_first"

[turns]
first = "one_van"

""" + draw_table("turns")
SECTORS = ("district", "charter")


@pytest.fixture
def rulebook(signed_in):
    """Number of the rulebook with both sections, as the office uploads it."""
    from citycompact.web.city.models import City

    text = RULES.format(city=City.objects.get().city_id)
    file = SimpleUploadedFile("rulebook.toml", text.encode())
    answer = signed_in("office").post(reverse("rulebooks:upload"), {"file": file})
    assert answer.status_code == 302
    return int(answer.url.rstrip("/").rpartition("/")[2])


def sign(signed_in, rulebook, tmp_path, sections=("vans", "turns")):
    """Sign sections for each sector, as its approver does who has the demo's key."""
    from citycompact.rulebook import sign, write_signatures
    from citycompact.rulebook.demo import demo_key
    from citycompact.web.rulebooks.models import RulebookVersion

    book = RulebookVersion.objects.get(pk=rulebook).read()
    for sector in SECTORS:
        path = tmp_path / f"{sector}.toml"
        write_signatures(path, [sign(book, name, demo_key(sector), sector, "Head") for name in sections])
        (written,) = tmp_path.glob(f"{sector}*.json")
        file = SimpleUploadedFile("signatures.json", written.read_bytes())
        answer = signed_in(f"approver-{sector}").post(
            reverse("rulebooks:sign", args=[rulebook]), {"file": file}, follow=True
        )
        assert "The signature counts and is kept" in answer.content.decode()


@pytest.fixture
def signed(signed_in, rulebook, tmp_path):
    sign(signed_in, rulebook, tmp_path)
    return rulebook


@pytest.fixture
def rows():
    """Two vans an operator, and the wishes of six schools."""
    from citycompact.web.city.models import Operator, School
    from toy_room.web.models import Fleet, Wish

    for operator in Operator.objects.all():
        Fleet.objects.create(operator=operator, vans=2)
    for number, school in enumerate(School.objects.order_by("pk")[:6], start=1):
        Wish.objects.create(school=school, pupils=7 * number)


def page(client, route, *arguments, language="en"):
    """A page that has to open, as text."""
    client.cookies["django_language"] = language
    answer = client.get(reverse(route, args=arguments), headers={"accept-language": language})
    assert answer.status_code == 200, (route, answer.status_code)
    return answer.content.decode()


def begin(signed_in, kind):
    """Begin a decision by the form on the list of joint decisions."""
    office = signed_in("office")
    assert reverse("decisions:begin", args=[kind]) in page(office, "decisions:decisions")
    answer = office.post(reverse("decisions:begin", args=[kind]), {"title": "Vans in May", "name": "may"})
    assert answer.url == reverse("decisions:work", args=[kind, "may"])
    return office


def act(client, route, *arguments, **values):
    """Take a step; what the page says then."""
    answer = client.post(reverse(route, args=arguments), values, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def decided(kind):
    """The decision after the worker has done its official run."""
    from citycompact.web.decisions.models import JointDecision
    from citycompact.web.decisions.running import run_attempt

    decision = JointDecision.objects.get(kind=kind, name="may")
    attempt = decision.attempts.get(official=True)
    run_attempt(attempt.pk)
    attempt.refresh_from_db()
    assert attempt.state == "done", attempt.error
    assert attempt.certificate_holds
    return decision


def publish(signed_in, kind):
    """Two sectors approve, the office publishes; in between the button is shut."""
    decision = decided(kind)
    office = signed_in("office")
    for sector in SECTORS:
        assert "Publish the results" in page(office, "decisions:work", kind, "may")
        proposal = decision.proposals.get(to_state="approved")
        act(signed_in(f"approver-{sector}"), "decisions:verdict", proposal.pk, word="approve")
    act(office, "decisions:publish", kind, "may")
    assert decision.steps.last().to_state == "published"
    return decision


def unzipped(client, route, *arguments):
    answer = client.get(reverse(route, args=arguments))
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def command(*arguments):
    """A command of the command line, in this process."""
    from typer.testing import CliRunner

    from citycompact.cli.app import build_app

    done = CliRunner().invoke(build_app(), [str(item) for item in arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_its_sections_are_read_said_and_signed_on_the_pages_of_rulebooks(signed_in, rulebook, tmp_path):
    from citycompact.web.rulebooks.signing import section_in_force, version_in_force

    shown = page(signed_in("office"), "rulebooks:rulebook", rulebook)
    assert "A van takes 10 pupils." in shown
    assert "Schools whose pupils fit into one van choose first." in shown
    assert "Una furgoneta lleva 10 alumnos." in page(
        signed_in("office"), "rulebooks:rulebook", rulebook, language="es"
    )
    assert section_in_force("vans") is None
    sign(signed_in, rulebook, tmp_path, ["vans"])
    assert section_in_force("vans").version.pk == rulebook
    assert version_in_force(["vans", "turns"]) is None
    sign(signed_in, rulebook, tmp_path, ["turns"])
    assert version_in_force(["vans", "turns"]).pk == rulebook
    assert "Head" in page(signed_in("office"), "rulebooks:rulebook", rulebook)


def test_nothing_is_frozen_under_rules_that_are_not_in_force(signed_in, rulebook, rows, tmp_path):
    office = begin(signed_in, "turns")
    sign(signed_in, rulebook, tmp_path, ["vans"])
    said = "No version of the section [turns] is signed by every sector."
    assert said in page(office, "decisions:work", "turns", "may")
    assert said in act(office, "decisions:freeze", "turns", "may")
    assert "[vans]" not in page(office, "decisions:work", "turns", "may")


def test_sections_that_are_in_force_in_different_versions_need_one_that_has_both(
    signed_in, signed, rows, tmp_path
):
    from citycompact.web.rulebooks.models import RulebookVersion
    from citycompact.web.rulebooks.signing import version_in_force

    first = RulebookVersion.objects.get(pk=signed)
    texts = [
        first.text.replace("pupils_a_van = 10", "pupils_a_van = 9").split("[turns]")[0],
        first.text.replace("pupils_a_van = 10", "pupils_a_van = 9").replace('version = "1"', 'version = "2"'),
    ]
    for text in texts:
        file = SimpleUploadedFile("rulebook.toml", text.encode())
        answer = signed_in("office").post(reverse("rulebooks:upload"), {"file": file})
        number = int(answer.url.rstrip("/").rpartition("/")[2])
        if "[turns]" not in text:
            sign(signed_in, number, tmp_path, ["vans"])
            assert version_in_force(["vans"]).pk == number
            assert version_in_force(["vans", "turns"]) is None
            office = begin(signed_in, "turns")
            said = act(office, "decisions:freeze", "turns", "may")
            assert "No rulebook has all of these sections as they are in force: [vans], [turns]." in said
    assert version_in_force(["vans", "turns"]).pk == number, "unchanged sections stay signed"


def test_a_decision_without_a_draw_is_carried_to_its_public_page(signed_in, signed, rows, client):
    office = begin(signed_in, "loans")
    before = unzipped(office, "decisions:package", "loans", "may")
    assert before.keys() == {
        *("city.toml", "operators.csv", "schools.csv", "vans.csv", "wishes.csv"),
        *("rulebook.toml", "rulebook.signatures.json"),
    }
    assert client.get(reverse("decisions:decision", args=["loans", "may"])).status_code == 404
    assert "Freeze the facts and decide" in page(office, "decisions:work", "loans", "may")
    act(office, "decisions:freeze", "loans", "may")
    assert "In short" not in page(client, "decisions:decision", "loans", "may")
    publish(signed_in, "loans")
    shown = page(client, "decisions:decision", "loans", "may")
    for words in ("Vans in May", "[vans]", "for the district sector", "certificate holds"):
        assert words in shown
    assert "of 6 schools got vans." in shown
    assert "Not drawn" not in shown
    assert {"loans.csv", "record.json", "rules.json"} <= unzipped(
        client, "decisions:bundle", "loans", "may"
    ).keys()
    assert "Loans of vans" in page(client, "decisions:decisions")
    assert "Préstamos de furgonetas" in page(client, "decisions:decisions", language="es")
    assert "de 6 escuelas recibieron furgonetas." in page(
        client, "decisions:decision", "loans", "may", language="es"
    )
    assert client.get(reverse("decisions:commitment", args=["loans", "may"])).status_code == 404
    # Of a correction the house says what is so in every room, and nothing that it has not looked at.
    walk = page(office, "decisions:correct", "loans", "may")
    assert "Mend the facts." in walk
    for words in ("pplication", "draw", "commitment", "waitlist", "as it was frozen", "as they were frozen"):
        assert words not in walk.partition("<h1>")[2].partition("</main>")[0], words


def test_a_drawn_decision_is_committed_to_drawn_and_published(signed_in, signed, rows, client):
    office = begin(signed_in, "turns")
    assert "Freeze and publish the commitment" in page(office, "decisions:work", "turns", "may")
    assert "is not drawn" not in act(office, "decisions:freeze", "turns", "may")
    commitment = client.get(reverse("decisions:commitment", args=["turns", "may"])).json()
    assert commitment["wishes"] == 6
    assert "Not drawn yet." in page(client, "decisions:decision", "turns", "may")
    assert "is not 6 numbers" in act(office, "decisions:draw", "turns", "may", seed="6 1 4", source="balls")
    draw(office)
    decision = publish(signed_in, "turns")
    shown = page(client, "decisions:decision", "turns", "may")
    for words in ("commitment-", "[vans]", "[turns]", SEED, "six balls, on video", "turns.csv"):
        assert words in shown
    record = json.loads(unzipped(client, "decisions:bundle", "turns", "may")["record.json"])
    assert record["commitment"] == commitment
    assert record["draw"]["committed_before"]
    assert decision.status.published_id == decision.attempts.get().pk
    walk = page(office, "decisions:correct", "turns", "may")
    assert "It is decided again, with the same draw." in walk
    assert "waitlist" not in walk


@pytest.mark.parametrize("kind", ["loans", "turns"])
def test_the_command_line_decides_the_same_to_the_byte(
    signed_in, signed, rows, client, tmp_path, kind, monkeypatch
):
    office = begin(signed_in, kind)
    act(office, "decisions:freeze", kind, "may")
    # With its rulebook, so it is unpacked; a ZIP file of facts is read as it is.
    package, out = tmp_path / "package", tmp_path / "out"
    package.mkdir()
    for name, content in unzipped(office, "decisions:package", kind, "may").items():
        (package / name).write_bytes(content)
    options, check = (), ()
    if kind == "turns":
        draw(office)
        file = tmp_path / "commitment.json"
        file.write_bytes(client.get(reverse("decisions:commitment", args=[kind, "may"])).content)
        check = ("--seed", SEED, "--commitment", file)
        options = (*check, "--seed-source", "six balls, on video")
    publish(signed_in, kind)
    monkeypatch.setenv("CITYCOMPACT_NOW", AFTER["CITYCOMPACT_NOW"])
    command("vans", kind, "decide", package, "--out", out, *options)
    published = unzipped(client, "decisions:bundle", kind, "may")
    assert published.keys() == {f"{kind}.csv", "values.json", "record.json", "rules.json", "certificate.json"}
    for name, content in published.items():
        assert (out / name).read_bytes() == content, name
    folder = tmp_path / "published"
    folder.mkdir()
    for name, content in published.items():
        (folder / name).write_bytes(content)
    said = command("vans", kind, "check", package, folder, *check)
    assert "CONSISTENT" not in said


def test_facts_are_the_rows_with_all_that_they_refer_to(rows, tmp_path):
    from citycompact.web.city.models import City, Operator, School
    from citycompact.web.decisions import steps
    from citycompact.web.decisions.usual import facts_from_rows
    from toy_room import ROOM
    from toy_room.web.kinds import LOANS
    from toy_room.web.models import Fleet, Wish

    decision = steps.begin("loans", "may", "Vans in May")
    facts_from_rows(LOANS, decision, tmp_path)
    facts = ROOM.decisions[0].read(tmp_path)
    assert facts.table("vans").rows() == list(
        Fleet.objects.order_by("operator").values_list("operator", "vans")
    )
    assert facts.table("wishes").height == Wish.objects.count() == 6
    assert facts.table("schools").height == School.objects.count()
    assert facts.table("operators").height == Operator.objects.count()
    assert len(facts.signers) >= 2
    # What is a decision's own by its scope, whatever stands in the other rows.
    mine = Wish.objects.order_by("school").first().school_id
    scoped = replace(LOANS, scope=lambda decision: {"wishes": {"school_id": mine}}, tables=("wishes",))
    (tmp_path / "scoped").mkdir()
    facts_from_rows(scoped, decision, tmp_path / "scoped")
    written = {path.name for path in (tmp_path / "scoped").iterdir()}
    assert "vans.csv" not in written
    assert (tmp_path / "scoped" / "wishes.csv").read_text().count(mine) == 1
    assert len((tmp_path / "scoped" / "wishes.csv").read_text().splitlines()) == 2
    City.objects.all().delete()
    with pytest.raises(FactsError, match="the site has none yet"):
        facts_from_rows(LOANS, decision, tmp_path)


def test_its_tables_have_pages_a_spreadsheet_in_and_out_and_problems_at_their_cells(signed_in, rows):
    from citycompact.web.city.models import School
    from toy_room.web.models import Fleet, Wish

    office, auditor = signed_in("office"), signed_in("auditor")
    fleet = Fleet.objects.order_by("pk").first()
    assert "Wishes for vans" in page(office, "tables:tables")
    assert "Deseos de furgonetas" in page(office, "tables:table", "wishes", language="es")
    office.cookies["django_language"] = "en"
    page(auditor, "tables:table", "vans")
    assert signed_in("steward").get(reverse("tables:table", args=["vans"])).status_code == 404
    row = reverse("tables:row", args=["vans", fleet.pk])
    assert office.post(row, {"vans": 5, "why": "three were bought"}).status_code == 302
    fleet.refresh_from_db()
    assert fleet.vans == 5
    history = page(office, "tables:history", "vans", fleet.pk)
    assert "three were bought" in history
    # What the room's table does not allow, no page lets in: a wish is of one pupil at least.
    school = School.objects.order_by("pk").last()
    new = reverse("tables:new", args=["wishes"])
    refused = office.post(new, {"school": school.pk, "pupils": 0})
    assert refused.status_code == 200
    assert not Wish.objects.filter(school=school).exists()
    assert office.post(new, {"school": school.pk, "pupils": 4}).status_code == 302
    brought_out = office.get(reverse("tables:export", args=["wishes", "csv"])).content.decode()
    assert len(brought_out.splitlines()) == 1 + 7
    assert auditor.post(new, {"school": school.pk, "pupils": 4}).status_code in (403, 404)
    header, *lines = brought_out.splitlines()
    first = lines[0].split(",")
    place = header.lstrip("\ufeff").split(",").index("pupils")
    first[place] = "30"
    sheet = SimpleUploadedFile("s.csv", "\n".join([header, ",".join(first)]).encode())
    preview = office.post(reverse("tables:import", args=["wishes"]), {"file": sheet})
    assert preview.context["problems"] == []
    office.post(reverse("tables:import", args=["wishes"]), {"confirm": preview.context["token"], "why": "x"})
    assert Wish.objects.filter(pupils=30).count() == 1


def test_every_change_of_its_tables_stands_in_the_trail(signed_in, rows, family):
    from toy_room.web.models import Fleet, Wish

    wish = Wish.objects.order_by("pk").first()
    asked = signed_in("family").post(reverse("vans:ask", args=[wish.school_id]), {"why": "no bus comes"})
    assert asked.status_code == 204
    wish.pupils = 99
    wish.save()
    Fleet.objects.order_by("pk").first().delete()
    shown = page(signed_in("auditor"), "trail")
    for kind in ("wish for vans", "vans of an operator", "request for vans"):
        assert kind in shown
    rows_of = signed_in("auditor").get(reverse("trail_export")).getvalue().decode()
    assert "vans:ask" in rows_of
    assert "no bus comes" in rows_of
    assert "wish for vans" in page(signed_in("office"), "trail")
    assert "wish for vans" not in page(signed_in("steward"), "trail")


def test_who_asked_takes_it_home_and_it_goes_with_their_account(signed_in, family, db):
    import datetime

    from django.apps import apps
    from django.test import Client
    from django.utils import timezone

    from citycompact.web.city.models import School
    from citycompact.web.site.models import User
    from citycompact.web.site.personal_data import delete_what_is_no_longer_needed
    from toy_room.web.models import Request

    school = School.objects.first().pk
    teacher = User.objects.create_user("teacher@example.org", name="A teacher")
    client = Client()
    client.force_login(teacher)
    assert client.post(reverse("vans:ask", args=[school]), {"why": "a trip"}).status_code == 204
    held = json.loads(page(client, "my_data"))
    assert held["requests_for_vans"] == [{"school": school, "why": "a trip"}]
    assert json.loads(page(signed_in("family"), "my_data"))["requests_for_vans"] == []
    long_ago = timezone.now() - datetime.timedelta(days=4 * 365)
    delete_what_is_no_longer_needed()
    assert Request.objects.count() == 1
    User.objects.filter(pk=teacher.pk).update(last_login=long_ago, date_joined=long_ago)
    delete_what_is_no_longer_needed()
    assert not User.objects.filter(pk=teacher.pk).exists()
    assert not Request.objects.exists()
    assert not apps.get_model("vans", "RequestEvent").objects.exists()


def saying(**other):
    """The declarations of the site, of which the toy room's says something else."""
    from citycompact.web.declarations import declared
    from toy_room.web.app import APP

    return tuple(replace(app, **other) if app is APP else app for app in declared())


def faults():
    """What each fault plants, and the sentence that has to name it."""
    from toy_room.web.app import APP
    from toy_room.web.kinds import LOANS, TURNS
    from toy_room.web.models import Request, Wish

    route = APP.routes[0]
    return {
        "a table without a trail": (
            {"trail": {m: said for m, said in APP.trail.items() if m is not Wish}},
            "toy_room.web.models.Wish is in no trail: declare it Tracked, or Untracked with the reason.",
        ),
        "a table about a person": (
            {"personal": {}},
            "toy_room.web.models.Request tells of a person (user): declare it Personal, or Official with the "
            "reason.",
        ),
        "copies in the trail that stay": (
            {"personal": {Request: replace(APP.personal[Request], history="")}},
            "toy_room.web.models.Request is Personal: declare `history` if, and only if, the trail keeps "
            "copies of it.",
        ),
        "rows that nobody keeps": (
            {"rows": APP.rows[:1]},
            "No app says where the rows of the table wishes are kept: declare `rows` for it, or `joined`.",
        ),
        "facts of rows that are joined": (
            {"rows": APP.rows[:1], "joined": {"wishes": "from letters"}},
            "loans takes its facts from rows, and none are kept for wishes: declare `rows` for it, or "
            "`write_facts` of its own.",
        ),
        "a route without roles": (
            {"routes": (replace(route, roles=frozenset()),)},
            "The route vans:ask opens for nobody: name its roles.",
        ),
        "a page of staff that may show children": (
            {"routes": (replace(route, roles={"office"}),)},
            "The route vans:ask is for staff: say reads='children' where it shows what is held about "
            "children or their families, else reads='nothing'.",
        ),
        "a table page without readers": (
            {"tables": (replace(APP.tables[0], readers={}, writers={}, add=set(), remove=set()),)},
            "The table page vans opens for nobody: name its readers.",
        ),
        "a decision that nobody leads": (
            {"decisions": (replace(LOANS, leads=frozenset()), TURNS)},
            "Nobody may take the steps of loans: name its `leads`.",
        ),
        "a decision whose leaders do not see it": (
            {"decisions": (replace(LOANS, sees=frozenset({"auditor"})), TURNS)},
            "Who leads loans does not see the work on it: name them in its `sees`.",
        ),
        "two decisions of one name": (
            {"decisions": (LOANS, TURNS, LOANS)},
            "Two kinds of decision are called loans: give one another name.",
        ),
    }


@pytest.mark.parametrize("fault", faults())
def test_the_start_names_what_the_app_leaves_out(fault):
    from citycompact.web.closed_world import every_model, undeclared

    assert undeclared(saying(), every_model()) == []
    other, sentence = faults()[fault]
    assert sentence in undeclared(saying(**other), every_model())


def test_the_start_names_a_room_that_is_not_in_the_list(monkeypatch):
    import citycompact.rooms
    from citycompact.web.closed_world import every_model, undeclared

    monkeypatch.setattr(citycompact.rooms, "ROOMS", citycompact.rooms.ROOMS[:-1])
    assert "loans is decided by the room vans, which is not in ROOMS: add it there." in undeclared(
        saying(), every_model()
    )


def test_a_name_that_is_taken_or_no_name_begins_nothing(signed_in):
    from citycompact.web.decisions.models import JointDecision

    office = begin(signed_in, "loans")
    again = act(office, "decisions:begin", "loans", title="Once more", name="may")
    assert "There is one of this name already" in again
    act(office, "decisions:begin", "loans", title="", name="a name with blanks")
    assert JointDecision.objects.filter(kind="loans").count() == 1
    for key, status in (("auditor", 403), ("approver-charter", 403), ("family", 403)):
        answer = signed_in(key).post(reverse("decisions:begin", args=["loans"]), {"title": "x", "name": "x"})
        assert answer.status_code == status
    # A round is begun where its dates are set, and not here.
    answer = office.post(reverse("decisions:begin", args=["match"]), {"title": "x", "name": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("language", ["en", "es"])
def test_its_pages_open_in_both_languages(signed_in, signed, rows, client, language):
    office = begin(signed_in, "turns")
    page(office, "decisions:work", "turns", "may", language=language)
    act(office, "decisions:freeze", "turns", "may")
    draw(office)
    decision = publish(signed_in, "turns")
    for key in ("office", "auditor", "approver-district"):
        who = signed_in(key)
        page(who, "decisions:work", "turns", "may", language=language)
        page(who, "decisions:attempt", decision.attempts.get().pk, language=language)
        page(who, "decisions:decisions", language=language)
        page(who, "rulebooks:rulebook", signed, language=language)
    page(client, "decisions:decision", "turns", "may", language=language)
