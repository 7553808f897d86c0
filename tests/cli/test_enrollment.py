"""commit and match, as the office runs them."""

import json
import re
import shutil

import polars as pl
import pytest
from typer.testing import CliRunner

from citycompact.city import read_city
from citycompact.cli import app
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.verified import true_facts
from citycompact.record.published_tables import write_csv_of
from citycompact.rooms import section_names
from citycompact.rulebook import read_rulebook
from official_draws import BEFORE, SEED, seed

RUN = CliRunner()


def match(city, out, *options):
    return RUN.invoke(app, ["match", str(city), "--out", str(out), *options])


def test_everything_that_is_promised_is_written(finished):
    for name in (
        "assignments.csv",
        "waitlists.csv",
        "cutoffs.csv",
        "explanations.csv",
        "report.html",
        "record.json",
        "audit/verify.py",
        "audit/public/commitment.json",
        "audit/auditor/applications.txt",
    ):
        assert (finished / name).stat().st_size > 0, name
    assert pl.read_csv(finished / "assignments.csv").columns == [
        "applicant_id",
        "program_id",
        "bucket",
        "choice_rank",
    ]
    assert pl.read_csv(finished / "waitlists.csv").columns == ["program_id", "position", "applicant_id"]
    record = json.loads((finished / "record.json").read_text())
    assert record["certificate"]["holds"]
    assert record["sections"]["enrollment"]["not_signed_by"] == []
    assert {item["sector"] for item in record["sections"]["enrollment"]["signed_by"]} == {
        "district",
        "charter",
    }


def test_the_same_input_gives_the_same_bytes_with_any_number_of_threads(demo_folder, finished, tmp_path):
    import os
    import subprocess
    import sys

    for threads in ("1", "3"):
        out = tmp_path / threads
        env = {
            **os.environ,
            "POLARS_MAX_THREADS": threads,
            "NUMBA_NUM_THREADS": threads,
            "PYTHONHASHSEED": threads,
        }
        subprocess.run(
            [
                sys.executable,
                "-m",
                "citycompact",
                "match",
                demo_folder,
                "--seed",
                SEED,
                "--out",
                out,
            ],
            check=True,
            capture_output=True,
            env=env,
        )
        for path in sorted(finished.rglob("*")):
            if path.is_file():
                assert (out / path.relative_to(finished)).read_bytes() == path.read_bytes(), path.name


def test_a_rulebook_without_a_sectors_signature_is_refused_unless_told(demo_folder, tmp_path):
    city = tmp_path / "city"
    shutil.copytree(demo_folder, city)
    signatures = json.loads((city / "rulebook.signatures.json").read_text())
    kept = [item for item in signatures["signatures"] if item["sector"] != "charter"]
    (city / "rulebook.signatures.json").write_text(json.dumps({**signatures, "signatures": kept}))
    refused = match(city, tmp_path / "r", "--seed", SEED)
    assert refused.exit_code == 1
    assert "the charter sector has not signed [enrollment]: there is no signature." in refused.output
    assert not (tmp_path / "r").exists()
    told = match(city, tmp_path / "r", "--seed", SEED, "--unsigned")
    assert told.exit_code == 0
    report = (tmp_path / "r" / "report.html").read_text()
    assert "was not signed by the\ncharter sector" in report


def test_a_changed_rulebook_voids_its_signatures(demo_folder, tmp_path):
    city = tmp_path / "city"
    shutil.copytree(demo_folder, city)
    text = (city / "rulebook.toml").read_text()
    (city / "rulebook.toml").write_text(text.replace("maximum = 12", "maximum = 13"))
    refused = match(city, tmp_path / "r", "--seed", SEED)
    assert "its signature is for other rules" in refused.output


