"""Whatever an app forgets to declare is named before the site starts."""

import subprocess
import sys
from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from citycompact.facts import Column
from citycompact.web.city.models import City
from citycompact.web.city.rows import PROGRAMS
from citycompact.web.closed_world import every_model, refuse_what_is_undeclared, undeclared
from citycompact.web.compact.models import Promise
from citycompact.web.compact.published_progress import PROGRESS
from citycompact.web.declarations import (
    DeskPart,
    FrontPart,
    Link,
    Official,
    Route,
    Tracked,
    Untracked,
    Waits,
    declared,
)
from citycompact.web.enrollment.models import Child, Choice, Claim, Score
from citycompact.web.kinds import Part
from citycompact.web.outbox.models import Message
from citycompact.web.roles import EVERY_ROLE, STAFF
from citycompact.web.site.models import StaffRole, User
from citycompact.web.table_page import BulkAction, every_row


def test_the_site_as_it_stands_declares_everything():
    assert undeclared(declared(), every_model()) == []
    refuse_what_is_undeclared()


def without(attribute, model):
    """The apps, of which none says anything of a table."""
    return tuple(
        replace(
            app, **{attribute: {m: said for m, said in getattr(app, attribute).items() if m is not model}}
        )
        for app in declared()
    )


def saying(attribute, model, said):
    """The apps, of which the first says something else of a table."""
    first, *others = without(attribute, model)
    return (replace(first, **{attribute: {**getattr(first, attribute), model: said}}), *others)


def personal_of(model):
    return next(app.personal[model] for app in declared() if model in app.personal)


@pytest.mark.parametrize(
    ("apps", "words"),
    [
        (lambda: without("trail", City), "City is in no trail: declare it Tracked"),
        (lambda: saying("trail", Choice, Tracked("choice", {"office"})), "add @pghistory.track()"),
        (lambda: saying("trail", Claim, Untracked("why not")), "remove @pghistory.track()"),
        (
            lambda: saying("trail", Claim, Tracked("child", {"office"})),
            "Two tables of the trail are called child",
        ),
        (lambda: saying("trail", Choice, Untracked("")), "say why that hides nothing"),
        (
            lambda: saying("trail", Promise, Tracked("promise", {"steward"})),
            "Promise shows private_note to whoever reads the trail",
        ),
        (
            lambda: saying("trail", Claim, Tracked("claim", {"office"}, {"motto": {"office"}})),
            "Claim has no column motto that could be private",
        ),
        (lambda: without("personal", User), "User tells of a person"),
        (lambda: without("personal", Score), "Score tells of a person (child)"),
        (lambda: without("personal", Message), "Message tells of a person (user)"),
        (lambda: without("personal", StaffRole), "StaffRole tells of a person (user)"),
        (lambda: saying("personal", Score, Official("")), "say why it stays"),
        (
            lambda: saying("personal", Score, replace(personal_of(Score), history="")),
            "Score is Personal: declare `history`",
        ),
        (
            lambda: saying("personal", Score, replace(personal_of(Score), root=City)),
            "Score would outlive City",
        ),
        (
            lambda: saying("personal", Score, replace(personal_of(Score), root=City)),
            "goes with City, which no app forgets",
        ),
        (
            lambda: saying("personal", Score, replace(personal_of(Score), account="child__guardian")),
            "Score is Personal by what it does not have",
        ),
        (
            lambda: saying("personal", Score, replace(personal_of(Score), columns=("points",))),
            "Score is Personal by what it does not have",
        ),
    ],
)
def test_each_thing_that_is_forgotten_is_named(apps, words):
    found = undeclared(apps(), every_model())
    assert any(words in sentence for sentence in found), found


def test_a_route_without_roles_a_link_to_nowhere_and_a_style_sheet_that_is_not_there_are_named():
    first, *others = declared()
    shut = Route("shut", "shut/", lambda request: None, frozenset())
    broken = replace(first, routes=(*first.routes, shut), links=(Link("nowhere", "Nowhere", {"office"}, 1),))
    broken = replace(broken, styles=("no/such.css",))
    found = undeclared((broken, *others), every_model())
    assert any("opens for nobody: name its roles" in sentence for sentence in found)
    assert any("A link leads to nowhere" in sentence for sentence in found)
    assert any("The style sheet no/such.css is not there" in sentence for sentence in found)


