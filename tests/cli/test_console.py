"""Problems are said in words on standard error with exit code 1; what nobody expected stays a traceback."""

import pytest
import typer

from citycompact.cli.console import Steps, plain_errors, print_problems
from citycompact.facts import FactsError, Problem


def test_a_problem_is_two_lines_and_a_count(capsys):
    print_problems([Problem("a.csv", "is odd.", "Mend it.", 7, "n", "[x]")])
    assert capsys.readouterr().err.splitlines() == [
        "a.csv, row 7, n: '[x]' is odd.",
        "    Mend it.",
        "1 problem found.",
    ]


def test_a_rulebooks_place_is_a_line_and_a_files_place_a_row(capsys):
    print_problems([Problem("r.toml", "is odd.", "Mend it.", 7), Problem("a.csv", "is odd.", "Mend it.")])
    said = capsys.readouterr().err
    assert "r.toml, line 7: is odd." in said
    assert "a.csv: is odd." in said
    assert "2 problems found." in said


@pytest.mark.parametrize("error", [FactsError([Problem("a.csv", "is odd.", "Mend it.")]), FileExistsError()])
def test_expected_errors_end_with_1_and_say_nothing_on_standard_output(error, capsys):
    with pytest.raises(typer.Exit) as caught, plain_errors():
        raise error
    assert caught.value.exit_code == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err


def test_other_errors_are_left_alone():
    with pytest.raises(ZeroDivisionError), plain_errors():
        raise ZeroDivisionError


def test_a_name_with_brackets_is_said_as_it_is(capsys):
    with pytest.raises(typer.Exit), plain_errors():
        raise FileExistsError("out[red] exists")
    assert "out[red] exists" in capsys.readouterr().err


def test_each_step_is_said_when_it_is_done_and_a_broken_one_is_not(capsys):
    with Steps() as step:
        step("reading")
        step("matching")
    said = capsys.readouterr().err
    assert said.index("reading (") < said.index("matching (")
    with pytest.raises(ValueError, match="odd"), Steps() as step:
        _fail(step)
    assert "reading (" not in capsys.readouterr().err


def _fail(step):
    step("reading")
    raise ValueError("odd")
