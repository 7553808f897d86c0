"""Who holds a post is reminded once."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail

from citycompact.web.city.models import City

pytestmark = pytest.mark.django_db
PRIVATE = "For the steward alone:"


def test_owners_are_reminded_once_however_often_it_runs():
    from citycompact.web.compact.facts_from_database import compact_facts
    from citycompact.web.compact.reminders import remind
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


def test_a_milestone_that_is_near_is_announced_to_the_posts_holder():
    from citycompact.web.compact.facts_from_database import compact_facts
    from citycompact.web.compact.models import Milestone
    from citycompact.web.compact.reminders import remind
    from citycompact.web.outbox.models import Message

    today = City.today()
    Milestone.objects.filter(promise="all_charters", number=2).update(
        due_on=today + datetime.timedelta(days=5)
    )
    remind(compact_facts(), today)
    (message,) = Message.objects.filter(key__startswith="milestone:all_charters:2", channel="email")
    assert message.user.email == "charter@demo.example"
