"""The README's first command."""

from typer.testing import CliRunner

from citycompact.cli import app


def test_it_does_the_main_job_twice_and_touches_nothing_that_is_not_its_own(tmp_path):
    for _ in range(2):
        done = CliRunner().invoke(app, ["demo", "--out", str(tmp_path / "demo"), "--no-show", "--no-serve"])
        assert done.exit_code == 0, done.output
        assert "The certificate holds" in done.output
    assert (tmp_path / "demo" / "round" / "report.html").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "city").mkdir()
    refused = CliRunner().invoke(app, ["demo", "--out", str(tmp_path / "mine")])
    assert refused.exit_code == 1
    assert (tmp_path / "mine" / "city").exists()
