"""``citycompact approve``: a signature on one's own machine that the site takes with an approval."""

from __future__ import annotations

from typer.testing import CliRunner

from citycompact.city import Signer
from citycompact.cli import app
from citycompact.record.approvals import approval_fault, read_approval
from citycompact.rulebook import generate_key

DIGEST = "0123456789abcdef" * 4


def approve(*words):
    return CliRunner().invoke(app, ["approve", *map(str, words)])


def test_an_approval_is_signed_once_and_never_overwritten(tmp_path):
    public = generate_key(tmp_path / "key.pem")
    out = tmp_path / "approval.json"
    words = (DIGEST, "--key", tmp_path / "key.pem", "--sector", "charter", "--out", out)
    done = approve(*words)
    assert done.exit_code == 0, done.output
    approval = read_approval(out.read_bytes(), "approval.json")
    assert approval_fault(approval, DIGEST, "charter", [Signer("charter", "Luis", public)]) == ""
    again = approve(*words)
    assert again.exit_code != 0
    assert "stands there already" in again.output


def test_what_is_no_fingerprint_is_refused_and_nothing_is_written(tmp_path):
    generate_key(tmp_path / "key.pem")
    out = tmp_path / "approval.json"
    done = approve("approve it", "--key", tmp_path / "key.pem", "--sector", "charter", "--out", out)
    assert (done.exit_code != 0, out.exists()) == (True, False)
    assert "no SHA-256 digest" in done.output
