"""Every command that writes, on a disk that is full or read-only and on paths that are none: a sentence, exit
code 1, and nothing half-written; what was there before is there afterwards."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import small_baltimore
import small_exports
from citycompact.cli import app
from citycompact.cli.demo import COMMITTED, DRAWN
from citycompact.cli.writing import whole_folder, write_new
from citycompact.facts import FactsError
from citycompact.rulebook import read_signatures
from citycompact.rulebook.signatures import write_signatures
from official_draws import SEED

WRITES = {
    "demo-city": "{out} --schools 6 --applicants 60",
    "approve": "{digest} --key {in}/district.pem --sector district --out {out}",
    "commit": "{in}/city --out {out} --receipts {out}-receipts",
    "match": "{in}/city --seed {seed} --out {out} --no-charts",
    "compare": "{round} {round} --movers {out}",
    "fund": "{in}/town --out {out} --no-charts --no-statements",
    "fund-compare": "{in}/town --rules {in}/town/rulebook.toml --rules {in}/town/rulebook.toml --out {out}",
    "backup-key": "{out}",
    "import oneroster": "{in}/oneroster {out} --sectors {in}/sectors.csv",
    "import baltimore": "{in}/baltimore {out}",
    "rulebook keygen": "{out} --sector district --name A",
    "enrollment decide": "{in}/city --seed {seed} --out {out}",
    "enrollment commit": "{in}/city --out {out}",
    "compact decide": "{in}/compacts/port_ellery --out {out} --on 2026-11-01 --unsigned",
    "compact status": "{in}/compacts/port_ellery --write {out} --on 2026-11-01 --unsigned",
    "compact demo": "{out} --on 2026-11-01",
    "funding decide": "{in}/town --out {out}",
    "funding count": "{in}/town {in}/roster.csv --on 2025-10-01 --year 2025-26 --out {out}",
    "funding demo": "{out} --schools 6",
}
"""Commands that write a file or a folder, and how each is called."""

SAME = {
    "enrollment match": "match",
    "enrollment compare": "compare",
    "funding fund": "fund",
    "funding compare": "fund-compare",
}
"""Other names of the same."""

ELSEWHERE = {
    "backup": "tests/ops/test_backup.py",
    "demo": "its parts are demo-city, commit and match",
    **dict.fromkeys(("site load", "site export", "site invite"), "tests/web/moving"),
    "rulebook sign": "test_a_signature_that_does_not_fit_leaves_the_others below",
    "import nyc-directory": "test_the_import_of_a_directory_writes_whole below",
    **dict.fromkeys(
        ("serve", "worker", "load-demo", "restore", "retention", "check-trail", "manage"), "site"
    ),
}
READS = frozenset(
    {"validate", "check", "explain", "receipt", "audit", "rulebook show", "rulebook diff"}
    | {f"enrollment {name}" for name in ("check", "explain", "receipt", "audit")}
    | {f"compact {name}" for name in ("check", "explain", "compare", "template")}
    | {f"funding {name}" for name in ("check", "explain", "receipt", "move")}
)

FOLDERS = frozenset(WRITES) - {
    *("approve", "compare", "backup-key", "rulebook keygen", "compact status", "funding count")
}
"""Commands whose OUT is a folder."""


def commands(command, path=()):
    """Every command that has none below it, by its whole name."""
    below = getattr(command, "commands", {})
    for name, inner in below.items():
        yield from commands(inner, (*path, name))
    if not below:
        yield " ".join(path)


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words], env=env_of(words))


def env_of(words):
    """A commitment is made before the draw."""
    return {"COLUMNS": "250", "CITYCOMPACT_NOW": COMMITTED if "commit" in words else DRAWN}


def refused(*words):
    """What is said by a command that has to end with 1 and a sentence."""
    done = run(*words)
    assert done.exception is None or isinstance(done.exception, SystemExit), (words, repr(done.exception))
    assert done.exit_code == 1, (words, done.output)
    assert done.output.strip()
    assert "Traceback" not in done.output
    # Nobody asked for a file that the command wrote on its way.
    assert ".new" not in done.output
    return done.output


@pytest.fixture(scope="module")
def inputs(demo_folder, finished, tmp_path_factory):
    """Everything that the commands read; beside it the words to fill their lines with."""
    folder = tmp_path_factory.mktemp("inputs")
    shutil.copytree(demo_folder, folder / "city")
    for words in (
        ("funding", "demo", folder / "town", "--schools", 6),
        ("compact", "demo", folder / "compacts", "--on", "2026-11-01"),
        ("rulebook", "keygen", folder / "district.pem", "--sector", "district", "--name", "A"),
    ):
        made = run(*words)
        assert made.exit_code == 0, made.output
    city = next(path for path in (folder / "compacts").iterdir() if "ellery" in path.name)
    city.rename(folder / "compacts" / "port_ellery")
    (folder / "oneroster").mkdir()
    for name, content in small_exports.files().items():
        (folder / "oneroster" / name).write_bytes(content)
    small_baltimore.write(folder / "baltimore")
    (folder / "sectors.csv").write_text("operator_id,sector\nS2,charter\n")
    head = "student_id,school_id,category,since,until\n"
    (folder / "roster.csv").write_text(head + "c1,S001,K,2025-09-01,\n")
    return {"in": str(folder), "round": str(finished), "seed": SEED, "digest": "ab" * 32}


def line(name, inputs, out):
    """The words of a command."""
    given = {**inputs, "out": str(out)}
    return [*name.split(), *(word.format(**given) for word in WRITES[name].split())]


def everything(folder: Path):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_command_that_writes_is_on_this_walk():
    assert set(commands(typer.main.get_command(app))) == {*WRITES, *SAME, *ELSEWHERE, *READS}


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITES)
def test_a_path_that_is_none_is_said_and_nothing_is_changed(name, inputs, tmp_path):
    (tmp_path / "file").write_text("kept")
    before = everything(tmp_path)
    for out in (tmp_path / "file", tmp_path / "file" / "out", Path("/proc/none/out"), tmp_path / ("x" * 300)):
        refused(*line(name, inputs, out))
        assert everything(tmp_path) == before, out
        assert [p.name for p in tmp_path.iterdir()] == ["file"], out
    if name not in FOLDERS:
        (tmp_path / "folder").mkdir()
        refused(*line(name, inputs, tmp_path / "folder"))
        assert list((tmp_path / "folder").iterdir()) == []
    missing = {**inputs, "in": str(tmp_path / "missing"), "round": str(tmp_path / "missing")}
    if "{in}" in WRITES[name] or "{round}" in WRITES[name]:
        refused(*line(name, missing, tmp_path / "out"))
        assert everything(tmp_path) == before


SMALL_DISK = """
import json, os, subprocess, sys
from pathlib import Path
from typer.testing import CliRunner
from citycompact.cli import app
kind, lines = json.loads(sys.stdin.read())
disk = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)], check=True)
filler = disk / "filler"
with open(filler, "wb", buffering=0) as file:
    try:
        while file.write(b"x" * 4096) == 4096: pass
    except OSError:
        pass
