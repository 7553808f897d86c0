"""Tests mirror the source: src/citycompact/a/b.py is tested in tests/a/test_b.py."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
SOURCE = TESTS.parent / "src" / "citycompact"

WITHOUT = {
    "__main__.py": "it calls the command line and does nothing else",
    "compact/demo/port_ellery_words.py": "words alone, which the test of port_ellery finds all used",
    "web/*apps.py": "Django's own few lines, without which no app would be there",
    "web/urls.py": "it hands on what the apps declare",
    "web/site/model_forms.py": "only a type checker sees more in it than Django's own classes",
}
"""Modules that need no test, as patterns, and why."""

ELSEWHERE = {
    # The door of a room: one walk goes through all of them.
    "*/room.py": ("test_rooms.py", "for room in ALL for decision in room.decisions"),
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
    # What an app declares is walked through as a whole, and what the start would say of it is planted.
    "web/*/app.py": ("web/test_closed_world.py", "test_the_site_as_it_stands_declares_everything"),
    "web/declarations.py": ("web/test_closed_world.py", "forgotten"),
    "web/table_page.py": ("web/test_closed_world.py", "test_what_a_table_page_forgets_is_named"),
    "web/roles.py": ("web/site/test_access.py", "test_each_role_opens_what_it_declares"),
    "web/package_parts.py": ("web/moving/test_whole.py", "comes_back_cell_for_cell"),
    "web/setup_steps.py": ("web/moving/test_steps.py", "each_step_says_what_is_missing"),
    "web/kinds.py": ("web/toy_site_walk.py", "is_carried_to_its_public_page"),
    "web/settings.py": ("web/test_security.py", "test_djangos_check_for_deployment_is_clean"),
    # Models: their trail, their export, their columns and their Spanish are those of every model.
    "web/*models.py": ("web/test_closed_world.py", "a_column_that_table_and_model_do_not_share"),
    "web/*/models/*.py": ("web/test_closed_world.py", "a_column_that_table_and_model_do_not_share"),
    # Pages and their forms are tested by what a person does there.
    "web/api/oneroster_export.py": ("web/api/test_resources.py", "oneroster_that_our_own_importer_reads"),
    "web/api/views.py": ("web/api/test_resources.py", "an_export_needs_a_valid_token"),
    "web/city/rows.py": ("web/test_rows.py", "odd_texts_empty_cells_and_numbers_come_back"),
    "web/city/table_pages.py": ("web/tables/test_pages.py", "reserves_stay_within_the_seats"),
    "web/compact/agendas.py": ("web/compact/test_meetings.py", "an_agenda_is_made_of_the_record"),
    "web/compact/amendment_pages.py": ("web/compact/test_amending.py", "approvers_see_what_waits"),
    "web/compact/forms.py": ("web/compact/test_row_forms.py", "test_every_form_of_rows"),
    "web/compact/other_cities.py": ("web/compact/test_importing.py", "is_found_by_its_words"),
    "web/compact/people.py": ("web/compact/test_public.py", "leaders_who_left_are_counted"),
    "web/compact/people_network.py": ("web/compact/test_public.py", "leaders_who_left_are_counted"),
    "web/compact/progress_record.py": ("web/compact/test_importing.py", "anybody_recompute"),
    "web/compact/progress_today.py": ("web/compact/test_public.py", "shown_by_side_and_outcome"),
    "web/compact/writing.py": ("web/compact/test_meetings.py", "final_minutes_are_not_rewritten"),
    "web/decisions/folders.py": ("web/decisions/test_exports.py", "the_package_is_the_frozen_one"),
    "web/decisions/forms.py": ("web/decisions/test_pages.py", "an_odd_draw_is_refused"),
    "web/decisions/life.py": ("web/decisions/test_steps.py", "only_its_own_steps_lead_on"),
    "web/decisions/usual.py": ("web/toy_site_walk.py", "facts_are_the_rows_with_all_that_they_refer_to"),
    "web/demo/loading.py": ("web/conftest.py", "load_demo(schools=14"),
    "web/demo/people.py": ("cli/test_site.py", "the_demo_tells_its_accounts"),
    "web/demo/views.py": ("web/site/test_access.py", "one_click_sign_in_does_not_exist_outside"),
    "web/enrollment/claims_sheet.py": ("web/enrollment/pages/test_claims.py", "from_a_spreadsheet"),
    "web/enrollment/letters.py": ("web/enrollment/pages/test_results.py", "receipt_by_page_mail_and_pdf"),
    "web/enrollment/correction_words.py": (
        "web/decisions/test_differing.py",
        "records of applicants differ.",
    ),
    "web/enrollment/claim_words.py": ("web/enrollment/test_unverified.py", "a_claim_that_waits"),
    "web/enrollment/nightly.py": ("web/enrollment/test_reminding.py", "is_reminded_once"),
    "web/enrollment/own_claims.py": ("web/enrollment/pages/test_claims.py", "leave_to_the_operator"),
    "web/enrollment/pages/audits.py": ("web/enrollment/test_auditing.py", "the_office_works_through_it"),
    "web/enrollment/own_children.py": ("web/site/test_access.py", "class TestRows"),
    "web/site/own_schools.py": ("web/site/test_access.py", "class TestRows"),
    "web/enrollment/pages/application.py": ("web/enrollment/pages/test_steps.py", "choices_are_added_moved"),
    "web/enrollment/pages/family_forms.py": ("web/enrollment/pages/test_steps.py", "a_new_grade_clears"),
    "web/enrollment/pages/office_forms.py": (
        "web/enrollment/pages/test_paper.py",
        "every_fault_of_a_paper_application",
    ),
    "web/enrollment/pages/rounds.py": ("web/enrollment/test_match.py", "test_the_whole_path"),
    "web/outbox/texting.py": ("web/outbox/test_sending.py", "a_text_message_goes_to_those"),
    "web/rulebooks/forms.py": ("web/rulebooks/test_signing.py", "a_broken_rulebook_is_refused"),
    "web/site/account_pages.py": ("web/site/test_personal_data.py", "can_take_home"),
    "web/site/forms.py": ("web/site/test_plain_input.py", "what_somebody_typed"),
    "web/site/nightly.py": ("web/enrollment/test_retention.py", "are_forgotten"),
    "web/site/observing.py": ("web/test_security.py", "the_log_names_the_route_and_nobody"),
    "web/site/pages.py": ("web/test_security.py", "a_page_that_does_not_exist_says_so"),
    "web/site/templatetags/plain.py": ("web/enrollment/pages/test_steps.py", "only_what_the_rulebook_needs"),
    "web/site/trail_pages.py": ("web/site/test_trail.py", "the_auditor_takes_the_whole_trail"),
    "web/tables/cells.py": ("web/tables/test_importing.py", "numbers_and_days_of_a_workbook"),
    "web/tables/history.py": ("web/tables/test_pages.py", "a_history_shows_no_column"),
    "web/tables/import_pages.py": ("web/tables/test_importing.py", "sent_instead_of_a_confirmation"),
    "web/tables/judging.py": ("web/tables/test_importing.py", "every_problem_is_named_at_its_cell"),
    "web/tables/listing.py": ("web/tables/test_pages.py", "words_and_choices_narrow_a_list"),
    "web/tables/opened.py": ("web/tables/test_every_table.py", "rows_of_others_are_not_there_at_all"),
    "web/tables/row_faults.py": ("web/compact/test_row_forms.py", "what_is_wrong_is_said_at_its_field"),
    "web/tables/row_forms.py": ("web/compact/test_row_forms.py", "test_every_form_of_rows"),
    "web/tables/saving.py": ("web/tables/test_pages.py", "the_word_of_an_operator_ends"),
}
"""Modules, as patterns, without a file of their own whose tests stand in another,
and words by which they are found there."""

NOT_DECIDING = {
    "enrollment/check.py": "it is what finds the faults",
    "enrollment/recomputed/*.py": "it is what finds the faults",
    "enrollment/report/*.py": "it prints what was decided",
    "enrollment/rules*.py": "rules are signed, and read by check and decider alike",
    "enrollment/rule_*.py": "it words the rules",
    "enrollment/room.py": "it declares the room",
    "enrollment/explain.py": "it words the decision",
    "enrollment/first_rules.py": "it writes a draft, which is signed before it counts",
    "enrollment/letter.py": "it words the decision",
    "enrollment/questions.py": "it asks families",
    "enrollment/statistics.py": "it counts what was decided",
    "enrollment/past_round.py": "it compares with a past round",
    "enrollment/public_tables.py": "it counts what was decided",
    "enrollment/applications.py": "records for the verifier, which recomputes the outcome from them",
    "enrollment/fixed.py": "records for the verifier, which recomputes the outcome from them",
    "enrollment/signed_draw.py": "it finds the rule of the draw, which the record layer holds",
    "enrollment/audit.py": "it says who is asked after the draw; no seat rests on it",
    "enrollment/round_counts.py": "it counts what was decided on; an attacker reads what it shows",
    "enrollment/market.py": "the form of a market; what fills it has faults of its own",
}
"""Modules of enrollment, as patterns, in which no faults are planted, and why."""


def modules() -> list[str]:
    """Every module but the packages' own ``__init__`` and migrations, which a test of the site counts."""
    found = (path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if path.name != "__init__.py")
    return sorted(path.as_posix() for path in found if "migrations" not in path.parts)


