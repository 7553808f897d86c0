"""Who holds the whole software, and changes what they like, does not get past the commitment and the draw.

A tampering is a few random operations on a bundle, after which a forger may cover up: make anew all hashes,
roots and records that follow from what is left. No operation knows what the verifier looks at.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import itertools
import json
import random
import re
import shutil
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from citycompact.facts import canonical_json
from citycompact.record.merkle import salted_levels, salts
from proven_rounds import Proven, finish, rules
from small_cities import city as city_of

TAMPERINGS = 420
EACH = 29  # one in so many of all changes, in each round
MECHANISMS = (
    "deferred_acceptance",
    "top_trading_cycles",
    "immediate_acceptance",
    "efficiency_adjusted_deferred_acceptance",
    "stable_improvement_cycles",
    "serial_dictatorship",
)
IN_LINES = ("auditor/applications.txt", "auditor/results.txt")
ONE_LINE = ("public/rulebook.json", "public/seats.json")
# What nobody can recompute: names of programs, facts and signatures, the software's own counts, ...
ATTESTED_FILES = ("auditor/certificate.json", "public/signatures.json", "verify.py")
ATTESTED_COLUMNS = {"auditor/programs.csv": (1, 2, 5, 6), "auditor/applicants.csv": (2, 3, 4, 5)}


# ---------------------------------------------------------------- rounds to tamper with


def town(chance: random.Random, children: int = 24, name: str = "town", without: int | None = None):
    """A city in which children have siblings, rights, groups, scores and long lists."""
    schools = [f"S{s}" for s in range(4)]
    seats = [chance.randint(2, 7) for _ in schools]
    people, choices, scores, claims = [], [], [], []
    for a in range(children):
        who = f"Ño-{a:02d}" if a % 7 == 3 else f"A{a:02d}"
        facts = {flag: chance.random() < 0.4 for flag in ("low_income", "english_learner", "keep_together")}
        family, attends = chance.choice(["F1", "F2", "F3", None]), chance.choice([*schools, None, None, None])
        listed = chance.sample(schools, chance.randint(0, 4))
        child = {
            "applicant_id": who,
            "grade": "K",
            "family_id": family,
            "current_school_id": attends,
            **facts,
        }
        found = [float(chance.randint(0, 5)) for _ in listed]
        claimed = {"school_id": chance.choice(schools), "claim": "sibling", "verified": chance.random() < 0.7}
        if a != without:
            people.append(child)
            choices += [
                {"applicant_id": who, "rank": n, "program_id": f"P{s}"} for n, s in enumerate(listed, 1)
            ]
            scores += [
                {"applicant_id": who, "program_id": f"P{school}", "score": score}
                for school, score in zip(listed, found, strict=True)
            ]
            claims.append({"applicant_id": who, **claimed})
    found = city_of(
        operators=[
            {"operator_id": "d", "name": "District", "sector": "district"},
            {"operator_id": "c", "name": "Charter", "sector": "charter"},
        ],
        schools=[
            {"school_id": school, "name": f"School, {school}", "operator_id": "dc"[n % 2]}
            for n, school in enumerate(schools)
        ],
        programs=[
            {
                "program_id": f"P{school}",
                "school_id": school,
                "grade": "K",
                "seats": size + 4,
                "tie_break": "score" if n == 2 else None,
            }
            for n, (school, size) in enumerate(zip(schools, seats, strict=True))
        ],
        reserves=[
            {"program_id": f"P{school}", "position": 1, "group": "low_income", "seats": 2, "hard": n == 1}
            for n, school in enumerate(schools[:3])
        ],
        applicants=people,
        choices=choices,
        scores=scores,
        claims=claims,
    )
    return replace(found, city_id=name)


def agreed(mechanism: str):
    offered = mechanism != "serial_dictatorship"
    groups = {"sibling": {"kind": "sibling_attending"}, "offered": {"kind": "sibling_offered"}}
    more = {"siblings": {"keep_together": "keep_together"}}
    return rules(
        mechanism={"name": mechanism},
        groups=groups if offered else {"sibling": groups["sibling"]},
        priorities={"default": ["sibling", "offered", "low_income"] if offered else ["sibling"]},
        guarantees=[{"kind": "current_school"}],
        **more,
    )


@dataclass(frozen=True)
class Round:
    """A true round, and rounds that a forger would rather have had."""

    true: Proven
    files: dict[str, bytes]
    others: dict[str, dict[str, bytes]]

    @property
    def record(self) -> str:
        """Hash of the record, as it was published."""
        return hashlib.sha256(self.files["public/record.json"]).hexdigest()


@pytest.fixture(scope="session")
def true_rounds(tmp_path_factory) -> list[Round]:
    found = []
    for number, mechanism in enumerate(MECHANISMS):
        folder = tmp_path_factory.mktemp(mechanism)
        cities = {
            "true": town(random.Random(number)),
            "other city": town(random.Random(number + 100), name="elsewhere"),
            "one child less": town(random.Random(number), without=5),
            "other facts": town(random.Random(number + 100)),
        }
        done = {name: finish(folder / name, city, agreed(mechanism)) for name, city in cities.items()}
        done["other seed"] = finish(
            folder / "other seed", cities["true"], agreed(mechanism), "01 02 03 04 05 06"
        )
        done["no commitment"] = finish(folder / "no commitment", cities["true"], agreed(mechanism), at="")
        other = agreed(MECHANISMS[number - 1])
        done["other rules"] = finish(folder / "other rules", cities["true"], other)
        files = {name: read(round_.audit) for name, round_ in done.items()}
        true = files.pop("true")
        found.append(Round(done["true"], true, files))
    return found


def read(folder: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def write(folder: Path, files: dict[str, bytes]) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


# ---------------------------------------------------------------- operations


@dataclass
class Forgery:
    """A bundle that somebody changes."""

    files: dict[str, bytes]
    others: dict[str, dict[str, bytes]]
    chance: random.Random
    done: list[str] = field(default_factory=list)

    def pick(self, ending: str) -> str:
        return self.chance.choice([name for name in sorted(self.files) if name.endswith(ending)])

    def text(self, name: str) -> str:
        return self.files[name].decode()

    def put(self, name: str, text: str) -> None:
        self.files[name] = text.encode()

    def json(self, name: str):
        return json.loads(self.text(name))

    def put_json(self, name: str, content) -> None:
        """As the software spells it, so that only the content is wrong."""
        if name in ONE_LINE:
            self.files[name] = canonical_json(content) + b"\n"
        else:
            ascii_only = "\\u" in self.text(name)
            self.put(name, json.dumps(content, indent=2, ensure_ascii=ascii_only) + "\n")

    def line(self) -> tuple[str, int, list[str]]:
        name = self.chance.choice([name for name in IN_LINES if name in self.files])
        lines = self.text(name).split("\n")[:-1]
        return name, self.chance.randrange(len(lines)), lines

    def put_lines(self, name: str, lines: list[str]) -> None:
        self.put(name, "".join(f"{line}\n" for line in lines))


OPERATIONS = []


def operation(function):
    OPERATIONS.append(function)
    return function


def places(content, path=()):
    """Every place of a JSON value, objects and lists too."""
    if path:
        yield path
    items = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for key, inner in items:
        yield from places(inner, (*path, key))


def at(content, path):
    return functools.reduce(lambda value, key: value[key], path, content)


def another(value, chance: random.Random):
    """Another value of the same kind, or now and then of another kind."""
    if chance.random() < 0.15:
        return chance.choice([None, "", 0, [], {}, 1.5, True, "x" * 100])
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + chance.choice([-1, 1, 2])
    if isinstance(value, str) and value:
        place = chance.randrange(len(value))
        return value[:place] + chance.choice("0123456789abcdefS ") + value[place + 1 :]
    if isinstance(value, list) and len(value) > 1:
        return chance.choice([value[1:], value[::-1], [*value, value[0]]])
    return chance.choice(["A01", 1, None])


def change_somewhere(content, chance: random.Random) -> str:
    path = chance.choice(list(places(content)))
    inside = at(content, path[:-1])
    inside[path[-1]] = another(inside[path[-1]], chance)
    return str(path)


@operation
def change_a_value_of_json(forgery):
    name = forgery.pick(".json")
    content = forgery.json(name)
    path = change_somewhere(content, forgery.chance)
    forgery.put_json(name, content)
    return f"{name} {path}"


@operation
def delete_or_add_a_key(forgery):
    name = forgery.pick(".json")
    content = forgery.json(name)
    objects = [
        path for path in ((), *places(content)) if isinstance(at(content, path), dict) and at(content, path)
    ]
    if not objects:
        return ""
    inside = at(content, forgery.chance.choice(objects))
    key = forgery.chance.choice(sorted(inside))
    if forgery.chance.random() < 0.5:
        del inside[key]
    else:
        inside[f"{key}_"] = inside[key]
    forgery.put_json(name, content)
    return f"{name} {key}"


@operation
def write_a_key_twice(forgery):
    """Readers disagree on which of the two counts."""
    name = forgery.pick(".json")
    text = forgery.text(name)
    starts = [
        place for place, sign in enumerate(text) if sign == "{" and text[place + 1 :].lstrip()[:1] == '"'
    ]
    if not starts:
        return ""
    start = forgery.chance.choice(starts)
    key = text[start + 1 :].lstrip()[1:].split('"')[0]
    value = forgery.chance.choice(["0", "null", '"x"', "true"])
    forgery.put(name, f'{text[: start + 1]}"{key}":{value},{text[start + 1 :]}')
    return f"{name} {key}"


@operation
def reorder_the_keys(forgery):
    name = forgery.pick(".json")
    content = forgery.json(name)
    if not isinstance(content, dict):
        return ""
    items = list(content.items())
    forgery.chance.shuffle(items)
    forgery.put(name, json.dumps(dict(items), indent=None if name in ONE_LINE else 2) + "\n")
    return name


@operation
def change_a_cell(forgery):
    name = forgery.pick(".csv")
    rows = list(csv.reader(io.StringIO(forgery.text(name))))
    row, column = forgery.chance.randrange(1, max(2, len(rows))), forgery.chance.randrange(len(rows[0]))
    if row >= len(rows):
        return ""
    old = rows[row][column]
    flipped = {"true": "false", "false": "true"}.get(old)
    number = str(int(old) + 1) if old.isascii() and old.isdecimal() else old[::-1]
    elsewhere = forgery.chance.choice(rows[1:])[column]
    rows[row][column] = forgery.chance.choice([flipped or number, elsewhere, "", f"{old}0"])
    put_rows(forgery, name, rows)
    return f"{name} {rows[0][column]} of row {row}"


def put_rows(forgery, name, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    forgery.put(name, text.getvalue())


@operation
def move_rows(forgery):
    """Drop, repeat, swap or append rows, the header too."""
    name = forgery.pick(".csv")
    lines = forgery.text(name).split("\n")[:-1]
    place = forgery.chance.randrange(len(lines))
    how = forgery.chance.choice(["drop", "twice", "swap", "append", "header"])
    if how == "drop":
        del lines[place]
    elif how == "twice":
        lines.insert(place, lines[place])
    elif how == "swap":
        lines[place], lines[place - 1] = lines[place - 1], lines[place]
    elif how == "append":
        lines.append(",".join("9" for _ in lines[0].split(",")))
    else:
        lines.insert(place, lines[0])
    forgery.put_lines(name, lines)
    return f"{name} {how} {place}"


@operation
def respell(forgery):
    """The same content, otherwise written."""
    name = forgery.chance.choice(sorted(forgery.files))
    content = forgery.files[name]
    how = forgery.chance.choice(
        ["line ends", "mark", "blank", "end", "nfd", "zero", "quotes", "byte", "upper"]
    )
    changes = {
        "line ends": lambda c: c.replace(b"\n", b"\r\n"),
        "mark": lambda c: b"\xef\xbb\xbf" + c,
        "blank": lambda c: c + forgery.chance.choice([b" ", b"\n", b"\n\n", b"\t"]),
        "end": lambda c: c.removesuffix(b"\n"),
        "nfd": lambda c: unicodedata.normalize("NFD", c.decode()).encode(),
        "zero": lambda c: c.replace(b",1,", b",01,", 1) if b",1," in c else c.replace(b":1,", b":1.0,", 1),
        "quotes": lambda c: c.replace(b"A01", b'"A01"', 1),
        "byte": lambda c: c[: len(c) // 2] + b"\xff" + c[len(c) // 2 :],
        "upper": lambda c: c.upper(),
    }
    forgery.files[name] = changes[how](content)
    return f"{name} {how}"


@operation
def change_a_record_or_a_leaf(forgery):
    name, place, lines = forgery.line()
    salt, _, text = lines[place].partition(" ")
    content = json.loads(text)
    path = change_somewhere(content, forgery.chance)
    lines[place] = f"{salt} {canonical_json(content).decode()}"
    forgery.put_lines(name, lines)
    return f"{name}, line {place}: {path}"


@operation
def move_lines(forgery):
    name, place, lines = forgery.line()
    how = forgery.chance.choice(["drop", "twice", "swap", "salt"])
    if how == "drop":
        del lines[place]
    elif how == "twice":
        lines.append(lines[place])
    elif how == "swap":
        lines[place], lines[place - 1] = lines[place - 1], lines[place]
    else:
        lines[place] = forgery.chance.choice(["", "0" * 32, "A" * 32]) + lines[place][32:]
    forgery.put_lines(name, lines)
    return f"{name} {how} {place}"


@operation
def help_a_friend(forgery):
    """Give one child a right, a group, a score, another number or a place at the top of the list."""
    lines = forgery.text("auditor/applications.txt").split("\n")[:-1]
    place = forgery.chance.randrange(len(lines))
    salt, _, text = lines[place].partition(" ")
    record = json.loads(text)
    if not record["choices"]:
        return ""
    choice = forgery.chance.choice(record["choices"])
    how = forgery.chance.choice(["right", "group", "score", "priority", "first", "weight", "family"])
    if how == "right":
        record["right"] = choice[0]
    elif how == "group":
        choice[1] = sorted({*choice[1], forgery.chance.choice(["low_income", "sibling", "offered"])})
    elif how == "score":
        choice[2] = 99
    elif how == "priority":
        choice[3] = 1
    elif how == "first":
        record["choices"].remove(choice)
        record["choices"].insert(0, choice)
    elif how == "weight":
        record["weight"] = 1000
    else:
        record["family"] = forgery.chance.choice(["F1", "F2", "F9"])
    lines[place] = f"{salt} {canonical_json(record).decode()}"
    forgery.put_lines("auditor/applications.txt", lines)
    return f"{how} for {record['applicant']}"


@operation
def swap_two_placements(forgery):
    """In the assignments and in the results alike."""
    rows = list(csv.reader(io.StringIO(forgery.text("auditor/assignments.csv"))))
    one, other = forgery.chance.sample(range(1, len(rows)), 2)
    rows[one][1:], rows[other][1:] = rows[other][1:], rows[one][1:]
    put_rows(forgery, "auditor/assignments.csv", rows)
    lines = forgery.text("auditor/results.txt").split("\n")[:-1]
    for row in (one, other):
        salt, _, text = lines[row - 1].partition(" ")
        leaf = json.loads(text)
        program, bucket, rank = rows[row][1:]
        placed = {"bucket": int(bucket or 0) or None, "choice_rank": int(rank or 0) or None}
        leaf["assignments"] = [placed | {"program_id": program or None}]
        lines[row - 1] = f"{salt} {canonical_json(leaf).decode()}"
    forgery.put_lines("auditor/results.txt", lines)
    return f"{rows[one][0]} and {rows[other][0]}"


@operation
def print_another_number(forgery):
    """A better number and place for one child wherever they are printed."""
    rows = list(csv.reader(io.StringIO(forgery.text("auditor/applicants.csv"))))
    one, other = forgery.chance.sample(range(1, len(rows)), 2)
    rows[one][-2:], rows[other][-2:] = rows[other][-2:], rows[one][-2:]
    put_rows(forgery, "auditor/applicants.csv", rows)
    return f"{rows[one][0]} and {rows[other][0]}"


@operation
def mix_in_files_of_another_round(forgery):
    """Some or all files of another round, as if it had been this one."""
    name = forgery.chance.choice(sorted(forgery.others))
    other = forgery.others[name]
    share = forgery.chance.choice([0.1, 0.5, 0.9, 1.0])
    taken = [file for file in sorted(other) if forgery.chance.random() < share]
    forgery.files |= {file: other[file] for file in taken}
    return f"{name}: {', '.join(taken)}"


@operation
def add_delete_or_rename_a_file(forgery):
    name = forgery.chance.choice([name for name in sorted(forgery.files) if name != "public/record.json"])
    how = forgery.chance.choice(["add", "delete", "rename", "copy"])
    if how == "add":
        forgery.files[forgery.chance.choice(["public/extra.txt", "auditor/.hidden", "more/a.csv"])] = b"x\n"
    elif how == "copy":
        forgery.files[f"{name}.bak"] = forgery.files[name]
    else:
        content = forgery.files.pop(name)
        if how == "rename":
            forgery.files[forgery.chance.choice([name.upper(), f"public/{Path(name).name}x"])] = content
    return f"{how} {name}"


@operation
def replace_commitment_and_draw(forgery):
    """A commitment and a draw that fit each other, but not those that were published."""
    commitment, draw = forgery.json("public/commitment.json"), forgery.json("public/draw.json")
    how = forgery.chance.choice(["seed", "at", "late", "never", "root", "round", "spelling", "clock"])
    if how == "seed":
        draw["seed"] = "01 02 03 04 05 07"
    elif how == "spelling":
        draw["seed"] = draw["seed"].replace(" ", forgery.chance.choice(["", "  ", ",", "-"]))
    elif how in ("at", "late", "never"):
        commitment["at"] = {"at": "2027-02-14T09:00", "late": "2027-02-16T09:00", "never": ""}[how]
        draw["committed_before"] = how != "never"
    elif how == "root":
        commitment["applications_root"] = hashlib.sha256(str(forgery.chance.random()).encode()).hexdigest()
    elif how == "round":
        commitment["round"] = draw["round"] = "another"
    else:
        draw["clock_moved"] = True
    forgery.put_json("public/commitment.json", commitment)
    forgery.put_json("public/draw.json", draw)
    return how


# ---------------------------------------------------------------- the cover-up


def cover_up(forgery: Forgery) -> None:
    """Make anew all that follows from the files, as far as they can still be read: roots, hashes, records."""
    for step in (cover_results, cover_applications, cover_commitment, cover_record):
        # What cannot be read any more cannot be covered up.
        try:
            step(forgery)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            forgery.done.append(f"{step.__name__} failed")


def root_of_lines(text: str) -> tuple[int, str]:
    parts = [line.partition(" ") for line in text.split("\n")[:-1]]
    level = salted_levels([bytes.fromhex(salt) for salt, _, _ in parts], [leaf for _, _, leaf in parts])
    return len(parts), level[-1][0].hex()


def cover_results(forgery):
    """New salts, as the software makes them, and the new root."""
    lines = [line.partition(" ")[2] for line in forgery.text("auditor/results.txt").split("\n")[:-1]]
    made = salts(lines, [json.loads(line)["applicant_id"] for line in lines])
    forgery.put_lines(
        "auditor/results.txt", [f"{s.hex()} {line}" for s, line in zip(made, lines, strict=True)]
    )
    count, root = root_of_lines(forgery.text("auditor/results.txt"))
    content = forgery.json("public/results.json") | {"results": count, "results_root": root}
    forgery.put_json("public/results.json", content)


def cover_applications(forgery):
    count, root = root_of_lines(forgery.text("auditor/applications.txt"))
    content = forgery.json("public/commitment.json") | {"applications": count, "applications_root": root}
    forgery.put_json("public/commitment.json", content)


def cover_commitment(forgery):
    content = forgery.json("public/commitment.json")
    for name, key in (("rulebook", "section_sha256"), ("seats", "seats_sha256")):
        content[key] = hashlib.sha256(canonical_json(forgery.json(f"public/{name}.json"))).hexdigest()
    forgery.put_json("public/commitment.json", content)


def cover_record(forgery):
    record = forgery.json("public/record.json")
    draw, commitment = forgery.json("public/draw.json"), forgery.json("public/commitment.json")
    section, signatures = forgery.json("public/rulebook.json"), forgery.json("public/signatures.json")
    record |= {"draw": draw, "commitment": commitment}
    record["results_root"] = forgery.json("public/results.json")["results_root"]
    record["city"]["id"] = commitment["city"]
    said = record["sections"]["enrollment"]
    said["sha256"] = commitment["section_sha256"]
    said["signed_by"] = [{"sector": item["sector"], "name": item["name"]} for item in signatures]
    record["values"]["mechanism"] = section["content"]["mechanism"]["name"]
    settled = forgery.json("auditor/siblings.json")
    record["values"]["siblings"] |= {key: settled[key] for key in ("rounds", "fixed_point", "restart")}
    certificate = forgery.json("auditor/certificate.json")
    record["certificate"] = {
        "holds": not any(item["promised"] and item["violations"] for item in certificate),
        "findings": {
            c["name"]: {"promised": c["promised"], "violations": c["violations"]} for c in certificate
        },
    }
    record["result_sha256"]["values"] = hashlib.sha256(canonical_json(record["values"])).hexdigest()
    signed = {"signed": {"enrollment": section}, "signatures": signatures}
    files = {name: content for name, content in forgery.files.items() if name != "public/record.json"}
    hashes = {f"audit/{name}": hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for name, content in (("values.json", record["values"]), ("rules.json", signed)):
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        hashes[name] = hashlib.sha256(text.encode()).hexdigest()
    for name in ("assignments.csv", "waitlists.csv", "cutoffs.csv", "certificate.json", "results.txt"):
        hashes[name] = hashes[f"audit/auditor/{name}"]
    for name in ("assignments", "waitlists", "cutoffs"):
        record["result_sha256"][name] = hashes[f"{name}.csv"]
    outside = {name: value for name, value in record["files"].items() if not name.startswith("audit/")}
    record["files"] = dict(sorted((outside | hashes).items()))
    forgery.put_json("public/record.json", record)


# ---------------------------------------------------------------- what is proved, and what is only attested


def proved(files: dict[str, bytes]) -> dict[str, object]:
    """A bundle without what nobody can recompute, in which nothing may be changed."""
    found: dict[str, object] = {}
    for name, content in files.items():
        if name in ATTESTED_FILES:
            # That it is there is proved.
            found[name] = None
        elif name in ATTESTED_COLUMNS:
            rows = list(csv.reader(io.StringIO(content.decode(errors="replace"), newline="")))
            hidden = ATTESTED_COLUMNS[name]
            if name == "auditor/applicants.csv":
                # No committed record says the grade of a child who listed nothing.
                applications = files.get("auditor/applications.txt", b"").decode(errors="replace")
                idle = set(re.findall('"applicant":"([^"]*)","choices":\\[\\]', applications))
                rows = [[row[0], "", *row[2:]] if row and row[0] in idle else row for row in rows]
            found[name] = (
                [[c for n, c in enumerate(row) if n not in hidden] for row in rows],
                content.count(b"\n"),
            )
        else:
            found[name] = content
    try:
        found["public/record.json"] = _proved_of_record(json.loads(files["public/record.json"]))
        found["public/draw.json"] = json.loads(files["public/draw.json"]) | {
            "source": "",
            "clock_moved": None,
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    return found


def _proved_of_record(record):
    for key in ("software", "facts_sha256", "certificate"):
        del record[key]
    for key in ("name", "version", "default_rules", "signed_by", "not_signed_by"):
        del record["sections"]["enrollment"][key]
    del (
        record["city"]["name"],
        record["values"]["proposals"],
        record["draw"]["source"],
        record["draw"]["clock_moved"],
    )
    for table in ("explanations", "unverified"):
        del record["columns"][table], record["result_sha256"][table]
    del record["result_sha256"]["values"]
    held = {
        "explanations.csv",
        "unverified.csv",
        "report.html",
        "values.json",
        "rules.json",
        "certificate.json",
    }
    held |= {f"audit/{name}" for name in (*ATTESTED_FILES, *ATTESTED_COLUMNS, "public/draw.json")}
    record["files"] = {name: value for name, value in sorted(record["files"].items()) if name not in held}
    return record


def tamperings(rounds: list[Round], seeds: range):
    """Random tamperings of the true rounds, each the same for the same seed."""
    for seed in seeds:
        chance = random.Random(seed)
        of = rounds[seed % len(rounds)]
        forgery = Forgery(dict(of.files), of.others, chance)
        for _ in range(chance.choice([1, 1, 2, 3])):
            step = chance.choice(OPERATIONS)
            try:
                said = step(forgery)
            except (ValueError, KeyError, TypeError, AttributeError, IndexError):
                # An operation that cannot read what an earlier one left does nothing.
                continue
            if said:
                forgery.done.append(f"{step.__name__}: {said}")
        if chance.random() < 0.8:
            forgery.done.append("cover up")
            cover_up(forgery)
        yield of, forgery


def test_every_true_round_is_verified(true_rounds):
    for of in true_rounds:
        code, said = of.true.verify()
        assert (code, said.split("\n")[0]) == (0, "VERIFIED"), said


def refuse(of: Round, forgery: Forgery, folder: Path) -> bool:
    """Hold a changed bundle against what was published; whether anything that is proved was changed.

    Nobody gets past the hash of the record; and without it nobody who changed what is proved.
    """
    bundle = write(folder / "forged" / "audit", forgery.files)
    code, said = of.true.verify("--record-sha256", of.record, bundle=bundle)
    assert code in (1, 2, 3), (forgery.done, said)
    assert "Traceback" not in said, (forgery.done, said)
    assert forgery.files.keys() - {"verify.py"} == public_part(forgery) or code != 3, (forgery.done, said)
    if proved(forgery.files) == proved(of.files):
        return False
    code, said = of.true.verify(bundle=bundle)
    assert "Traceback" not in said, (forgery.done, said)
    assert code in (1, 2) or said.startswith("CONSISTENT\n"), (forgery.done, said)
    assert code in (1, 2) or not any(name.startswith("auditor/") for name in forgery.files)
    return True


def public_part(forgery: Forgery) -> set[str]:
    return {name for name in forgery.files if name.startswith("public/")}


def test_no_tampering_is_accepted(true_rounds, tmp_path):
    kinds, distinct, covered = Counter(), set(), 0
    for of, forgery in tamperings(true_rounds, range(TAMPERINGS)):
        if forgery.files != of.files and refuse(of, forgery, tmp_path):
            distinct.add(hashlib.sha256(repr(sorted(forgery.files.items())).encode()).digest())
            kinds.update(step.partition(":")[0] for step in forgery.done)
            covered += forgery.done[-1] == "cover up"
    assert len(distinct) >= 300
    assert covered >= 150, "coordinated: hashes, roots and records fit each other"
    assert all(kinds[step.__name__] >= 8 for step in OPERATIONS), kinds


# ---------------------------------------------------------------- every place of every file


def everywhere(of: Round):
    """Each place of each file with each way to change it, by itself and with all hashes made anew.

    A place is a column of a table, or a path in a value of JSON (of lists and lines one item, at random).
    """
    for name, content in sorted(of.files.items()):
        if name.endswith(".csv"):
            columns = range(len(content.decode().split("\n")[0].split(",")))
            yield from itertools.product([cell_changed], [name], columns, CELLS, [False, True])
        elif name != "verify.py":
            paths = {generic(path): None for value in values_of(name, content) for path in places(value)}
            yield from itertools.product([value_changed], [name], paths, VALUES, [False, True])


def changed(of: Round, seed: int, change, name: str, place, how: str, covered: bool) -> Forgery:
    forgery = Forgery(dict(of.files), of.others, random.Random(f"{seed} {name} {place} {how}"))
    change(forgery, name, place, how)
    forgery.done.append(f"{name} {place} {how}")
    if covered and forgery.files != of.files:
        forgery.done.append("cover up")
        cover_up(forgery)
    return forgery


CELLS = {
    "empty": lambda cell, _: "",
    "another": lambda _, others: others[0],
    "next": lambda cell, _: str(int(cell) + 1) if cell.isdecimal() else f"{cell}0",
    "spelling": lambda cell, _: f"0{cell}" if cell.isdecimal() else cell.swapcase(),
    "blank": lambda cell, _: f"{cell} ",
}


def cell_changed(forgery, name, column, how):
    rows = list(csv.reader(io.StringIO(forgery.text(name))))
    if len(rows) > 1:
        row = forgery.chance.randrange(1, len(rows))
        cell = rows[row][column]
        others = sorted({other[column] for other in rows[1:]} - {cell}) or ["7"]
        rows[row][column] = CELLS[how](cell, others)
        put_rows(forgery, name, rows)


VALUES = ("another", "null", "delete", "rename")


def value_changed(forgery, name, place, how):
    values = values_of(name, forgery.files[name])
    found = [(n, p) for n, value in enumerate(values) for p in places(value) if generic(p) == place]
    number, path = forgery.chance.choice(found)
    inside, key = at(values[number], path[:-1]), path[-1]
    if how == "another":
        inside[key] = another(inside[key], forgery.chance)
    elif how == "null":
        inside[key] = None
    else:
        value = inside.pop(key)
        if how == "rename" and isinstance(inside, dict):
            inside[f"{key}2"] = value
    if name in IN_LINES:
        lines = forgery.text(name).split("\n")[:-1]
        salt = lines[number].partition(" ")[0]
        lines[number] = f"{salt} {canonical_json(values[number]).decode()}"
        forgery.put_lines(name, lines)
    else:
        forgery.put_json(name, values[0])


def values_of(name: str, content: bytes) -> list:
    if name not in IN_LINES:
        return [json.loads(content)]
    return [json.loads(line.partition(" ")[2]) for line in content.decode().split("\n")[:-1]]


def generic(path):
    return tuple("*" if isinstance(key, int) else key for key in path)


def test_no_place_of_any_file_can_be_changed(true_rounds, tmp_path):
    counted = Counter()
    for number, of in enumerate(true_rounds):
        # Another share of all places in each round.
        for one in itertools.islice(everywhere(of), number, None, EACH):
            forgery = changed(of, number, *one)
            if forgery.files != of.files:
                counted[refuse(of, forgery, tmp_path), forgery.done[-1] == "cover up"] += 1
    assert counted[True, True] >= 150
    assert counted[True, False] >= 150


@pytest.mark.parametrize("name", ["report.html", "explanations.csv", "unverified.csv", "audit/verify.py"])
def test_what_is_only_bound_is_said_to_be_and_held_by_the_hash_of_the_record(true_rounds, tmp_path, name):
    """Who seals the record again gets past all else, and so the verifier says what is only bound."""
    of = true_rounds[0]
    forgery = Forgery(dict(of.files), of.others, random.Random(0))
    other = hashlib.sha256(b"another picture, letter or program").hexdigest()
    if name.startswith("audit/"):
        forgery.files["verify.py"] = b"print('VERIFIED')\n"
    else:
        record = forgery.json("public/record.json")
        record["files"][name] = other
        if name.endswith(".csv"):
            record["result_sha256"][Path(name).stem] = other
        forgery.put_json("public/record.json", record)
    bundle = write(tmp_path / "audit", forgery.files)
    assert of.true.verify(bundle=bundle)[0] == (1 if name.startswith("audit/") else 0)
    cover_up(forgery)
    bundle = write(tmp_path / "audit", forgery.files)
    code, said = of.true.verify(bundle=bundle)
    assert (code, repr(name) in said) == (0, True), said
    assert said.index("Attested by") < said.index(repr(name))
    code, said = of.true.verify("--record-sha256", of.record, bundle=bundle)
    assert (code, "public/record.json: hash, as it was given" in said) == (1, True), said


@pytest.mark.parametrize("table", sorted(ATTESTED_COLUMNS))
def test_names_and_facts_in_tables_for_comparisons_are_attested(true_rounds, tmp_path, table):
    of = true_rounds[0]
    for column in ATTESTED_COLUMNS[table][:1]:
        forgery = Forgery(dict(of.files), of.others, random.Random(0))
        rows = list(csv.reader(io.StringIO(forgery.text(table))))
        rows[1][column] = "" if rows[1][column] else "true"
        put_rows(forgery, table, rows)
        cover_up(forgery)
        bundle = write(tmp_path / "audit", forgery.files)
        code, said = of.true.verify(bundle=bundle)
        assert (code, "in the tables for comparisons" in said) == (0, True), said
        assert of.true.verify("--record-sha256", of.record, bundle=bundle)[0] == 1
