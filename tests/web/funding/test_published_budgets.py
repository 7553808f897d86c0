"""What is shown of a year is what was published, or nothing."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def decision(name="2026-27"):
    from citycompact.web.decisions.models import JointDecision

    return JointDecision.objects.select_related("status").get(kind="budgets", name=name)


def test_it_is_read_with_its_rules_and_public_tables():
    from citycompact.funding import PUBLIC
    from citycompact.web.funding.published_budgets import published_budgets, years

    found = published_budgets(decision())
    assert found.rules.foundation == 12419
    assert set(found.public) == set(PUBLIC)
    assert found.figures("es")[0].title == "Qué recibe cada escuela por alumno"
    assert found is published_budgets(decision())
    assert published_budgets(decision("2027-28")) is None
    assert [item.name for item in years()] == ["2026-27", "2025-26"]


def test_a_folder_that_was_changed_is_shown_to_nobody(monkeypatch, signed_in):
    from citycompact.web.decisions.folders import KeptFolder

    real = KeptFolder.archive.__func__
    monkeypatch.setattr(KeptFolder, "archive", classmethod(lambda cls, name: real(cls, name) + b"x"))
    assert Client().get("/money/year/2026-27/").status_code == 409
    assert Client().get("/decisions/budgets/2026-27/").status_code == 200
    page = signed_in("operator").get("/money/mine/").content.decode()
    assert "what is kept is not what was published" in page
    school = signed_in("office").get("/money/mine/2026-27/S001/statement/")
    assert school.status_code == 404


def test_only_so_many_are_kept_at_hand(monkeypatch):
    from citycompact.web.funding import published_budgets as module

    monkeypatch.setattr(module, "_MOST_KEPT", 1)
    module._kept.clear()
    for name in ("2026-27", "2025-26", "2026-27"):
        assert module.published_budgets(decision(name)).year == name
        assert len(module._kept) == 1
