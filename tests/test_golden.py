"""A golden run of the whole demo city: any change of any decision is seen here first."""

import json

import pytest
from typer.testing import CliRunner

from citycompact.cli import app
from citycompact.facts import sha256_hex

GOLDEN = {
    "applications_root": "ca2f65d91816f5b82cc3dc04507bdf6ba9a39ee2f7339ff5c963af780296137f",
    "seats": "97c95b923d817bc682ef7c46047ee8551b4bbc3f430d7f6ad4640b998829da04",
    "assignments": "cc78a2a7e56497141aaf2072ef0ff57a3d406a996cc8ec4758f217d74740e638",
    "waitlists": "0413d7f13ece5d1c446a5e3dbe28e94caeeeec7836bc66be8771ff16ee10e005",
    "cutoffs": "9a2f30811e25bb386de51a0910c17db8b3b2126515895ca213d44b10dd643dce",
    "explanations": "93eea3bec7e36d3e3a77c68aeaafd9e98434e3aef28397b98cbe2d7c1efef7d4",
    "public/counts.csv": "3162a63b5ad9b38a988f174abc1571433be33d132ce1a49c9e27eea997f7761f",
    "public/cutoffs.csv": "511b1d3eb8d15407e9a9f08830e971e3d4ebc49046ae3ef57b68daa8501b64e9",
}


@pytest.mark.slow
def test_the_demo_city_gives_what_it_gave_before(tmp_path):
    run = CliRunner()
    assert run.invoke(app, ["demo-city", str(tmp_path / "city")]).exit_code == 0
    done = run.invoke(
        app,
        [
            "match",
            str(tmp_path / "city"),
            "--seed",
            "golden",
            "--out",
            str(tmp_path / "round"),
            "--no-charts",
        ],
    )
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "round" / "record.json").read_text())
    found = {
        "applications_root": record["commitment"]["applications_root"],
        "seats": record["commitment"]["seats_sha256"],
        **{
            name: record["result_sha256"][name]
            for name in ("assignments", "waitlists", "cutoffs", "explanations")
        },
        **{
            f"public/{path.name}": sha256_hex(path.read_bytes())
            for path in sorted((tmp_path / "round" / "audit" / "public").glob("*.csv"))
        },
    }
    assert found == GOLDEN, "\n".join(f'"{name}": "{value}",' for name, value in found.items())
