"""site load, export and invite as they are typed: exit codes, and what stands in the window."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from emptied_site import empty_the_site
from moved_city import write_odd_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, monkeypatch, db):
    empty_the_site()
    for name in ("set_up", "prepare_database"):
        monkeypatch.setattr(f"citycompact.ops.set_up.{name}", lambda: True)
    monkeypatch.setenv("COLUMNS", "200")
    write_odd_city(tmp_path / "city")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words):
    from citycompact.cli import app

    done = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in done.output
    return done


def test_a_dry_run_ends_with_0_and_a_refusal_of_the_real_one_with_1_and_the_ids(folder):
    from citycompact.web.city.models import School

    said = run("site", "load", "city")
    assert said.exit_code == 0
    assert "schools: 8 new" in said.output
    assert "Nothing was written" in said.output
    assert not School.objects.exists()
    assert run("site", "load", "city", "--apply", "--codes", "codes.csv").exit_code == 0
    assert (folder / "codes.csv").stat().st_mode & 0o777 == 0o600
    assert School.objects.count() == 8
    text = (folder / "city" / "city.toml").read_text()
    (folder / "city" / "city.toml").write_text(text.replace('"port-ellery"', '"elsewhere"'))
    assert run("site", "load", "city").exit_code == 0
    refused = run("site", "load", "city", "--apply")
    assert refused.exit_code == 1
    assert "elsewhere" in refused.output
    assert "Nothing was kept" in refused.output


def test_codes_that_cannot_be_written_keep_nothing(folder):
    from citycompact.web.city.models import City
    from citycompact.web.enrollment.models import ClaimCode

    for codes in ("city", "nowhere/codes.csv"):
        assert run("site", "load", "city", "--apply", "--codes", codes).exit_code == 1
    assert not ClaimCode.objects.exists()
    assert not City.objects.exists()


def test_export_writes_whole_and_over_nothing(folder):
    empty = run("site", "export", "out")
    assert empty.exit_code == 1
    assert "the site has none yet" in empty.output
    assert not (folder / "out").exists()
    run("site", "load", "city", "--apply")
    assert run("site", "export", "out").exit_code == 0
    assert run("site", "export", "out").exit_code == 1
    (folder / "file").write_text("a file")
    assert run("site", "export", "file").exit_code == 1
    assert (folder / "file").read_text() == "a file"
