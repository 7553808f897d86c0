"""Two people take two steps at once, on the real database: it is as if one had come after the other.

For every pair of what can be done in a state, the first is held just before its transaction ends while the
second arrives. What both are told, and what stands afterwards, has to be what it is when the second comes
once the first is through.
"""

from __future__ import annotations

import threading
import uuid
from itertools import product

import pytest
from carrying import approver, carry, person, result_proposal
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import translation

from citycompact.web.decisions import steps
from citycompact.web.decisions.life import EDGES
from citycompact.web.decisions.models import JointDecision
from citycompact.web.decisions.proposals import give_verdict, propose
from citycompact.web.decisions.running import run_attempt
from citycompact.web.decisions.steps import NotNow
from second_factors import pass_second_factor
from web_draws import OTHER_SEED, SEED

pytestmark = pytest.mark.slow

HELD = 0.25
"""Seconds that the second is given to overtake the first."""


def freeze(decision):
    steps.freeze(decision, person("office"))


def edit(decision):
    """What the office's page does with a changed name."""
    from django.test import Client

    client = Client()
    client.force_login(person("office"))
    pass_second_factor(client, person("office"))
    round_ = decision.round
    answer = client.post(
        f"/office/round/{round_.pk}/edit/",
        {
            "name": "Renamed meanwhile",
            "rulebook": round_.rulebook_id,
        },
        follow=True,
    )
    if answer.status_code == 404 or b"frozen meanwhile" in answer.content:
        raise NotNow("not edited")
    assert b"Saved." in answer.content


def send_mended(decision):
    from citycompact.web.enrollment.models import Application
    from citycompact.web.enrollment.submitting import TooLate, submit

    application = Application.objects.filter(round=decision.round, state="submitted").first()
    try:
        submit(application, person("office"), uuid.uuid4(), "paper", by_office=True)
    except TooLate as error:
        raise NotNow(str(error)) from None


def draw(seed):
    def drawn(decision):
        steps.draw(decision, seed, "balls", person("office"))

    drawn.__name__ = f"draw_{seed[:2]}"
    return drawn


def finish(decision):
    run_attempt(decision.attempts.get().pk)
    if decision.attempts.get().state == "failed":
        raise NotNow(decision.attempts.get().error)


def last_word(to):
    """The charter sector's approval of a step back that the district has approved."""

    def given(decision):
        give_verdict(decision.proposals.get(to_state=to, measure=""), approver("charter"), True)

    given.__name__ = f"back_to_{to}"
    return given


def approve(sector):
    def approved(decision):
        give_verdict(result_proposal(decision), approver(sector), True)

    approved.__name__ = f"approve_{sector}"
    return approved


def refuse(decision):
    give_verdict(result_proposal(decision), approver("charter"), False, "No.")


def ask_again(decision):
    steps.ask_again(decision, person("office"), "Look again.")


def publish(decision):
    steps.publish(decision, person("office"))


BACK = last_word("open")
ACTIONS = {
    "open": (freeze, edit, send_mended),
    "frozen": (draw(SEED), draw(OTHER_SEED), BACK),
    "drawn": (finish, BACK),
    "decided": (approve("district"), approve("charter"), refuse, BACK),
    "refused": (ask_again, BACK),
    "approved": (publish, BACK),
    "published": (BACK, last_word("void")),
}
PAIRS = [(state, a, b) for state, actions in ACTIONS.items() for a, b in product(actions, repeat=2)]


class Copies:
    """Databases made from one that stands at a state; each pair has its own."""

    def __init__(self, origin: str) -> None:
        self.origin, self.made = origin, 0
        self.templates: dict[str, str] = {}

    def copy(self, template: str) -> str:
        self.made += 1
        name = f"{self.origin}_race_{self.made}"
        # A run that was cut off may have left one.
        self.drop(name)
        self._run(f'create database "{name}" template "{template}"')
        return name

    def use(self, name: str) -> None:
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name

    def drop(self, name: str) -> None:
        self._run(f'drop database if exists "{name}" with (force)')

    def _run(self, statement: str) -> None:
        self.use("postgres")
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connections.close_all()

    def at(self, state: str) -> str:
        """A database whose round stands at a state, with what the pairs of that state need."""
        if state not in self.templates:
            self.templates[state] = name = self.copy(self.origin)
            self.use(name)
            _prepare(state)
            connections.close_all()
        return self.templates[state]


def _prepare(state: str) -> None:
    from citycompact.web.enrollment.models import Round

    round_ = Round.objects.get(pk="main")
    carry(round_.decision, state)
    if state == "frozen":
        steps.move_clock(round_.decision)
    for action in ACTIONS[state]:
        if action.__name__.startswith("back_to_"):
            to = action.__name__.removeprefix("back_to_")
            proposal = propose(round_.decision, to, person("office"), "A mistake.")
            give_verdict(proposal, approver("district"), True)


@pytest.fixture(autouse=True)
def _before_the_draw(monkeypatch):
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-13T09:00")


@pytest.fixture(scope="module")
def copies(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        found = Copies(connection.settings_dict["NAME"])
        yield found
        for name in found.templates.values():
            found.drop(name)
        found.use(found.origin)


def decision():
    return JointDecision.objects.get(kind="match", name="main")


def told(action) -> str:
    """What a person is told who does this now; in one language, whatever an earlier test has left in it."""
    try:
        with translation.override("en"):
            action(decision())
    except NotNow as error:
        return str(error)
    return "done"


def left() -> object:
    """All that stands afterwards and could tell one order from another."""
    now = decision()
    return (
        [
            (s.number, s.from_state, s.to_state, s.content.get("seed"), [a["sector"] for a in s.approvals])
            for s in now.steps.all()
        ],
        now.title,
        now.round.name,
        sorted((a.official, a.state, a.seed) for a in now.attempts.all()),
        sorted((v.sector, v.approves) for p in now.proposals.all() for v in p.verdicts.all()),
        now.round.applications.first().versions.count(),
    )


def in_turn(first, second):
    one = told(first)
    other = told(second)
    return one, other, left()


def at_once(first, second):
    """The first holds what it has locked while the second arrives."""
    said: dict[str, str] = {}
    holds, arrived = threading.Event(), threading.Event()

    def run_first() -> None:
        try:
            with transaction.atomic():
                said["first"] = told(first)
                holds.set()
                arrived.wait(HELD)
        except BaseException as error:
            said["first"] = repr(error)
        finally:
            holds.set()
            connections.close_all()

    def run_second() -> None:
        holds.wait(60)
        try:
            said["second"] = told(second)
        except BaseException as error:
            said["second"] = repr(error)
        finally:
            arrived.set()
            connections.close_all()

    threads = [threading.Thread(target=target) for target in (run_first, run_second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return said["first"], said["second"], left()


@pytest.mark.django_db
def test_every_state_in_which_a_step_can_be_taken_is_raced():
    # Void is left alone: one step leads on from there, and the pairs of published race it already.
    assert ACTIONS.keys() == {before for before, _ in EDGES} - {"", "void"}


@pytest.mark.parametrize(
    ("state", "first", "second"), PAIRS, ids=[f"{s}-{a.__name__}-{b.__name__}" for s, a, b in PAIRS]
)
def test_two_steps_at_once_are_as_if_one_came_after_the_other(copies, state, first, second):
    found = []
    for together in (in_turn, at_once):
        name = copies.copy(copies.at(state))
        copies.use(name)
        found.append(together(first, second))
        copies.drop(name)
    assert found[1] == found[0]
