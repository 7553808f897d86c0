"""A town for the toy room's commands: facts, and rules that both sectors sign."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from official_draws import draw_table

RULES = """[rulebook]
name = "Shared vans"
version = "1"
city = "town"
signing_sectors = ["district", "charter"]

[vans]
pupils_a_van = 10
order = "small_first"

[turns]
first = "one_van"

""" + draw_table("turns")


def with_pupils(number):
    """The same rules with another size of a van."""
    before = "pupils_a_van = 10\n"
    assert before in RULES
    return RULES.replace(before, f"pupils_a_van = {number}\n")


def write_facts(folder: Path) -> Path:
    """Write the town's facts and rules."""
    folder.mkdir()
    (folder / "city.toml").write_text('id = "town"\nname = "Town"\ndemo = true\n')
    (folder / "operators.csv").write_text("operator_id,name,sector\nd,District,district\nc,Charter,charter\n")
    (folder / "schools.csv").write_text("school_id,name,operator_id\nA,Ash,d\nB,Birch,c\nC,Cedar,c\n")
    (folder / "vans.csv").write_text("operator_id,vans\nd,2\nc,1\n")
    (folder / "wishes.csv").write_text("school_id,pupils\nA,25\nB,12\nC,8\n")
    (folder / "rulebook.toml").write_text(RULES)
    return folder


def run(app, *arguments, env=None):
    done = CliRunner().invoke(app, [str(item) for item in arguments], env=env)
    return done.exit_code, done.output


def sign(app, facts, tmp_path):
    """List a key of each sector in the city, and sign its rulebook with it."""
    for sector in ("district", "charter"):
        key, words = tmp_path / f"{sector}.pem", ("--sector", sector, "--name", f"Head of {sector}")
        said = run(app, "rulebook", "keygen", key, *words)[1]
        with open(facts / "city.toml", "a") as city:
            city.write(said[said.index("[[signers]]") :])
        code, said = run(app, "rulebook", "sign", facts / "rulebook.toml", "--key", key, *words)
        assert code == 0, said