def mirror(module: str) -> str:
    path = Path(module)
    return path.with_name(f"test_{path.name}").as_posix()


def excepted(module: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(module, pattern) for pattern in patterns)


def missing(there: list[str], declared: Iterable[str]) -> list[str]:
    """Test files that a module should have and has not."""
    declared = list(declared)
    return [mirror(m) for m in there if not excepted(m, declared) and not (TESTS / mirror(m)).exists()]


def test_every_module_has_a_test_file_of_its_own():
    found = missing(modules(), [*WITHOUT, *ELSEWHERE])
    assert not found, f"write tests/{', tests/'.join(found)}"


def test_in_every_module_that_decides_faults_are_planted():
    deciding = [m for m in modules() if m.startswith("enrollment/") and not excepted(m, NOT_DECIDING)]
    planted = [(Path("enrollment") / "planted" / Path(mirror(m)).relative_to("enrollment")) for m in deciding]
    found = [path.as_posix() for path in planted if not (TESTS / path).exists()]
    assert not found, f"write tests/{', tests/'.join(found)}, or say in NOT_DECIDING why not"
    there = {path.relative_to(TESTS) for path in (TESTS / "enrollment" / "planted").rglob("test_*.py")}
    strange = there - {*planted, Path("enrollment/planted/test_every_fault.py")}
    assert not strange, f"nothing is there to plant faults in: {sorted(map(str, strange))}"


