"""A school and a claim that waits for it."""

from __future__ import annotations

import uuid

import pytest

from applying import LOST, says
from web_draws import SEED


@pytest.fixture
def school(db):
    from citycompact.web.site.models import StaffRole

    return StaffRole.objects.get(user__email="secretary@demo.example").school


@pytest.fixture
def claim(school, application):
    from citycompact.web.enrollment.models import Claim

    says(application, claims=[["sibling", school.pk]])
    return Claim.objects.create(child=application.child, round_id="main", school=school, claim="sibling")


@pytest.fixture
def drawn(closed):
    """The official run of the round, frozen and drawn."""
    from citycompact.web.decisions import steps
    from citycompact.web.decisions.running import run_attempt
    from citycompact.web.site.models import User

    office = User.objects.get(email="office@demo.example")
    steps.freeze(closed.decision, office)
    steps.move_clock(closed.decision)
    run = steps.draw(closed.decision, SEED, "six balls, on video", office)
    run_attempt(run.pk)
    run.refresh_from_db()
    assert run.state == "done", run.error
    return run


@pytest.fixture
def published(drawn, closed):
    """The round, approved by every sector and published."""
    from citycompact.web.decisions import steps
    from citycompact.web.decisions.proposals import give_verdict
    from citycompact.web.enrollment.models import Round
    from citycompact.web.site.models import User

    proposal = drawn.decision.proposals.get(to_state="approved")
    for sector in ("district", "charter"):
        give_verdict(proposal, User.objects.get(email=f"{sector}@demo.example"), True)
    steps.publish(drawn.decision, User.objects.get(email="office@demo.example"))
    return Round.objects.get(pk=closed.pk)


@pytest.fixture
def lost(application, family):
    """The demo family's application, sent with an address that the map does not have."""
    from citycompact.web.enrollment.answers import change
    from citycompact.web.enrollment.drafts import place_of
    from citycompact.web.enrollment.submitting import submit

    change(application, address=LOST, **place_of(LOST, application.grade))
    submit(application, family, uuid.uuid4())
    application.refresh_from_db()
    return application


@pytest.fixture
def middle(db):
    """A place in the city."""
    from citycompact.web.city.models import School

    return School.objects.exclude(latitude=None).values_list("latitude", "longitude").first()
