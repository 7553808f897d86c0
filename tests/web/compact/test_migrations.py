"""Rows survive the change of names."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("compact", "0002_computed_on")]


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def leaves():
    return [key for key in MigrationExecutor(connection).loader.graph.leaf_nodes() if key[0] == "compact"]


@pytest.mark.django_db
def test_rows_of_the_earlier_names_keep_their_values_and_their_trail():
    with connection.cursor() as cursor:
        # All in the test's own transaction, so that the schema comes back by itself.
        cursor.execute("set constraints all immediate")
    last, kept = leaves(), {}
    old = migrate(BEFORE)
    for name in ("Commitment", "Reading", "Hindrance", "Decision", "CommitmentEvent"):
        kept[name] = old.get_model("compact", name).objects.count()
    assert all(kept.values())
    commitment = old.get_model("compact", "Commitment").objects.get(pk="guide")
    old.get_model("compact", "Evidence").objects.create(
        evidence_id="voted", commitment=commitment, kind="decision", on="2026-01-01", title="Vote"
    )
    new = migrate(last)
    names = {
        "Commitment": "Promise",
        "Reading": "Measurement",
        "Hindrance": "BlockedPromise",
        "Decision": "Resolution",
        "CommitmentEvent": "PromiseEvent",
    }
    for name, count in kept.items():
        assert new.get_model("compact", names[name]).objects.count() == count
    assert (
        new.get_model("compact", "Promise").objects.get(pk="guide").money_secured
        == commitment.money_committed
    )
    evidence = new.get_model("compact", "Evidence")
    assert evidence.objects.get(pk="voted").kind == "resolution"
    assert evidence.objects.get(pk="voted").promise_id == "guide"
    evidence.objects.filter(pk="voted").delete()
    trail = new.get_model("compact", "EvidenceEvent").objects.filter(pgh_obj_id="voted").order_by("pgh_id")
    assert list(trail.values_list("pgh_label", "kind")) == [
        ("insert", "decision"),
        ("update", "resolution"),
        ("delete", "resolution"),
    ]