def test_what_changes_around_the_section_voids_no_signature(demo_folder, tmp_path):
    city = tmp_path / "city"
    shutil.copytree(demo_folder, city)
    text = (city / "rulebook.toml").read_text()
    text = text.replace('version = "2027-28"', 'version = "2028-29"').replace("amber = 91", "amber = 80")
    (city / "rulebook.toml").write_text(text)
    done = match(city, tmp_path / "r", "--seed", SEED, "--no-charts")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('city = "port-ellery"', "", 'Add city = "port-ellery" to [rulebook].'),
        (
            'signing_sectors = ["district", "charter"]',
            "",
            'Add signing_sectors = ["district", "charter"] to',
        ),
        ('["district", "charter"]\n', '["charter"]\n', "would be decided without the district sector"),
        ('city = "port-ellery"', 'city = "elsewhere"', "is for the city elsewhere"),
    ],
)
def test_a_header_that_does_not_fit_the_city_runs_unsigned_only(demo_folder, tmp_path, before, after, words):
    city = tmp_path / "city"
    shutil.copytree(demo_folder, city)
    text = (city / "rulebook.toml").read_text()
    assert before in text
    (city / "rulebook.toml").write_text(text.replace(before, after, 1))
    refused = match(city, tmp_path / "r", "--seed", SEED)
    assert refused.exit_code == 1
    assert words in refused.output
    told = match(city, tmp_path / "r", "--seed", SEED, "--unsigned", "--no-charts")
    assert told.exit_code == 0, told.output
    section = json.loads((tmp_path / "r" / "record.json").read_text())["sections"]["enrollment"]
    assert section["signed_by"] == []
    assert {"district", "charter"} <= set(section["not_signed_by"])


def test_nobody_commits_to_unsigned_rules_without_saying_so(demo_folder, tmp_path):
    city = tmp_path / "city"
    shutil.copytree(demo_folder, city)
    (city / "rulebook.signatures.json").unlink()
    arguments = ["commit", str(city), "--out", str(tmp_path / "c")]
    refused = RUN.invoke(app, arguments, env=BEFORE)
    assert refused.exit_code == 1
    assert "the charter sector has not signed [enrollment]" in refused.output
    assert not (tmp_path / "c").exists()
    assert RUN.invoke(app, [*arguments, "--unsigned"], env=BEFORE).exit_code == 0


def test_a_commitment_of_the_first_format_is_refused_with_the_way_forward(demo_folder, tmp_path):
    old = {
        "city": "port-ellery",
        "applications": 1,
        "applications_root": "",
        "seats_sha256": "",
        "rulebook_sha256": "",
        "format": "citycompact commitment 1",
    }
    (tmp_path / "c.json").write_text(json.dumps(old))
    refused = match(demo_folder, tmp_path / "r", "--seed", SEED, "--commitment", str(tmp_path / "c.json"))
    assert refused.exit_code == 1
    assert "published by an earlier version" in refused.output
    assert "commit anew before the draw" in refused.output


def test_a_commitment_binds_the_match_to_what_was_committed(demo_folder, tmp_path):
    city = tmp_path / "city"
    shutil.copytree(demo_folder, city)
    assert RUN.invoke(app, ["commit", str(city), "--out", str(tmp_path / "c")], env=BEFORE).exit_code == 0
    commitment = str(tmp_path / "c" / "commitment.json")
    assert (
        match(city, tmp_path / "r", "--seed", SEED, "--no-charts", "--commitment", commitment).exit_code == 0
    )
    again = RUN.invoke(app, ["commit", str(city), "--out", str(tmp_path / "c")], env=BEFORE)
    assert again.exit_code == 1
    assert "never overwritten" in again.output
    lines = (city / "choices.csv").read_text().splitlines()
    (city / "choices.csv").write_text("\n".join(lines[:-1]) + "\n")
    refused = match(city, tmp_path / "r2", "--seed", SEED, "--commitment", commitment)
    assert refused.exit_code == 1
    assert "changed after the commitment was published" in refused.output


@pytest.fixture(scope="module")
def committed(demo_folder, tmp_path_factory):
    """A city, its commitment, and the round that was decided after it."""
    home = tmp_path_factory.mktemp("committed")
    city = shutil.copytree(demo_folder, home / "city")
    assert RUN.invoke(app, ["enrollment", "commit", str(city), "--out", str(home)], env=BEFORE).exit_code == 0
    words = ["--seed", SEED, "--no-charts", "--commitment", str(home / "commitment.json")]
    done = RUN.invoke(app, ["enrollment", "decide", str(city), "--out", str(home / "round"), *words])
    assert done.exit_code == 0, done.output
    return home


def room(*words):
    """A command of the room on the committed round."""
    return RUN.invoke(app, ["enrollment", *map(str, words)])