def in_first(**changed):
    """The apps, of which the first says something more."""
    first, *others = declared()
    return (replace(first, **{k: [*getattr(first, k), v] for k, v in changed.items()}), *others)


def kind(**changed):
    """The apps, of which the first has one more kind of decision."""
    return in_first(decisions=replace(PROGRESS, decision=replace(PROGRESS.decision, name="new"), **changed))


@pytest.mark.parametrize(
    ("apps", "words"),
    [
        (lambda: kind(begun_on="nowhere"), "new leads to nowhere, which is no route"),
        (lambda: kind(compare="nowhere"), "new leads to nowhere, which is no route"),
        (lambda: kind(leads={"finance"}), "The kind new names the role finance, which nobody can hold"),
        (lambda: kind(leads={"family"}), "new is worked on by family, who is no staff"),
        (lambda: kind(sees={"steward", "auditor"}), "Approvers do not see what of new they approve"),
        (lambda: kind(panel=(Part("no/such.html", list),)), "new shows the template no/such.html"),
        (lambda: kind(tables=("vans",)), "new names the table vans, which its room does not have"),
        (
            lambda: in_first(routes=Route("odd", "odd/", list, {"ofice"})),
            "names the role ofice, which nobody can hold",
        ),
        (
            lambda: saying("trail", Claim, Tracked("claim", {"ofice"})),
            "Claim names the role ofice, which nobody can hold",
        ),
        (
            lambda: in_first(routes=declared()[0].routes[0]),
            "Two routes are called",
        ),
        (
            lambda: (replace(declared()[0], homes={"office": (1, "nowhere")}), *declared()[1:]),
            "A role arrives at nowhere, which is no route",
        ),
        (
            lambda: in_first(front=FrontPart("no/such.html", list, 1)),
            "The front page shows the template no/such.html",
        ),
        (
            lambda: saying("personal", Score, replace(personal_of(Score), name="messages")),
            "Two tables of what a person takes home are called messages",
        ),
        (
            lambda: in_first(desk=DeskPart("no/such.html", {"office"}, dict, 1)),
            "The first page of staff shows the template no/such.html",
        ),
        (
            lambda: in_first(desk=DeskPart("site/_figure.html", {"ofice"}, dict, 1)),
            "The part site/_figure.html of the first page of staff names the role ofice",
        ),
        (lambda: in_first(waits=Waits({"ofice"}, list)), "What waits by list names the role ofice"),
        (lambda: in_first(rows=PROGRAMS), "Two models keep the rows of programs"),
        (
            lambda: tuple(replace(app, decisions=()) for app in declared()),
            "No app carries the decision match",
        ),
    ],
)
def test_a_name_that_leads_nowhere_or_is_taken_is_told(apps, words):
    found = undeclared(apps(), every_model())
    assert any(words in sentence for sentence in found), found


def test_a_column_that_table_and_model_do_not_share_is_named():
    from citycompact.web.city.rows import PROGRAMS, RESERVES

    assert PROGRAMS.unshared() == []
    longer = replace(PROGRAMS.table, columns=(*PROGRAMS.table.columns, Column("motto", "text")))
    shorter = replace(RESERVES.table, columns=tuple(c for c in RESERVES.table.columns if c.name != "hard"))
    for rows, words in (
        (replace(PROGRAMS, table=longer), "The column motto of programs stands in no field of"),
        (replace(PROGRAMS, own={}), "The field seats_approved_at of"),
        (replace(RESERVES, table=shorter), "The field hard of"),
        (replace(PROGRAMS, absent={}), "The column published_applicants of programs"),
        (replace(RESERVES, absent={"hard": "no longer true"}), "share hard: take the reason away"),
    ):
        first, *others = declared()
        found = undeclared((replace(first, rows=(rows,)), *others), every_model())
        assert any(words in sentence for sentence in found), (words, found)


