"""A room without a file of its own gets its commands from what it declares."""

import hashlib
import json
import shutil

import pytest

import citycompact.rooms
from citycompact.cli.app import build_app
from official_draws import BEFORE, SEED, draw_table, seed
from toy_room import ROOM
from toy_town import run, sign, with_pupils, write_facts


@pytest.fixture
def app(monkeypatch):
    monkeypatch.setattr(citycompact.rooms, "ROOMS", (*citycompact.rooms.ROOMS, ROOM))
    return build_app()


@pytest.fixture
def facts(tmp_path):
    return write_facts(tmp_path / "city")


def turns(app, command, *arguments, env=None):
    """A command of the decision that rests on two sections and a draw."""
    return run(app, "vans", "turns", command, *arguments, "--unsigned", env=env)


def commit(app, facts, folder):
    """Publish what is fixed before the draw."""
    code, said = turns(app, "commit", facts, "--out", folder, env=BEFORE)
    assert code == 0, said
    return folder / "commitment.json"


def record_in(folder):
    return json.loads((folder / "record.json").read_text())


def test_it_decides_and_writes_tables_record_and_receipts(app, facts, tmp_path):
    code, said = run(app, "vans", "loans", "decide", facts, "--out", tmp_path / "out", "--unsigned")
    assert code == 0, said
    assert "The certificate holds" in said
    loans = (tmp_path / "out" / "loans.csv").read_text()
    assert loans == "school_id,vans,reason\nA,0,none_left\nB,2,enough\nC,1,enough\n"
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert (record["room"], record["decision"], record["draw"]) == ("vans", "loans", None)
    assert set(record["sections"]) == {"vans"}
    assert set(record["facts_sha256"]) == {"operators", "schools", "vans", "wishes", "city"}
    assert len((tmp_path / "out" / "results.txt").read_text().splitlines()) == 3


def test_rules_that_a_sector_has_not_signed_are_refused(app, facts, tmp_path):
    code, said = run(app, "vans", "loans", "decide", facts, "--out", tmp_path / "out")
    assert code == 1
    assert "the district sector has not signed [vans]" in said
    assert "the charter sector has not signed [vans]" in said
    assert not (tmp_path / "out").exists()


def test_rules_are_signed_for_each_sector_and_the_record_says_by_whom(app, facts, tmp_path):
    book = facts / "rulebook.toml"
    sign(app, facts, tmp_path)
    code, said = run(app, "vans", "loans", "decide", facts, "--out", tmp_path / "out")
    assert code == 0, said
    section = json.loads((tmp_path / "out" / "record.json").read_text())["sections"]["vans"]
    assert [item["name"] for item in section["signed_by"]] == ["Head of district", "Head of charter"]
    assert section["sha256"] in run(app, "rulebook", "show", book)[1]
    # Another content is another digest, and the signatures stay behind.
    book.write_text(with_pupils(11))
    assert run(app, "vans", "loans", "decide", facts, "--out", tmp_path / "again")[0] == 1


def test_the_keys_that_count_are_those_of_the_facts_and_not_of_whoever_keeps_the_rulebook(
    app, demo_folder, tmp_path
):
    """Somebody copies the city, lists himself as its signer, and signs its rules."""
    mine = shutil.copytree(demo_folder, tmp_path / "mine")
    (mine / "rulebook.signatures.json").unlink()
    text = (mine / "city.toml").read_text()
    (mine / "city.toml").write_text(text[: text.index("[[signers]]")])
    for sector in ("district", "charter"):
        key = tmp_path / f"{sector}.pem"
        said = run(app, "rulebook", "keygen", key, "--sector", sector, "--name", "Me")[1]
        with open(mine / "city.toml", "a") as city:
            city.write(said[said.index("[[signers]]") :])
        words = ("--key", key, "--sector", sector, "--name", "Me")
        assert run(app, "rulebook", "sign", mine / "rulebook.toml", *words)[0] == 0
    words = ("--rulebook", mine / "rulebook.toml", "--seed", SEED, "--out", tmp_path / "out")
    code, said = run(app, "enrollment", "decide", mine, *words)
    assert code == 0, said
    out = tmp_path / "other"
    code, said = run(app, "enrollment", "decide", demo_folder, *words[:-1], out)
    assert (code, "with a key that city.toml does not list" in said) == (1, True), said
    assert not out.exists()


