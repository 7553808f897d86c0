"""rulebook show, diff, keygen and sign."""

import shutil

from typer.testing import CliRunner

from citycompact.cli import app

RUN = CliRunner()


def test_show_states_the_rules_and_who_signed(demo_folder):
    said = RUN.invoke(app, ["rulebook", "show", str(demo_folder / "rulebook.toml")])
    assert said.exit_code == 0
    for words in ("Port Ellery common enrollment", "up to 12 programs", "30 % of seats at charter and partnership schools",
                  "safe to list schools in the order", "Signed for the charter sector by Luis Ortega"):  # fmt: skip
        assert words in said.output


def test_diff_says_what_changed(demo_folder, tmp_path):
    text = (demo_folder / "rulebook.toml").read_text().replace("maximum = 12", "maximum = 5")
    (tmp_path / "b.toml").write_text(text)
    said = RUN.invoke(app, ["rulebook", "diff", str(demo_folder / "rulebook.toml"), str(tmp_path / "b.toml")])
    assert (
        "Changed: A family may list up to 5 programs. (Before: A family may list up to 12 programs.)"
        in said.output
    )
    same = RUN.invoke(app, ["rulebook", "diff", str(tmp_path / "b.toml"), str(tmp_path / "b.toml")])
    assert "say the same" in same.output


def test_a_new_signer_signs_and_the_signature_counts(demo_folder, tmp_path):
    city = tmp_path / "city"
    shutil.copytree(demo_folder, city)
    (city / "rulebook.signatures.json").unlink()
    toml = (city / "city.toml").read_text()
    for sector in ("district", "charter", "partnership"):
        made = RUN.invoke(
            app, ["rulebook", "keygen", str(tmp_path / sector), "--sector", sector, "--name", "N"]
        )
        toml += "\n" + made.output[made.output.index("[[signers]]") :]
        signed = RUN.invoke(
            app,
            [
                "rulebook",
                "sign",
                str(city / "rulebook.toml"),
                "--key",
                str(tmp_path / sector),
                "--sector",
                sector,
                "--name",
                "N",
            ],
        )
        assert signed.exit_code == 0, signed.output
    (city / "city.toml").write_text(toml)
    done = RUN.invoke(app, ["match", str(city), "--seed", "x", "--out", str(tmp_path / "r"), "--no-charts"])
    assert done.exit_code == 0, done.output


def test_nobody_signs_rules_that_cannot_be_read(tmp_path):
    (tmp_path / "r.toml").write_text(
        '[rulebook]\nname = "R"\nversion = "1"\n[enrollment.choices]\nmaximum = 0\n'
    )
    RUN.invoke(app, ["rulebook", "keygen", str(tmp_path / "k"), "--sector", "district", "--name", "N"])
    said = RUN.invoke(
        app,
        [
            "rulebook",
            "sign",
            str(tmp_path / "r.toml"),
            "--key",
            str(tmp_path / "k"),
            "--sector",
            "district",
            "--name",
            "N",
        ],
    )
    assert said.exit_code == 1
    assert "line 5" in said.output
