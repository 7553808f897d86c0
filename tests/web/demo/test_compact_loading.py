"""The demo city's compact."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_a_demo_from_before_there_were_compacts_gets_one():
    from citycompact.web.compact import models
    from citycompact.web.compact.facts_from_database import MODELS
    from citycompact.web.demo.loading import load_demo
    from citycompact.web.site.models import User

    before = User.objects.count()
    others = (
        models.AgreementSignature,
        models.AgreementVersion,
        models.CodedAnswer,
        models.Interview,
        models.SurveyWave,
        models.GovernanceProfile,
        models.Exchange,
        models.Person,
        models.Team,
        models.OtherCity,
        models.Compact,
    )
    for model in (*others, *reversed(MODELS.values()), models.Meeting):
        model.objects.all().delete()
    User.objects.filter(email="steward@demo.example").delete()
    load_demo()
    assert models.Promise.objects.count() == 19
    assert User.objects.count() == before