def test_a_planted_fault_is_found_by_its_check(app, facts, tmp_path):
    out = tmp_path / "out"
    run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned")
    assert run(app, "vans", "loans", "check", facts, out, "--unsigned")[0] == 0
    wishes = facts / "wishes.csv"
    wishes.write_text(wishes.read_text().replace("C,8", "C,18"))
    code, said = run(app, "vans", "loans", "check", facts, out, "--unsigned")
    assert code == 1
    assert "enough_or_none: C" in said
    assert "record_is_of_these: facts_sha256.wishes is" in said


def test_a_table_that_is_not_the_recorded_one_is_named(app, facts, tmp_path):
    out = tmp_path / "out"
    run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned")
    (out / "loans.csv").write_text("school_id,vans,reason\nA,3,enough\n")
    code, said = run(app, "vans", "loans", "check", facts, out, "--unsigned")
    assert code == 1
    assert "files_are_those_of_the_record: loans.csv: is not the file whose hash the record holds" in said
    assert "decided_again: loans.csv, line 2: 'A,3,enough' should not be there" in said
    # Whoever makes the hashes fit is found too.
    record, content = record_in(out), (out / "loans.csv").read_bytes()
    record["files"]["loans.csv"] = record["result_sha256"]["loans"] = hashlib.sha256(content).hexdigest()
    (out / "record.json").write_text(json.dumps(record, indent=2) + "\n")
    code, said = run(app, "vans", "loans", "check", facts, out, "--unsigned")
    assert (code, "record_is_of_these: result_sha256.loans is" in said) == (1, True), said
    (out / "loans.csv").write_text("school_id,vans\nA,3\n")
    code, said = run(app, "vans", "loans", "check", facts, out, "--unsigned")
    assert (code, "does not have the columns school_id, vans, reason" in said) == (1, True)
    (out / "loans.csv").unlink()
    code, said = run(app, "vans", "loans", "check", facts, out, "--unsigned")
    assert (code, "loans.csv: is missing" in said) == (1, True)


def test_a_folder_with_something_else_in_it_is_never_touched(app, facts, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.txt").write_text("ten years")
    for more in ((), ("--overwrite",)):
        code, said = run(app, "vans", "loans", "decide", facts, "--out", home, "--unsigned", *more)
        assert (code, "Write to another folder" in said) == (1, True)
    assert (home / "thesis.txt").read_text() == "ten years"
    out = tmp_path / "out"
    assert run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned")[0] == 0
    assert run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned")[0] == 1
    assert run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned", "--overwrite")[0] == 0


def test_what_somebody_put_beside_a_result_is_not_deleted_with_it(app, facts, tmp_path):
    out = tmp_path / "out"
    run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned")
    (out / "commitment.json").write_text("published")
    code, said = run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned", "--overwrite")
    assert (code, "holds commitment.json beside a result" in said) == (1, True)
    assert (out / "commitment.json").read_text() == "published"


def test_a_seed_where_chance_decides_nothing_and_a_draw_in_its_result_are_refused(app, facts, tmp_path):
    out = tmp_path / "out"
    assert run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned", "--seed", SEED)[0] == 2
    run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned")
    record = json.loads((out / "record.json").read_text())
    record["draw"] = {"seed": "4711", "source": "State Lottery", "replayed": False, "committed_before": True}
    (out / "record.json").write_text(json.dumps(record))
    code, said = run(app, "vans", "loans", "check", facts, out, "--unsigned")
    assert (code, "draw_is_this: it names a draw" in said) == (1, True)


@pytest.mark.parametrize(("drawn", "order"), [(SEED, "A,3 B,2 C,1"), (seed("three"), "A,2 B,3 C,1")])
def test_the_seed_decides_and_the_record_names_it(app, facts, tmp_path, drawn, order):
    out = tmp_path / "out"
    code, said = turns(app, "decide", facts, "--out", out, "--seed", drawn, "--seed-source", "State Lottery")
    assert code == 0, said
    assert (out / "turns.csv").read_text().split() == ["school_id,turn", *order.split()]
    stands = {"seed": drawn, "source": "State Lottery", "replayed": False, "committed_before": False}
    assert record_in(out)["draw"] == stands | {"round": "", "clock_moved": True}
    code, said = turns(app, "check", facts, out, "--seed", drawn)
    assert (code, "the draw is taken from the result itself" in said) == (0, False), said
    code, said = turns(app, "check", facts, out)
    assert (code, "the draw is taken from the result itself" in said) == (0, True), said
    code, said = turns(app, "check", facts, out, "--seed", seed("two"))
    assert (code, f"draw_is_this: it says {drawn!r}, and the draw was {seed('two')!r}" in said) == (
        1,
        True,
    ), said
    turn = dict(pair.split(",") for pair in order.split())["B"]
    said = run(app, "vans", "turns", "explain", facts, out, "B")[1]
    assert said == f"Your school chooses in turn {turn} of 3.\n"


def test_nothing_is_drawn_without_a_seed(app, facts, tmp_path):
    code, said = turns(app, "decide", facts, "--out", tmp_path / "out")
    assert (code, "Give --seed TEXT: chance decides here." in said) == (2, True)
    assert not (tmp_path / "out").exists()


ODD = ["", "  ", SEED.replace(" ", "  "), SEED.replace("04", "4"), f"{SEED} ", "04 17 23 38 41 50", "one"]


@pytest.mark.parametrize("odd", ODD)
def test_another_spelling_of_the_draw_is_refused_with_an_example(app, facts, tmp_path, odd):
    code, said = turns(app, "decide", facts, "--out", tmp_path / "out", "--seed", odd)
    assert (code, "Write it as the rules say, such as" in " ".join(said.split())) == (1, True), said
    assert not (tmp_path / "out").exists()


def test_nothing_is_decided_before_the_draw_nor_committed_to_after_it(app, facts, tmp_path):
    code, said = turns(app, "decide", facts, "--out", tmp_path / "out", "--seed", SEED, env=BEFORE)
    assert (code, "is at 2027-03-12T10:00 on the city's clock" in " ".join(said.split())) == (1, True), said
    code, said = turns(app, "commit", facts, "--out", tmp_path / "late")
    assert (code, "a commitment now would bind nothing" in " ".join(said.split())) == (1, True), said
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "late").exists()
    published = commit(app, facts, tmp_path / "published")
    late = json.loads(published.read_text()) | {"at": "2027-03-12T10:00"}
    published.write_text(json.dumps(late))
    words = ("--out", tmp_path / "out", "--seed", SEED, "--commitment", published)
    code, said = turns(app, "decide", facts, *words)
    assert (code, "commitment.json: binds nothing" in " ".join(said.split())) == (1, True), said