def test_every_command_of_the_room_takes_the_folder_of_a_match(committed):
    city, folder = committed / "city", committed / "round"
    given = ("--seed", SEED, "--commitment", committed / "commitment.json")
    held = room("check", city, folder, *given)
    assert (held.exit_code, "The certificate holds" in held.output) == (0, True), held.output
    one = "A00001"
    assert RUN.invoke(app, ["explain", str(folder), one]).exit_code == 0
    said = room("explain", city, folder, one)
    assert (said.exit_code, bool(said.output.strip())) == (0, True)
    mine = room("receipt", folder, one).output
    assert mine == RUN.invoke(app, ["receipt", str(folder), one]).output
    assert (
        json.loads(mine)["results_root"] == json.loads((folder / "record.json").read_text())["results_root"]
    )
    # A family's receipt is checked by the house as by the verifier; another child's root or seat is not.
    kept = committed / "receipt.json"
    kept.write_text(mine)
    assert room("check", city, folder, *given, "--receipt", kept).exit_code == 0
    for change in (
        {"results_root": "0" * 64},
        {"result": json.loads(mine)["result"].replace("A00001", "A00002")},
    ):
        kept.write_text(json.dumps(json.loads(mine) | change))
        found = room("check", city, folder, *given, "--receipt", kept)
        assert (found.exit_code, "receipt_belongs_to_it" in found.output) == (1, True), found.output
    assert "0 move" in RUN.invoke(app, ["compare", str(folder), str(folder)]).output


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("assignments.csv", ",1,1", ",1,2", "decided_again"),
        ("waitlists.csv", ",1,", ",2,", "decided_again"),
        ("lottery.csv", ",1\n", ",2\n", "decided_again"),
        ("explanations.csv", ",seats_filled,", ",not_open_to_you,", "decided_again: explanations.csv, line "),
        ("unverified.csv", "address", "iep", "decided_again: unverified.csv, line "),
        ("certificate.json", '"violations": 0', '"violations": 7', "certificate.json, line 5"),
        (
            "report.html",
            "Certificate",
            "certificate",
            "report.html: is not the file whose hash the record holds",
        ),
        ("audit/public/seats.json", '"seats":', '"seats": ', "seats.json: is not the file whose hash"),
        ("audit/public/record.json", "charter", "Charter", "audit/public/record.json, line "),
        ("audit/verify.py", "def ", "def  ", "audit/verify.py: is not the file whose hash"),
        ("results.txt", '"choice_rank":1', '"choice_rank":2', "results.txt, line "),
        ("record.json", '"committed_before": true', '"committed_before": "yes"', "is not a record"),
        ("record.json", '"applications_root": "', '"applications_root": "00', "commitment.applications_root"),
        ("record.json", '"seed": "04 17', '"seed": "04 18', "draw_is_this"),
    ],
)
def test_a_planted_fault_in_the_folder_of_a_match_is_named(committed, tmp_path, name, old, new, said):
    folder = shutil.copytree(committed / "round", tmp_path / "r")
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    found = room("check", committed / "city", folder, "--seed", SEED)
    assert (found.exit_code, said in found.output.replace("\n", "")) == (1, True), found.output


def test_the_keys_may_come_from_another_city(committed, tmp_path):
    """As in any room: who signed counts by the keys of the city that is named."""
    strange = shutil.copytree(committed / "city", tmp_path / "strange")
    text = (strange / "city.toml").read_text()
    keys = re.findall(r'public_key = "([^"]+)"', text)
    (strange / "city.toml").write_text(
        text.replace(keys[0], "x").replace(keys[1], keys[0]).replace('"x"', f'"{keys[1]}"')
    )
    refused = room("decide", committed / "city", "--out", tmp_path / "r", "--seed", SEED, "--city", strange)
    assert refused.exit_code == 1
    assert "has not signed [enrollment]" in refused.output
    words = ("--seed", SEED, "--no-charts", "--city", committed / "city")
    assert room("decide", strange, "--out", tmp_path / "r", *words).exit_code == 0