if kind == "read-only":
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
for words, env in lines:
    done = CliRunner().invoke(app, words, env=env)
    odd = None if isinstance(done.exception, (SystemExit, type(None))) else repr(done.exception)
    left = sorted(str(path.relative_to(disk)) for path in disk.rglob("*") if path != filler)
    print(json.dumps([words, done.exit_code, done.output, odd, left]))
    for path in sorted(disk.rglob("*"), reverse=True):
        if path != filler and kind == "full":
            path.unlink() if path.is_file() else path.rmdir()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "said"), [("full", "No space left"), ("read-only", "Read-only file system")]
)
def test_a_full_and_a_read_only_disk_are_said_and_hold_nothing_of_it(kind, said, inputs, tmp_path):
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("no disk of the test's own can be mounted here (unshare -rm)")
    lines = [line(name, inputs, tmp_path / "out") for name in WRITES]
    lines.append([*line("demo-city", inputs, tmp_path / "out"), "--format", "parquet"])
    done = subprocess.run(
        ["unshare", "-rm", sys.executable, "-c", SMALL_DISK, str(tmp_path)],
        input=json.dumps([kind, [(words, env_of(words)) for words in lines]]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(text) for text in done.stdout.splitlines()]
    assert len(found) == len(lines)
    for words, code, output, odd, left in found:
        assert (code, odd, left) == (1, None, []), (words, code, output, odd, left)
        assert said in output, (words, output)
        assert "Traceback" not in output + done.stderr
        assert ".new" not in output, (words, output)


def test_standard_output_on_a_full_disk_is_a_sentence_too():
    with open("/dev/full", "wb") as full:
        words = [sys.executable, "-m", "citycompact", "compact", "template"]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr.count("Traceback")) == (1, 0), done.stderr
    assert "No space left" in done.stderr
    assert "Exception ignored" not in done.stderr


