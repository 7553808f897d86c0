"""Rows that are neither used nor left out are seen."""

from citycompact.importers.baltimore.ledger import Ledger


def test_rows_are_reconciled_only_when_each_has_become_something():
    rows = Ledger().of("a.csv")
    rows.read = 3
    rows.used["a school"] += 2
    assert not rows.reconciled
    rows.left_out["closed"] += 1
    assert rows.reconciled
    rows.used["a zone"] += 1
    assert not rows.reconciled


def test_findings_stand_under_their_heading_in_the_order_found():
    ledger = Ledger()
    ledger.found("Odd", "one")
    ledger.found("Odd", "two")
    assert ledger.findings == {"Odd": ["one", "two"]}