def test_nobody_words_a_table_that_is_not_the_recorded_one(committed, tmp_path):
    folder = shutil.copytree(committed / "round", tmp_path / "r")
    lines = (folder / "assignments.csv").read_text().splitlines()
    lines[1] = (
        lines[1].replace(lines[1].split(",")[1], "S001-K") if lines[1].split(",")[1] else lines[1] + "1"
    )
    (folder / "assignments.csv").write_text("\n".join(lines) + "\n")
    for command in (("explain", folder, lines[1].split(",")[0]), ("compare", folder, committed / "round")):
        said = RUN.invoke(app, [str(word) for word in command])
        assert said.exit_code == 1, said.output
        assert "its record" in " ".join(said.output.split())
        assert "Traceback" not in said.output


def test_a_record_without_a_seed_and_other_values_are_plain_errors(committed, tmp_path):
    folder = shutil.copytree(committed / "round", tmp_path / "r")
    text = (folder / "record.json").read_text()
    (folder / "record.json").write_text(text.replace(f'"seed": "{SEED}"', '"seed": null', 1))
    found = room("check", committed / "city", folder, "--seed", SEED)
    assert found.exit_code == 1
    said = " ".join(found.output.split())
    # The copy in the bundle still says what was drawn, so that the rest is tested too.
    assert "names no seed" in said
    assert "feasible: holds" in said
    (folder / "record.json").write_text(text)
    values = json.loads((folder / "values.json").read_text())
    (folder / "values.json").write_text(json.dumps(values | {"labels": []}))
    for command in (
        ("explain", folder, "A00001"),
        ("enrollment", "explain", committed / "city", folder, "A00001"),
    ):
        said = RUN.invoke(app, [str(word) for word in command])
        assert (said.exit_code, "result.values" in said.output) == (1, True), said.output


def test_what_a_record_says_of_its_commitment_is_held_against_the_one_given(demo_folder, committed, tmp_path):
    """The same facts and seed, decided without a commitment, and held against one from elsewhere."""
    done = match(committed / "city", tmp_path / "r", "--seed", SEED, "--no-charts")
    assert done.exit_code == 0, done.output
    words = ("--seed", SEED, "--commitment", committed / "commitment.json")
    found = room("check", committed / "city", tmp_path / "r", *words)
    assert (found.exit_code, "no commitment was published before its draw" in found.output) == (1, True)
    without = room("check", committed / "city", committed / "round", "--seed", SEED)
    assert without.exit_code == 0
    said = " ".join(without.output.split())
    assert "a commitment was published before it (give --commitment)" in said
    assert "Held by the record alone, not made anew: audit/verify.py, report.html." in said
    # A letter says that applications were sealed only where they were.
    sealed = "sealed by a published commitment"
    assert sealed in RUN.invoke(app, ["explain", str(committed / "round"), "A00001"]).output
    assert sealed not in RUN.invoke(app, ["explain", str(tmp_path / "r"), "A00001"]).output


def test_a_replay_has_no_commitment_and_is_checked_as_one(committed, tmp_path):
    refused = match(
        committed / "city", tmp_path / "r", "--replay", "--commitment", str(committed / "commitment.json")
    )
    assert (refused.exit_code, "Leave --commitment out" in refused.output) == (2, True)
    found = room("check", committed / "city", committed / "round", "--replay")
    assert (found.exit_code, "draw_is_this" in found.output) == (1, True)
    assert room("check", committed / "city", committed / "round", "--replay", "--seed", SEED).exit_code == 2


def test_a_commitment_that_is_not_kept_is_named(committed, tmp_path):
    content = json.loads((committed / "commitment.json").read_text())
    for name, other in (("applications_root", "00"), ("seats_sha256", "00"), ("applications", 1)):
        (tmp_path / "c.json").write_text(json.dumps(content | {name: other}))
        words = ("--seed", SEED, "--commitment", tmp_path / "c.json")
        found = room("check", committed / "city", committed / "round", *words)
        assert (found.exit_code, "commitment_is_kept" in found.output) == (1, True), found.output


def test_a_result_is_never_overwritten_by_accident(finished, demo_folder, tmp_path):
    shutil.copytree(finished, tmp_path / "r")
    refused = match(demo_folder, tmp_path / "r", "--seed", SEED)
    assert refused.exit_code == 1
    assert "already holds something" in refused.output
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine")
    assert (
        "is not a result of enrollment"
        in match(demo_folder, tmp_path / "other", "--seed", SEED, "--overwrite").output
    )
    assert (tmp_path / "other" / "thesis.txt").exists()
    assert match(demo_folder, tmp_path / "r", "--seed", SEED, "--no-charts", "--overwrite").exit_code == 0
    assert list(tmp_path.glob(".r.*")) == []