def test_who_reads_only_the_beginning_hears_nothing():
    words = f"{sys.executable} -m citycompact compact template | head -c 1"
    done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["match", "fund", "enrollment decide", "compact decide"])
def test_overwrite_removes_only_what_it_wrote(name, inputs, tmp_path):
    out = tmp_path / "out"
    words = line(name, inputs, out)
    assert run(*words).exit_code == 0
    assert "already holds something" in refused(*words)
    first = everything(out)
    assert run(*words, "--overwrite").exit_code == 0
    (out / "mine.txt").write_text("kept")
    before = everything(out)
    assert "mine.txt" in refused(*words, "--overwrite")
    assert everything(out) == before
    (out / "mine.txt").unlink()
    (out / "empty").mkdir()
    run(*words, "--overwrite")
    assert (out / "empty").is_dir() or everything(out).keys() == first.keys()
    shutil.rmtree(out)
    out.mkdir()
    (out / "mine.txt").write_text("kept")
    refused(*words, "--overwrite")
    assert everything(out) == {"mine.txt": b"kept"}


def test_the_import_of_a_directory_writes_whole(shared, tmp_path):
    directory = shared / "data" / "nyc-high-schools-2018" / "directory.csv"
    (tmp_path / "file").write_text("kept")
    refused("import", "nyc-directory", directory, tmp_path / "file" / "out")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "rulebook.toml").write_text("mine")
    assert "rulebook.toml" in refused("import", "nyc-directory", directory, tmp_path / "out")
    assert everything(tmp_path) == {"file": b"kept", "out/rulebook.toml": b"mine"}


def test_a_signature_that_does_not_fit_leaves_the_others(inputs, tmp_path):
    city = shutil.copytree(Path(inputs["in"]) / "city", tmp_path / "city")
    before = everything(city)
    signatures = read_signatures(city / "rulebook.toml")
    assert signatures
    (city / "rulebook.signatures.tmp").mkdir()
    with pytest.raises(OSError, match="signatures"):
        write_signatures(city / "rulebook.toml", signatures[:1])
    assert everything(city) == before


def into(folder, *names, fails=False):
    """Write files of these names into a whole folder."""
    with whole_folder(folder) as scratch:
        for name in names:
            (scratch / name).write_text("new")
        if fails:
            raise ZeroDivisionError


def test_a_folder_comes_beside_what_lies_there_and_takes_no_name_twice(tmp_path):
    (tmp_path / "mine").write_text("kept")
    into(tmp_path, "a")
    assert everything(tmp_path) == {"mine": b"kept", "a": b"new"}
    with pytest.raises(FactsError, match="stands there already"):
        into(tmp_path, "a", "b")
    assert everything(tmp_path) == {"mine": b"kept", "a": b"new"}


def test_what_fails_leaves_no_folder_that_was_not_there(tmp_path):
    with pytest.raises(ZeroDivisionError):
        into(tmp_path / "a" / "b" / "c", "x", fails=True)
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_result_is_replaced_whole_and_anything_else_never(tmp_path):
    path = tmp_path / "f"
    write_new(path, "kind 1\nold", like="kind 1")
    write_new(path, "kind 1\nnew", like="kind 1")
    assert path.read_text() == "kind 1\nnew"
    for like in ("", "kind 2"):
        with pytest.raises(FactsError):
            write_new(path, "kind 2", like=like)
    assert [p.name for p in tmp_path.iterdir()] == ["f"]