def test_a_table_that_nobody_keeps_is_named():
    apps = tuple(
        replace(app, joined={k: v for k, v in app.joined.items() if k != "scores"}) for app in declared()
    )
    assert any("the table scores are kept" in sentence for sentence in undeclared(apps, every_model()))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"model": Choice}, "Choice, which has no history: declare it Tracked"),
        ({"shown": ("grade", "motto")}, "names motto, which"),
        ({"labels": {"motto": "Motto"}}, "names motto, which"),
        ({"resets": {"seats": {"motto": ""}}}, "names motto, which"),
        ({"in_order": (("since", "until"),)}, "names since, which"),
        ({"readers": {}}, "opens for nobody: name its readers"),
        ({"readers": {"family": every_row}}, "opens for family, who is no staff"),
        ({"writers": {"steward": ("seats",)}}, "is changed by steward, who does not see it"),
        ({"add": {"steward"}}, "is changed by steward, who does not see it"),
        ({"writers": {"operator": ("min_score",)}}, "lets min_score be changed and does not ask it"),
        ({"actions": (BulkAction("a", "A", "Done", frozenset(), list),)}, "has the action a for nobody"),
        ({"name": "schools"}, "Two table pages are called schools"),
    ],
)
def test_what_a_table_page_forgets_is_named(changed, words):
    from citycompact.web.enrollment.seats import SEATS

    first, *others = declared()
    found = undeclared((replace(first, tables=(replace(SEATS, **changed),)), *others), every_model())
    assert any(words in sentence for sentence in found), found


CODE = """
from citycompact.web.enrollment import app
from dataclasses import replace
from citycompact.web.enrollment.models import Child
app.APP = replace(app.APP, trail={})
from citycompact.web.closed_world import refuse_what_is_undeclared
refuse_what_is_undeclared()
"""


def test_the_start_stops_with_what_to_declare(tmp_path):
    code = "import django; django.setup()" + CODE
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert (
        "enrollment.models.children.Child is in no trail: declare it Tracked, or Untracked with the reason."
        in done.stderr
    )
    assert Child in every_model()


def test_an_app_of_the_package_that_declares_nothing_is_named(monkeypatch):
    from citycompact.web.declarations import ours
    from citycompact.web.rulebooks import app

    assert {config.label for config in ours()} >= {"site", "city", "rulebooks", "decisions"}
    assert not any(config.name.startswith(("django.", "allauth", "pghistory")) for config in ours())
    monkeypatch.delattr(app, "APP")
    with pytest.raises(ImproperlyConfigured, match="rulebooks declares nothing: write its app"):
        ours.__wrapped__()


@pytest.mark.django_db
def test_every_table_of_the_database_has_a_word_of_the_trail_libraries_too():
    from django.db import connection

    from citycompact.web.closed_world import tables_without_a_word

    there = set(connection.introspection.table_names())
    assert {"account_emailaddress", "mfa_authenticator", "procrastinate_jobs", "django_migrations"} <= there
    assert tables_without_a_word(declared(), there) == []
    assert tables_without_a_word(declared(), there | {"side_notes"}) == ["side_notes"]


def test_a_librarys_table_of_which_nobody_said_anything_is_named():
    from allauth.account.models import EmailAddress
    from django.contrib.sessions.models import Session

    for model in (EmailAddress, Session):
        found = undeclared(without("trail", model), every_model())
        assert any(f"{model.__name__} is in no trail: declare it Tracked" in words for words in found), found


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (Route("look", "look/", list, {"office"}), "The route look is for staff: say reads='children'"),
        (Route("look", "look/", list, {"family", "office"}), "look is for staff"),
        (Route("look", "look/", list, STAFF), "look is for staff"),
        (
            Route("look", "look/", list, EVERY_ROLE, reads="children"),
            "look reads of children and is open",
        ),
    ],
)
def test_a_page_of_staff_says_whether_it_shows_children(changed, words):
    found = undeclared(in_first(routes=changed), every_model())
    assert any(words in sentence for sentence in found), found
    said = replace(changed, roles={"office"}, reads="nothing")
    assert undeclared(in_first(routes=said), every_model()) == []


def test_a_table_page_of_children_is_refused_since_no_reading_of_it_would_be_noted():
    from citycompact.web.enrollment.seats import SEATS

    page = replace(SEATS, name="claims", model=Claim)
    found = undeclared(in_first(tables=page), every_model())
    assert any("The table page claims shows" in words and "no reading of it" in words for words in found)