def test_bad_facts_write_nothing(demo_folder, tmp_path):
    city = tmp_path / "city"
    shutil.copytree(demo_folder, city)
    (city / "programs.csv").write_text("")
    assert match(city, tmp_path / "r", "--seed", SEED).exit_code == 1
    assert not (tmp_path / "r").exists()


def test_seed_and_replay_exclude_each_other(demo_folder, tmp_path):
    assert match(demo_folder, tmp_path / "r").exit_code == 2
    assert match(demo_folder, tmp_path / "r", "--seed", SEED, "--replay").exit_code == 2


@pytest.fixture
def drawn(demo_folder, tmp_path):
    """A round whose siblings settle at once: a restart comes from the seed, and a replay has none."""
    done = match(demo_folder, tmp_path / "drawn", "--seed", seed("a"), "--no-charts")
    assert done.exit_code == 0, done.output
    values = json.loads((tmp_path / "drawn" / "values.json").read_text())
    assert (values["siblings"]["fixed_point"], values["siblings"]["restart"]) == (True, None)
    return tmp_path / "drawn"


@pytest.fixture
def past(demo_folder, drawn, tmp_path):
    """The round of the demo city as a past one: numbers as recorded, and of facts those that counted."""
    city = tmp_path / "past"
    shutil.copytree(demo_folder, city)
    facts = read_city(city)
    rules = read_rulebook(city / "rulebook.toml", section_names()).section("enrollment", EnrollmentRules)
    write_csv_of(true_facts(facts, rules), city / "applicants.csv")
    people = pl.read_csv(drawn / "audit" / "auditor" / "applicants.csv", infer_schema=False)
    people.select("applicant_id", number="lottery_place").write_csv(city / "lottery.csv")
    return city


def test_a_replay_from_recorded_numbers_gives_the_round_again(past, drawn, tmp_path):
    done = match(past, tmp_path / "r", "--replay", "--no-charts")
    assert done.exit_code == 0, done.output
    first, again = (pl.read_csv(path / "assignments.csv") for path in (drawn, tmp_path / "r"))
    assert again.equals(first)
    # A replay takes every fact as it was recorded: only claims can have stayed unverified.
    claims = set(pl.read_csv(past / "claims.csv")["claim"])
    assert set(pl.read_csv(tmp_path / "r" / "unverified.csv")["fact"]) <= claims
    import subprocess
    import sys

    verified = subprocess.run(
        [sys.executable, tmp_path / "r" / "audit" / "verify.py"], capture_output=True, text=True
    )
    assert verified.stdout.startswith("CONSISTENT"), verified.stdout
    assert verified.returncode == 3
    assert "Replay: yes" in verified.stdout


def test_a_letter_in_both_languages_for_every_kind_of_outcome(finished):
    table = pl.read_csv(finished / "assignments.csv", infer_schema=False)
    kinds = {
        "first": table.filter(pl.col("choice_rank") == "1"),
        "later": table.filter(pl.col("choice_rank") == "3"),
        "none": table.filter(pl.col("program_id").is_null()),
    }
    for name, frame in kinds.items():
        for language, word in (("en", "Your lottery number"), ("es", "Su número de sorteo")):
            said = RUN.invoke(
                app, ["explain", str(finished), frame["applicant_id"][0], "--language", language]
            )
            assert said.exit_code == 0, said.output
            assert word in said.output, name


def test_an_unknown_applicant_is_said(finished):
    for command in ("explain", "receipt"):
        said = RUN.invoke(app, [command, str(finished), "A99999"])
        assert said.exit_code == 1
        assert "no such applicant" in said.output


def test_a_receipt_is_json(finished):
    said = RUN.invoke(app, ["receipt", str(finished), "A00001"])
    assert json.loads(said.output)["format"] == "citycompact receipt 2"