def test_only_a_demonstration_has_a_clock_that_can_be_set(app, facts, tmp_path):
    city = facts / "city.toml"
    city.write_text(city.read_text().replace("demo = true\n", ""))
    rules = facts / "rulebook.toml"
    rules.write_text(rules.read_text().replace("2027-03-12", "2199-03-12"))
    late = {"CITYCOMPACT_NOW": "2199-03-13T10:00"}
    code, said = turns(app, "decide", facts, "--out", tmp_path / "out", "--seed", SEED, env=late)
    assert (code, "CITYCOMPACT_NOW is ignored" in " ".join(said.split())) == (1, True), said


def test_rules_without_a_draw_serve_what_is_not_drawn(app, facts, tmp_path):
    rules = facts / "rulebook.toml"
    rules.write_text(rules.read_text().replace(draw_table("turns"), ""))
    for command, words in (("decide", ("--out", tmp_path / "t", "--seed", SEED)), ("commit", ("--out", "c"))):
        code, said = turns(app, command, facts, *words)
        assert (code, "Add [vans.draw] or [turns.draw]" in " ".join(said.split())) == (1, True), said
    assert run(app, "vans", "loans", "decide", facts, "--out", tmp_path / "l", "--unsigned")[0] == 0


def test_whether_a_commitment_was_published_before_the_draw_is_recorded_and_checked(app, facts, tmp_path):
    published = commit(app, facts, tmp_path / "published")
    for name, words in (("without", ()), ("with", ("--commitment", published))):
        code, said = turns(app, "decide", facts, "--out", tmp_path / name, "--seed", SEED, *words)
        assert code == 0, said
        record = record_in(tmp_path / name)
        assert record["draw"]["committed_before"] == bool(words)
        when = {} if words else {"at": "", "clock": "America/New_York"}
        assert record["commitment"] == json.loads(published.read_text()) | when
    checked = ("--seed", SEED, "--commitment", published)
    assert turns(app, "check", facts, tmp_path / "with", *checked)[0] == 0
    code, said = turns(app, "check", facts, tmp_path / "without", *checked)
    assert (code, "it says that no commitment was published before its draw" in said) == (1, True), said
    assert "Give --commitment" in turns(app, "check", facts, tmp_path / "without", "--seed", SEED)[1]


CHANGES = pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("wishes.csv", "B,12", "B,13", "a wish changed"),
        ("rulebook.toml", "pupils_a_van = 10", "pupils_a_van = 11", "the rules, or who has to sign them,"),
        ("rulebook.toml", '"one_van"', '"nobody"', "the rules, or who has to sign them,"),
    ],
    ids=["facts", "first section", "second section"],
)


