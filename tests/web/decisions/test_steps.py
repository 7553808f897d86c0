"""The life of a joint decision: every step needs the one before, and none is ever changed."""

from __future__ import annotations

import pytest
from carrying import approver, carry, person, result_proposal, stands
from django.db import DatabaseError, IntegrityError, transaction

from citycompact.facts import FactsError
from citycompact.web.decisions import steps
from citycompact.web.decisions.life import EDGES, State
from citycompact.web.decisions.steps import NotNow
from web_draws import SEED, signed_version

pytestmark = pytest.mark.django_db


def refused(query):
    with pytest.raises(DatabaseError), transaction.atomic():
        query()


def test_a_step_is_never_changed_and_never_taken_away(decision):
    carry(decision, "frozen")
    last = decision.steps.last()
    refused(lambda: decision.steps.filter(pk=last.pk).update(to_state="open"))
    refused(last.delete)
    assert stands(decision) == "frozen"


@pytest.mark.parametrize(
    ("number", "before", "after"),
    [
        (3, "open", "published"),
        (3, "frozen", "drawn"),
        (2, "open", "frozen"),
        (4, "open", "frozen"),
        (1, "", "open"),
        (3, "", "open"),
        (4, "open", "open"),
    ],
)
def test_the_database_knows_no_step_that_does_not_follow(decision, number, before, after):
    refused(
        lambda: decision.steps.create(number=number, from_state=before, to_state=after),
    )
    assert stands(decision) == "open"


@pytest.mark.parametrize("there", sorted({b for _, b in EDGES} - {"void"}))
def test_from_every_state_only_its_own_steps_lead_on(decision, there):
    carry(decision, there)
    assert stands(decision) == there
    for to in State.values:
        if (there, to) in EDGES:
            continue
        with pytest.raises(NotNow):
            steps.take(decision, to)
        number = decision.steps.count() + 1
        with pytest.raises(IntegrityError), transaction.atomic():
            decision.steps.create(number=number, from_state=there, to_state=to)


def test_where_it_stands_is_read_from_its_steps_alone(decision):
    def view():
        return type(decision).objects.select_related("status").get(pk=decision.pk).status

    assert (view().state, view().frozen, view().published) == ("open", None, None)
    carry(decision, "published")
    published = view().published
    assert (view().state, view().number) == ("published", 7)
    assert published == decision.attempts.get()
    refused(lambda: type(view()).objects.filter(pk=decision.pk).update(state="open"))
    # A correction is prepared: what is published stays so until another is.
    steps.take(decision, "open", reason="a school gave a wrong number of seats")
    assert (view().state, view().frozen, view().published) == ("open", None, published)
    steps.take(decision, "frozen")
    assert (view().state, view().published) == ("frozen", published)


def test_a_void_publication_is_published_no_more(decision):
    carry(decision, "published")
    steps.take(decision, "void", reason="the draw was not public")
    status = type(decision).objects.select_related("status").get(pk=decision.pk).status
    assert (status.state, status.published) == ("void", None)


def test_facts_that_do_not_fit_the_rules_freeze_nothing(decision, closed):
    from citycompact.facts import FactsError
    from citycompact.web.decisions.folders import KeptFolder
    from citycompact.web.enrollment.models import Round

    kept = KeptFolder.objects.count()
    unknown = '[enrollment.priorities.schools]\nNOPE = ["zone"]\n\n[enrollment.priorities.sectors]\n'
    version = signed_version(("[enrollment.priorities.sectors]\n", unknown))
    Round.objects.filter(pk=closed.pk).update(rulebook=version)
    with pytest.raises(FactsError, match="names a school 'NOPE'"):
        steps.freeze(decision, person("office"))
    assert (stands(decision), KeptFolder.objects.count()) == ("open", kept)


def test_a_draw_needs_a_result_and_where_it_comes_from(decision):
    with pytest.raises(NotNow, match="before the seed"):
        steps.draw(decision, SEED, "balls", person("office"))
    carry(decision, "frozen")
    steps.move_clock(decision)
    for source in ("", " "):
        with pytest.raises(NotNow, match="Give the seed"):
            steps.draw(decision, SEED, source, person("office"))
    for seed in ("", "  "):
        with pytest.raises(FactsError, match="is empty"):
            steps.draw(decision, seed, "balls", person("office"))
    assert stands(decision) == "frozen"


def test_a_failed_run_is_run_again_with_the_same_draw(decision, monkeypatch):
    from citycompact.facts import FactsError, Problem
    from citycompact.web.decisions import running

    carry(decision, "drawn")
    with pytest.raises(NotNow, match="failed"):
        steps.run_again(decision)
    first = decision.attempts.get()
    whole = running.agreed_on

    def broken(*_):
        raise FactsError([Problem("rulebook.toml", "cannot be read.", "Restore it.")])

    monkeypatch.setattr(running, "agreed_on", broken)
    running.run_attempt(first.pk)
    assert (decision.attempts.get().state, stands(decision)) == ("failed", "drawn")
    monkeypatch.setattr(running, "agreed_on", whole)
    second = steps.run_again(decision)
    assert (second.seed, second.seed_source) == (first.seed, first.seed_source)
    running.run_attempt(second.pk)
    assert stands(decision) == "decided"


def test_what_if_runs_wait_for_the_official_draw(decision):
    carry(decision, "frozen")
    with pytest.raises(NotNow, match="after the official draw"):
        steps.what_if(decision, "perhaps better", "x")
    assert not decision.attempts.exists()


def test_what_if_runs_never_become_the_decision(decision):
    from citycompact.web.decisions.running import run_attempt

    carry(decision, "drawn")
    other = steps.what_if(decision, "perhaps better", "x")
    run_attempt(other.pk)
    assert stands(decision) == "drawn"
    assert not decision.proposals.filter(measure="").exists()
    assert type(other).objects.get(pk=other.pk).state == "done"


def test_a_refused_result_is_asked_for_again_with_a_reason(decision):
    carry(decision, "refused")
    last = decision.steps.last()
    assert (last.reason, last.approvals[0]["sector"]) == ("The seats are wrong.", "charter")
    with pytest.raises(NotNow):
        steps.publish(decision, person("office"))
    with pytest.raises(NotNow, match="Say why"):
        steps.ask_again(decision, person("office"), " ")
    steps.ask_again(decision, person("office"), "The seats are those that the operator signed.")
    assert stands(decision) == "decided"
    from citycompact.web.decisions.proposals import give_verdict

    for sector in ("charter", "district"):
        give_verdict(result_proposal(decision), approver(sector), True)
    assert stands(decision) == "approved"