def test_a_folder_that_is_no_result_is_said(tmp_path):
    said = RUN.invoke(app, ["explain", str(tmp_path), "A1"])
    assert "is not the result of a match" in said.output


def test_a_commitment_is_refused_for_what_the_match_would_refuse_after_the_draw(demo_folder, tmp_path):
    city = shutil.copytree(demo_folder, tmp_path / "city")
    (city / "rulebook.signatures.json").unlink()
    out = tmp_path / "published"
    refused = RUN.invoke(app, ["commit", str(city), "--out", str(out)], env=BEFORE)
    assert refused.exit_code == 1
    assert "the district sector has not signed [enrollment]" in refused.output
    assert not out.exists()
    warned = RUN.invoke(app, ["commit", str(city), "--out", str(out), "--unsigned"], env=BEFORE)
    assert warned.exit_code == 0
    assert "not signed by everybody" in warned.output
    other = (city / "rulebook.toml").read_text().replace('city = "', 'city = "other-')
    (city / "rulebook.toml").write_text(other)
    refused = RUN.invoke(app, ["commit", str(city), "--out", str(tmp_path / "again")], env=BEFORE)
    assert refused.exit_code == 1
    assert "is for the city" in refused.output


def test_facts_that_changed_since_the_commitment_are_noticed_before_anything_is_assigned(
    demo_folder, tmp_path, monkeypatch
):
    import citycompact.record.match.running as running

    city = shutil.copytree(demo_folder, tmp_path / "city")
    assert RUN.invoke(app, ["commit", str(city), "--out", str(tmp_path / "c")], env=BEFORE).exit_code == 0
    # The last line alone: the last choice of the last applicant, whose ranks stay without a gap.
    rows = (city / "choices.csv").read_text().removesuffix("\n").split("\n")
    (city / "choices.csv").write_text("\n".join(rows[:-1]) + "\n")
    monkeypatch.setattr(running, "decide", lambda *_, **__: pytest.fail("the match was decided"))
    done = match(
        city, tmp_path / "o", "--seed", SEED, "--commitment", str(tmp_path / "c" / "commitment.json")
    )
    assert done.exit_code == 1
    assert "changed after the commitment was published" in done.output


def test_a_commitment_comes_with_a_receipt_for_every_family(demo_folder, tmp_path):
    """What a family holds before anything is drawn proves that its application was counted."""
    from citycompact.record import verify

    mine = tmp_path / "receipts"
    words = ["commit", str(demo_folder), "--out", str(tmp_path / "c"), "--receipts", str(mine)]
    assert RUN.invoke(app, words, env=BEFORE).exit_code == 0
    applicants = pl.read_csv(demo_folder / "applicants.csv", infer_schema=False)["applicant_id"]
    assert {path.name for path in mine.iterdir()} == {f"{applicant}.json" for applicant in applicants}
    given = ["--commitment", str(tmp_path / "c" / "commitment.json"), "--bundle", str(tmp_path / "c")]
    one = mine / f"{applicants[3]}.json"
    assert verify.main([*given, "--receipt", str(one)]) == 3
    content = json.loads(one.read_text())
    one.write_text(json.dumps(content | {"record": content["record"].replace('"listed":', '"listed": ')}))
    assert verify.main([*given, "--receipt", str(one)]) == 1
    again = RUN.invoke(app, [*words[:2], "--out", str(tmp_path / "d"), *words[4:]], env=BEFORE)
    assert (again.exit_code, "name a new folder" in " ".join(again.output.split())) == (1, True)


def test_whom_the_draw_asks_for_a_proof_is_printed_from_the_facts(demo_folder, tmp_path):
    from citycompact.enrollment import audit_sample

    said = RUN.invoke(app, ["audit", str(demo_folder), "--seed", SEED])
    rules = read_rulebook(demo_folder / "rulebook.toml", section_names()).section(
        "enrollment", EnrollmentRules
    )
    sample = audit_sample(read_city(demo_folder), rules, SEED)
    assert said.output == sample.write_csv()
    assert sample.height >= 20
    assert RUN.invoke(app, ["audit", str(demo_folder), "--seed", seed("b")]).output != said.output
    (tmp_path / "empty").mkdir()
    assert RUN.invoke(app, ["audit", str(tmp_path / "empty"), "--seed", SEED]).exit_code == 1
