"""rulebook show, diff, keygen and sign."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from citycompact.cli import app
from official_draws import SEED

RUN = CliRunner()
HEAD = '[rulebook]\nname = "R"\nversion = "1"\ncity = "c"\nsigning_sectors = ["district"]\n'


def rulebook(*arguments):
    return RUN.invoke(app, ["rulebook", *map(str, arguments)])


def sign(path, key, sector, *more):
    return rulebook("sign", path, "--key", key, "--sector", sector, "--name", "N", *more)


def new_key(path, sector):
    return rulebook("keygen", path, "--sector", sector, "--name", "N").output


@pytest.fixture
def city(demo_folder, tmp_path):
    shutil.copytree(demo_folder, tmp_path / "city")
    return tmp_path / "city"


def change(path, *pairs):
    text = path.read_text()
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text)


def test_show_states_the_rules_and_who_signed_each_section(demo_folder):
    said = rulebook("show", demo_folder / "rulebook.toml")
    assert said.exit_code == 0
    for words in (
        "Port Ellery common enrollment",
        "up to 12 programs",
        "30 % of seats at charter and partnership schools",
        "safe to list schools in the order",
        "[enrollment]",
        "[compact]",
    ):
        assert words in said.output
    assert said.output.count("Signed for the charter sector by Luis Ortega") == 3
    assert said.output.count("Digest (SHA-256): ") == 3


def test_show_says_why_a_signature_does_not_count(city):
    change(city / "city.toml", ('sector = "charter"', 'sector = "partnership"'))
    said = rulebook("show", city / "rulebook.toml").output
    assert "Does not count, unknown key: Luis Ortega" in said
    change(city / "rulebook.toml", ('city = "port-ellery"\n', ""))
    said = rulebook("show", city / "rulebook.toml").output
    assert "Signed by nobody yet." in said
    assert 'Add city = "port-ellery" to [rulebook].' in said


def test_signatures_of_an_earlier_version_are_shown_as_such_and_do_not_count(city, tmp_path):
    old = [{"sector": "district", "name": "Dana", "public_key": "x", "signature": "x"}]
    (city / "rulebook.signatures.json").write_text(json.dumps(old))
    said = rulebook("show", city / "rulebook.toml").output
    assert "made by an earlier version for the whole rulebook" in said
    assert "section by section with: citycompact rulebook sign" in said
    done = RUN.invoke(app, ["match", str(city), "--seed", SEED, "--out", str(tmp_path / "r"), "--no-charts"])
    assert done.exit_code == 1
    assert "was made by an earlier version for the whole rulebook" in done.output


def test_diff_says_what_changed_by_section_and_whose_signatures_fall(city, tmp_path):
    shutil.copy(city / "rulebook.toml", tmp_path / "b.toml")
    change(tmp_path / "b.toml", ("maximum = 12", "maximum = 5"), ("2027-28", "2028-29"))
    said = rulebook("diff", city / "rulebook.toml", tmp_path / "b.toml").output
    assert (
        "Changed: A family may list up to 5 programs. (Before: A family may list up to 12 programs.)" in said
    )
    enrollment, _, compact = said.partition("[compact]")
    assert "No longer counts, signed as it was in A by: Dana" in enrollment
    assert "say the same" in compact
    assert "Signed as it stands in B by: Dana" in compact
    assert "No longer" not in compact
    same = rulebook("diff", tmp_path / "b.toml", tmp_path / "b.toml")
    assert same.output.count("say the same") == 3


def test_diff_names_a_change_of_the_signing_sectors_and_a_section_that_is_gone(city, tmp_path):
    text = (city / "rulebook.toml").read_text()
    wider = text.replace('["district", "charter"]\n', '["district", "charter", "partnership"]\n', 1)
    (tmp_path / "b.toml").write_text(wider)
    said = rulebook("diff", city / "rulebook.toml", tmp_path / "b.toml").output
    assert said.count("What is signed changed") == 3
    (tmp_path / "b.toml").write_text(text[: text.index("# When a promise")])
    assert "The section is gone." in rulebook("diff", city / "rulebook.toml", tmp_path / "b.toml").output


def test_new_signers_sign_and_their_signatures_count(city, tmp_path):
    (city / "rulebook.signatures.json").unlink()
    toml = (city / "city.toml").read_text()
    for sector in ("district", "charter"):
        made = new_key(tmp_path / sector, sector)
        toml += "\n" + made[made.index("[[signers]]") :]
        signed = sign(city / "rulebook.toml", tmp_path / sector, sector)
        assert signed.exit_code == 0, signed.output
        assert "Signed [enrollment]" in signed.output
        assert "Signed [compact]" in signed.output
    (city / "city.toml").write_text(toml)
    done = RUN.invoke(app, ["match", str(city), "--seed", SEED, "--out", str(tmp_path / "r"), "--no-charts"])
    assert done.exit_code == 0, done.output


def test_one_section_is_signed_alone(city, tmp_path):
    (city / "rulebook.signatures.json").unlink()
    new_key(tmp_path / "k", "charter")
    assert sign(city / "rulebook.toml", tmp_path / "k", "charter", "--section", "compact").exit_code == 0
    kept = json.loads((city / "rulebook.signatures.json").read_text())["signatures"]
    assert [(item["section"], item["sector"]) for item in kept] == [("compact", "charter")]


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        (HEAD + "[enrollment.choices]\nmaximum = 0\n", [], "line 7"),
        (HEAD + "[compact.vacancy]\namber = 9\nred = 1\n", [], "red comes before amber"),
        (HEAD.replace('city = "c"\n', "") + "[enrollment]\n", [], "which city"),
        (HEAD.replace("signing_sectors", "#") + "[enrollment]\n", [], "Add signing_sectors"),
        (
            HEAD.replace("district", "charter") + "[enrollment]\n",
            [],
            "does not have the district sector sign",
        ),
        (HEAD + "[enrollment]\n", ["--section", "compact"], "no section [compact]"),
        (HEAD, [], "no section to sign"),
    ],
)
def test_nobody_signs_what_cannot_be_read_or_does_not_say_who_signs(tmp_path, text, more, words):
    (tmp_path / "r.toml").write_text(text)
    new_key(tmp_path / "k", "district")
    said = sign(tmp_path / "r.toml", tmp_path / "k", "district", *more)
    assert said.exit_code == 1
    assert words in said.output
    assert not (tmp_path / "r.signatures.json").exists()


def test_a_header_is_held_against_the_city_in_whose_folder_it_lies_or_that_is_named(city, tmp_path):
    change(city / "rulebook.toml", ('["district", "charter"]\n', '["charter"]\n'))
    new_key(tmp_path / "k", "charter")
    assert "without the district sector" in sign(city / "rulebook.toml", tmp_path / "k", "charter").output
    shutil.copy(city / "rulebook.toml", tmp_path / "r.toml")
    named = sign(tmp_path / "r.toml", tmp_path / "k", "charter", "--city", city)
    assert "without the district sector" in named.output
    assert named.exit_code == 1


def test_what_is_signed_is_said_in_every_language(demo_folder):
    said = RUN.invoke(app, ["rulebook", "show", str(demo_folder / "rulebook.toml"), "--language", "es"])
    assert said.exit_code == 0
    assert "Una familia puede elegir hasta 12 programas." in said.output
    assert "pasa a ámbar" in said.output


def test_a_label_that_families_read_is_part_of_what_changed(city, tmp_path):
    shutil.copy(city / "rulebook.toml", tmp_path / "b.toml")
    change(tmp_path / "b.toml", ("lives in the school's zone", "lives near the school"))
    said = rulebook("diff", city / "rulebook.toml", tmp_path / "b.toml").output.partition("[compact]")[0]
    assert "In English, families read for “zone”: “lives near the school”." in said
    assert "say the same" not in said


def test_a_small_step_is_part_of_what_changed(city, tmp_path):
    for name, share in (("a", "0.001"), ("b", "0.004")):
        shutil.copy(city / "rulebook.toml", tmp_path / f"{name}.toml")
        change(tmp_path / f"{name}.toml", ("wrong_way = 0.0", f"wrong_way = {share}"))
    for language, words in (("en", "more than 0.4 % of the way"), ("es", "más del 0.4 % del camino")):
        said = rulebook("diff", tmp_path / "a.toml", tmp_path / "b.toml", "--language", language).output
        assert words in said
        assert "compact.wrong_way: 0.001 → 0.004" in said


def strangers(path, tmp_path):
    """A rulebook beside no city, with nothing but the signature of somebody whom no city knows."""
    shutil.copy(path, tmp_path / "s.toml")
    new_key(tmp_path / "stranger", "charter")
    assert sign(tmp_path / "s.toml", tmp_path / "stranger", "charter").exit_code == 0
    return tmp_path / "s.toml"


def test_no_command_counts_the_signature_of_a_stranger(city, tmp_path):
    lone = strangers(city / "rulebook.toml", tmp_path)
    for language, words in (
        ("en", "not checked against the city's keys"),
        ("es", "sin comprobar con las claves de la ciudad"),
    ):
        shown = rulebook("show", lone, "--language", language).output
        compared = rulebook("diff", lone, lone, "--language", language).output
        assert words in shown
        assert words in compared
        assert "Signed for" not in shown
        assert "Firmado por" not in shown
    held = rulebook("diff", lone, lone, "--city", city).output
    assert "N (charter)" not in held
    held = rulebook("show", lone, "--city", city).output
    assert "Does not count, unknown key: N, charter sector." in held
    assert held.count("Signed by nobody yet.") == 3


def test_signing_says_at_once_when_the_signature_will_not_count(city, tmp_path):
    new_key(tmp_path / "k", "charter")
    said = sign(city / "rulebook.toml", tmp_path / "k", "charter").output
    assert "They do NOT count: city.toml of port-ellery does not list this key" in said
    (city / "city.toml").write_text(
        (city / "city.toml").read_text() + "\n" + said[said.index("[[signers]]") :]
    )
    assert "NOT count" not in sign(city / "rulebook.toml", tmp_path / "k", "charter").output
    shutil.copy(city / "rulebook.toml", tmp_path / "r.toml")
    assert "name the city with --city" in sign(tmp_path / "r.toml", tmp_path / "k", "charter").output


def test_a_signers_name_may_hold_quotes_and_nothing_that_is_not_seen(tmp_path):
    import tomllib

    name = 'L. "Lucho" Ñandú \\'
    said = rulebook("keygen", tmp_path / "k", "--sector", "charter", "--name", name).output
    assert tomllib.loads(said[said.index("[[signers]]") :])["signers"][0]["name"] == name
    for bad in ("", "x" * 201, "a\x1bb"):
        assert rulebook("keygen", tmp_path / "l", "--sector", "charter", "--name", bad).exit_code == 1
    assert not (tmp_path / "l").exists()


def test_show_and_diff_speak_spanish_but_for_what_the_rulebook_itself_says(city, tmp_path):
    shutil.copy(city / "rulebook.toml", tmp_path / "b.toml")
    change(tmp_path / "b.toml", ("maximum = 12", "maximum = 5"), ('city = "port-ellery"\n', ""))
    shown = rulebook("show", city / "rulebook.toml", "--language", "es").output
    compared = rulebook("diff", city / "rulebook.toml", tmp_path / "b.toml", "--language", "es").output
    assert "Firmado por Luis Ortega, charter collaborative (demo) en nombre del sector charter." in shown
    assert "Ya no cuenta, firmado tal como estaba en A por: Dana" in compared
    assert "En el texto: enrollment.choices.maximum: 12 → 5" in compared
    assert "Este reglamento todavía no se puede firmar." in compared
    for english in ("Signed", "Digest", "version ", "Changed", "In the text", "counts", "What is"):
        assert english not in shown + compared