@pytest.mark.parametrize("pattern", NOT_DECIDING)
def test_what_does_not_decide_is_there(pattern):
    assert any(fnmatchcase(module, pattern) for module in modules()), (
        f"{pattern} is gone: take it off the list"
    )


def test_a_module_without_tests_is_found():
    assert missing(["city/grades.py", "city/no_such.py"], []) == ["city/test_no_such.py"]
    assert missing(["city/no_such.py"], ["city/no_such.py"]) == []
    assert missing(["web/a/app.py", "web/a/b.py"], ["web/*/app.py"]) == ["web/a/test_b.py"]
    assert {"doors.py", "city/grades.py", "web/tables/opened.py"} <= set(modules())


@pytest.mark.parametrize("pattern", [*WITHOUT, *ELSEWHERE])
def test_an_exception_is_of_modules_that_there_are_and_have_no_test_file(pattern):
    named = [module for module in modules() if fnmatchcase(module, pattern)]
    assert named, f"{pattern} is gone: take it off the list"
    for module in named:
        assert "*" in pattern or not (TESTS / mirror(module)).exists(), f"take {module} off the list"


@pytest.mark.parametrize("pattern", ELSEWHERE)
def test_what_is_said_to_be_tested_elsewhere_is(pattern):
    file, words = ELSEWHERE[pattern]
    assert words
    assert words in (TESTS / file).read_text(encoding="utf-8")