@CHANGES
def test_a_commitment_to_something_else_is_refused_before_anything_is_written(
    app, facts, tmp_path, file, before, after, said
):
    published = commit(app, facts, tmp_path / "published")
    (facts / file).write_text((facts / file).read_text().replace(before, after))
    words = ("--out", tmp_path / "out", "--seed", SEED, "--commitment", published)
    code, output = turns(app, "decide", facts, *words)
    assert (code, said in output, "changed after the commitment was published" in output) == (1, True, True)
    assert not (tmp_path / "out").exists()


@CHANGES
def test_a_result_of_something_else_than_was_committed_to_is_found(
    app, facts, tmp_path, file, before, after, said
):
    published = commit(app, facts, tmp_path / "published")
    (facts / file).write_text((facts / file).read_text().replace(before, after))
    later, out = commit(app, facts, tmp_path / "later"), tmp_path / "out"
    turns(app, "decide", facts, "--out", out, "--seed", SEED, "--commitment", later)
    assert turns(app, "check", facts, out, "--seed", SEED, "--commitment", later)[0] == 0
    code, output = turns(app, "check", facts, out, "--seed", SEED, "--commitment", published)
    assert code == 1
    assert [line for line in output.splitlines() if "commitment_is_kept:" in line and said in line], output


def test_a_commitment_is_refused_where_nothing_is_fixed_before_a_draw(app, facts, tmp_path):
    published, out = commit(app, facts, tmp_path / "published"), tmp_path / "out"
    words = ("vans", "loans", "decide", facts, "--out", out, "--unsigned", "--commitment", published)
    code, said = run(app, *words)
    assert (code, "this decision fixes nothing before its draw" in said) == (1, True)
    assert not out.exists()


@pytest.mark.parametrize(
    ("decision", "draw", "others"),
    [
        ("loans", (), {"vans": {"pupils_a_van": 30}}),
        ("turns", ("--seed", SEED), {"vans": {"pupils_a_van": 30}, "turns": {"first": "nobody"}}),
    ],
    ids=["one section", "two sections"],
)
def test_published_rules_are_read_back_and_hold(app, facts, tmp_path, decision, draw, others):
    sign(app, facts, tmp_path)
    out = tmp_path / "out"
    code, said = run(app, "vans", decision, "decide", facts, "--out", out, *draw)
    assert code == 0, said
    named = record_in(out)["sections"]
    assert set(named) == set(others)
    (facts / "rulebook.toml").unlink()
    checking = ("vans", decision, "check", facts, out, *draw)
    code, said = run(app, *checking)
    assert (code, "rules and signatures are taken from the result itself" in said) == (0, False), said
    assert all(f"[{name}] {section['sha256'][:16]}" in said for name, section in named.items())
    # Nobody signed another content of any section.
    rules = json.loads((out / "rules.json").read_text())
    for name, other in others.items():
        signed = {**rules["signed"], name: {**rules["signed"][name], "content": other}}
        (out / "rules.json").write_text(json.dumps({**rules, "signed": signed}))
        code, said = run(app, *checking)
        assert (code, f"has not signed [{name}]" in said) == (1, True), said


def test_other_spellings_of_a_table_are_refused(app, facts, tmp_path):
    out = tmp_path / "out"
    run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned")
    text = (out / "loans.csv").read_text()
    for other in (text.replace("\n", "\r\n"), "\ufeff" + text, text.replace(",2,", ",02,"), text + "\n"):
        (out / "loans.csv").write_bytes(other.encode())
        assert run(app, "vans", "loans", "check", facts, out, "--unsigned")[0] == 1, other


def test_an_archive_with_a_rulebook_is_never_decided_by_the_default_rules(app, facts, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "city"), "zip", facts)
    code, said = run(app, "vans", "loans", "decide", archive, "--out", tmp_path / "out")
    assert (code, "holds a rulebook.toml" in said) == (1, True)
    code, said = run(
        app,
        "vans",
        "loans",
        "decide",
        archive,
        "--out",
        tmp_path / "out",
        "--rulebook",
        facts / "rulebook.toml",
        "--unsigned",
    )
    assert code == 0, said


def test_rules_beside_the_result_count_for_nothing_where_the_rulebook_is_at_hand(app, facts, tmp_path):
    """Somebody decides by rules of his own and publishes that: the city's rulebook tells."""
    mine, out = tmp_path / "mine.toml", tmp_path / "out"
    mine.write_text(with_pupils(25))
    written = run(app, "vans", "loans", "decide", facts, "--out", out, "--rulebook", mine, "--unsigned")
    assert written[0] == 0, written[1]
    code, said = run(app, "vans", "loans", "check", facts, out, "--unsigned")
    assert code == 1
    assert "rules_are_these: signed.vans.content.pupils_a_van is 25, and should be 10" in said


