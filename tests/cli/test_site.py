"""The commands of the site: what each of them does, and that none replaces data unasked."""

from __future__ import annotations

import os

import pytest
from typer.testing import CliRunner

from citycompact.cli import app
from citycompact.facts import FactsError, Problem

RUN = CliRunner()


@pytest.fixture
def done(monkeypatch):
    """What the commands would have done, in its order."""
    from citycompact.ops import backup, serving, set_up

    # The commands of the demo set it; here it ends with the test.
    monkeypatch.setenv("CITYCOMPACT_DEMO", "")
    steps = []
    monkeypatch.setattr(set_up, "set_up", lambda: True)
    monkeypatch.setattr(set_up, "prepare_database", lambda: steps.append("prepared"))
    monkeypatch.setattr(set_up, "refuse_the_demo", lambda: steps.append("no demo"))
    monkeypatch.setattr(serving, "work", lambda: steps.append("working"))
    monkeypatch.setattr(serving, "serve", lambda *how: steps.append(how) or 3)
    monkeypatch.setattr(backup, "backup", lambda path, to: steps.append(("backup", path.name, to)))
    monkeypatch.setattr(backup, "restore", lambda path, key, yes: steps.append(("restore", path.name, yes)))
    return steps


def test_a_backup_replaces_something_only_where_somebody_says_yes(done, tmp_path):
    (tmp_path / "kept").write_bytes(b"x")
    words = ["restore", str(tmp_path / "kept"), "--identity", str(tmp_path / "kept")]
    assert RUN.invoke(app, words).exit_code == 0
    assert RUN.invoke(app, [*words, "--yes"]).exit_code == 0
    assert done == [("restore", "kept", False), ("restore", "kept", True)]
    assert RUN.invoke(app, words[:2]).exit_code == 2, "without a key nothing is read"


def test_a_key_for_backups_is_made_once_and_is_its_owners_alone(tmp_path):
    made = RUN.invoke(app, ["backup-key", str(tmp_path / "key")])
    assert made.exit_code == 0, made.output
    assert made.output.splitlines()[-1].startswith("age1")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    before = (tmp_path / "key").read_bytes()
    assert "AGE-SECRET" not in made.output
    assert RUN.invoke(app, ["backup-key", str(tmp_path / "key")]).exit_code == 1
    assert (tmp_path / "key").read_bytes() == before


def test_a_backup_that_is_not_there_is_not_restored(done, tmp_path):
    words = ["restore", str(tmp_path / "gone"), "--identity", str(tmp_path), "--yes"]
    assert RUN.invoke(app, words).exit_code == 2
    assert done == []


def test_a_backup_says_where_it_lies_and_a_fault_is_said_in_words(done, tmp_path, monkeypatch):
    from citycompact.ops import backup

    made = RUN.invoke(app, ["backup", str(tmp_path / "b"), "--to", "age1x"])
    assert made.exit_code == 0, made.output
    assert "Backed up to" in made.output

    def full(_path, _to):
        raise FactsError([Problem("b", "does not fit on the disk.", "Free some space.")])

    monkeypatch.setattr(backup, "backup", full)
    failed = RUN.invoke(app, ["backup", str(tmp_path / "b"), "--to", "age1x"])
    assert failed.exit_code == 1
    assert "Free some space." in failed.output
    assert "Traceback" not in failed.output


def test_serving_prepares_the_database_first_and_ends_as_the_server_did(done):
    served = RUN.invoke(app, ["serve", "--port", "8123", "--processes", "1", "--no-worker"])
    assert done == ["prepared", "no demo", ("127.0.0.1", 8123, 1, False, True)]
    assert served.exit_code == 3
    assert "http://127.0.0.1:8123/" in served.output
    assert not os.environ["CITYCOMPACT_DEMO"], "nobody signs in with one click who did not ask for the demo"


def test_the_demo_tells_its_accounts_before_it_serves(done, monkeypatch):
    from citycompact.web.demo import loading
    from citycompact.web.demo.people import PEOPLE

    monkeypatch.setattr(loading, "load_demo", lambda *size: done.append(("loaded", *size)))
    served = RUN.invoke(app, ["serve", "--demo"])
    assert [step if isinstance(step, str) else step[0] for step in done] == [
        "prepared",
        "loaded",
        "127.0.0.1",
    ]
    assert all(person.email in served.output for person in PEOPLE)
    assert os.environ["CITYCOMPACT_DEMO"] == "1"
    assert RUN.invoke(app, ["load-demo", "--schools", "7", "--applicants", "60"]).exit_code == 0
    assert done[-1] == ("loaded", 7, 60)
    assert RUN.invoke(app, ["load-demo", "--schools", "5"]).exit_code == 2


def test_the_worker_alone_and_what_was_deleted_for_its_age(done, monkeypatch):
    from citycompact.web.site import personal_data

    assert RUN.invoke(app, ["worker"]).exit_code == 0
    assert done == ["working"]
    monkeypatch.setattr(
        personal_data, "delete_what_is_no_longer_needed", lambda: {"drafts": 1234, "letters": 0}
    )
    said = RUN.invoke(app, ["retention"]).output
    assert "1,234 drafts deleted." in said
    assert "0 letters deleted." in said


def test_options_of_djangos_own_commands_are_passed_on(done, monkeypatch):
    from django.core import management

    given = []
    monkeypatch.setattr(management, "execute_from_command_line", given.extend)
    assert RUN.invoke(app, ["manage", "check", "--deploy", "--tag", "security"]).exit_code == 0
    assert given == ["citycompact manage", "check", "--deploy", "--tag", "security"]


@pytest.mark.parametrize(
    ("asked", "faults", "ends_with", "says"),
    [
        ([], [], 0, "Every event is what was linked"),
        (["--number", "7", "--head", "ab"], [], 0, "The head that you gave is in the chain."),
        ([], ["is gone, and not by retention."], 1, "Link 3: is gone, and not by retention."),
        (["--number", "7"], [], 2, "Give --number and --head together"),
        (["--head", "ab"], [], 2, "Give --number and --head together"),
        (["--number", "0", "--head", "ab"], [], 2, "Invalid value"),
        (["--number", "many", "--head", "ab"], [], 2, "Invalid value"),
    ],
)
def test_the_check_of_the_trail_names_each_fault_and_ends_with_one(
    done, monkeypatch, asked, faults, ends_with, says
):
    from citycompact.web.site import chain_check

    def check(number=None, sha256=""):
        said = [chain_check.Fault(3, words) for words in faults]
        return chain_check.Checked(number or 9, sha256, 2, said)

    monkeypatch.setattr(chain_check, "check_chain", check)
    found = RUN.invoke(app, ["check-trail", *asked])
    assert found.exit_code == ends_with, found.output
    assert says in found.output
    assert "Traceback" not in found.output
