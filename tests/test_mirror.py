"""Tests mirror the source: src/citycompact/a/b.py is tested in tests/a/test_b.py."""

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
SOURCE = TESTS.parent / "src" / "citycompact"

WITHOUT = {
    "__main__.py": "it calls the command line and does nothing else",
    "compact/demo/port_ellery_words.py": "words alone, which the test of port_ellery finds all used",
}
"""Modules that need no test, and why."""

ELSEWHERE = {
    # The door of a room: one walk goes through all of them.
    "compact/room.py": ("test_rooms.py", "for room in ALL for decision in room.decisions"),
    "enrollment/room.py": ("test_rooms.py", "for room in ALL for decision in room.decisions"),
    "record/agreed.py": ("record/test_written.py", "neither_other_facts_nor_other_rules_nor_other_signers"),
    "record/in_folder.py": ("cli/test_rooms.py", "writes_tables_record_and_receipts"),
    "rulebook/faults.py": ("rulebook/test_document.py", "FactsError"),
    "rulebook/texts.py": ("rulebook/test_document.py", "202E"),
    # A finished round is read, verified and compared whole.
    "record/match/bundles.py": ("record/test_verify.py", '"auditor"'),
    "record/match/finished_folder.py": ("record/test_record.py", "finished_folder"),
    "record/match/publishing.py": ("cli/test_enrollment.py", "already holds something"),
    "record/receipts.py": ("record/test_verify.py", "receipt_from_bundle"),
    "record/match/running.py": ("cli/test_enrollment.py", "everything_that_is_promised_is_written"),
    "rulebook/demo.py": ("test_rooms.py", "the_demo_signs_the_usual_rules"),
}
"""Modules without a file of their own whose tests stand in another,
and words by which they are found there."""


def modules() -> list[str]:
    """Every module but the packages' own ``__init__`` and the site, whose tests go by page and action."""
    found = (path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if path.name != "__init__.py")
    return sorted(path.as_posix() for path in found if path.parts[0] != "web")


def mirror(module: str) -> str:
    path = Path(module)
    return path.with_name(f"test_{path.name}").as_posix()


def missing(there: list[str], declared: set[str]) -> list[str]:
    """Test files that a module should have and has not."""
    return [mirror(m) for m in there if m not in declared and not (TESTS / mirror(m)).exists()]


def test_every_module_has_a_test_file_of_its_own():
    found = missing(modules(), WITHOUT.keys() | ELSEWHERE.keys())
    assert not found, f"write tests/{', tests/'.join(found)}"


def test_a_module_without_tests_is_found():
    assert missing(["city/grades.py", "city/no_such.py"], set()) == ["city/test_no_such.py"]
    assert missing(["city/no_such.py"], {"city/no_such.py"}) == []
    assert {"doors.py", "city/grades.py", "enrollment/mechanisms/deferred_acceptance.py"} <= set(modules())


@pytest.mark.parametrize("module", [*WITHOUT, *ELSEWHERE])
def test_an_exception_is_of_a_module_that_there_is_and_has_no_test_file(module):
    assert module in modules(), f"{module} is gone: take it off the list"
    assert not (TESTS / mirror(module)).exists(), (
        f"tests/{mirror(module)} is there: take {module} off the list"
    )


@pytest.mark.parametrize("module", ELSEWHERE)
def test_what_is_said_to_be_tested_elsewhere_is(module):
    file, words = ELSEWHERE[module]
    assert words in (TESTS / file).read_text(encoding="utf-8")