def test_a_school_holds_a_receipt_that_proves_what_was_published_to_it(app, facts, tmp_path):
    out, mine = tmp_path / "out", tmp_path / "mine.json"
    run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned")
    code, said = run(app, "vans", "loans", "receipt", out, "B")
    assert code == 0, said
    mine.write_text(said)
    receipt = json.loads(said)
    assert json.loads(receipt["result"]) == {"loans": [{"reason": "enough", "vans": 2}], "school_id": "B"}
    checked = run(app, "vans", "loans", "check", facts, out, "--unsigned", "--receipt", mine)
    assert checked[0] == 0, checked[1]
    assert run(app, "vans", "loans", "receipt", out, "Z")[0] == 1
    for change in (
        {"result": receipt["result"].replace("2", "3")},
        {"result_salt": "00"},
        {"result_path": []},
        {"result_path": 3},
        {"results_root": "0" * 64},
        {"format": "citycompact receipt 1"},
        {"more": 1},
    ):
        mine.write_text(json.dumps({**receipt, **change}))
        code, said = run(app, "vans", "loans", "check", facts, out, "--unsigned", "--receipt", mine)
        assert (code, "receipt_belongs_to_it" in said) == (1, True), change
    # The office decides again, and publishes something else than what the receipt was given for.
    (facts / "vans.csv").write_text("operator_id,vans\nd,9\nc,1\n")
    run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned", "--overwrite")
    mine.write_text(json.dumps(receipt))
    assert run(app, "vans", "loans", "check", facts, out, "--unsigned", "--receipt", mine)[0] == 1


def test_a_day_is_refused_where_facts_depend_on_none(app, facts, tmp_path):
    code, said = run(
        app, "vans", "loans", "decide", facts, "--out", tmp_path / "o", "--unsigned", "--on", "2027-01-01"
    )
    assert (code, "these facts depend on no day" in said) == (1, True)


def test_every_room_has_the_doors_beside_what_is_its_own(app):
    for group, more in (
        (("enrollment",), ("match", "commit")),
        (("compact",), ("status", "compare")),
        (("vans", "loans"), ("receipt",)),
        (("vans", "turns"), ("receipt", "commit")),
    ):
        said = run(app, *group, "--help")[1]
        assert all(command in said for command in ("decide", "check", "explain", *more)), said
    assert run(app, "vans", "loans", "commit", "--help")[0] == 2


def test_it_explains_in_each_language(app, facts, tmp_path):
    out = tmp_path / "out"
    run(app, "vans", "loans", "decide", facts, "--out", out, "--unsigned")
    assert run(app, "vans", "loans", "explain", facts, out, "B") == (0, "Your school gets 2 vans.\n")
    spanish = run(app, "vans", "loans", "explain", facts, out, "A", "--language", "es")
    assert spanish == (0, "No quedaron furgonetas para su escuela.\n")
    assert run(app, "vans", "loans", "explain", facts, out, "A", "--language", "fr")[0] == 2
    code, said = run(app, "vans", "loans", "explain", facts, out, "Z")
    assert (code, "out: has no school_id 'Z'" in said) == (1, True)


def test_bad_facts_are_all_named_at_once(app, facts, tmp_path):
    (facts / "wishes.csv").write_text("school_id,pupils\nA,0\nX,12\nA,many\n")
    code, said = run(app, "vans", "loans", "decide", facts, "--out", tmp_path / "out", "--unsigned")
    assert code == 1
    for part in ("pupils: '0'", "school_id: 'X'", "pupils: 'many'"):
        assert part in said, said


def test_its_rules_are_shown_and_compared_with_all_others(app, facts, tmp_path):
    code, said = run(app, "rulebook", "show", facts / "rulebook.toml")
    assert code == 0
    assert "A van takes 10 pupils." in said
    other = tmp_path / "other.toml"
    other.write_text(with_pupils(1))
    assert "A van takes 1 pupil." in run(app, "rulebook", "diff", facts / "rulebook.toml", other)[1]


def test_a_section_that_no_room_has_is_refused(facts):
    from citycompact.cli import app

    code, said = run(app, "rulebook", "show", facts / "rulebook.toml")
    assert code == 1
    assert "has a section 'vans' that City Compact does not know" in said
