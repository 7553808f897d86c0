#!/usr/bin/env python3
"""Verify a City Compact match. One file, Python's standard library only; imports nothing of City Compact.

    python verify.py [FOLDER]            check the bundles beside this file, or in FOLDER
    python verify.py --receipt FILE      check that an application was counted, and what it got

With the auditor's bundle everything is recomputed from the committed applications: commitments,
lottery numbers, and the whole assignment (deferred acceptance with reserves, guarantees and
siblings), waitlists, cutoffs and public counts. With the public bundle alone, hashes are checked.

Prints VERIFIED and exits with 0, or says exactly what differs and exits with 1.
"""

import argparse
import csv
import hashlib
import heapq
import itertools
import json
import math
import re
import sys
from collections import Counter
from decimal import Decimal, InvalidOperation, localcontext
from fractions import Fraction
from pathlib import Path

SALT = re.compile("[0-9a-f]{32}")
SHOWN = 20  # differences listed for each file; the rest are counted
SMALLEST_SHOWN = 10  # public counts from 1 to 9 are left empty, and others that would give them away
LARGEST_INTEGER = 2**53 - 1  # larger integers stand as strings, since few readers of JSON hold them
FORMATS = {"commitment": "citycompact commitment 2", "receipt": "citycompact receipt 2"}


# ---------------------------------------------------------------- canonical JSON (RFC 8785)

quoted = json.JSONEncoder(ensure_ascii=False).encode  # escapes what JSON.stringify does, and as it does


def canonical(value):
    """The one spelling of a JSON value, as bytes."""
    return spelled(value).encode()


def spelled(value):
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[" + ",".join([spelled(item) for item in value]) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=utf16)
        return "{" + ",".join([quoted(key) + ":" + spelled(value[key]) for key in keys]) + "}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value) if abs(value) <= LARGEST_INTEGER else quoted(str(value))
    return spelled_number(value)


def utf16(key):
    """Keys are sorted by their UTF-16 code units, which is another order than that of characters."""
    return key.encode("utf-16-be")


def spelled_number(value):
    """ECMAScript's Number::toString: the shortest digits that give the double back, laid out its way."""
    if not math.isfinite(value):
        raise ValueError(f"{value} has no place in JSON")
    negative, digits, exponent = Decimal(repr(value)).as_tuple()
    point = len(digits) + exponent  # digits before the decimal point
    digits = "".join(map(str, digits)).rstrip("0")
    if not digits:
        return "0"
    if len(digits) <= point <= 21:
        text = digits.ljust(point, "0")
    elif 0 < point <= 21:
        text = digits[:point] + "." + digits[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        text = digits[0] + ("." + digits[1:] if digits[1:] else "") + f"e{point - 1:+d}"
    return "-" * negative + text


def parsed(text):
    """Read JSON; a larger integer that is no string was written from a double, so it is read as one."""
    return json.loads(text, parse_int=integer)


def integer(text):
    value = int(text)
    return value if abs(value) <= LARGEST_INTEGER else float(text)


# ---------------------------------------------------------------- commitments


def sha256(data):
    return hashlib.sha256(data).digest()


def merkle_root(leaves):
    """RFC 6962: leaves are hashed with 0x00 before, nodes with 0x01; a lone node is carried up."""
    if not leaves:
        return sha256(b"")
    while len(leaves) > 1:
        above = [sha256(b"\x01" + leaves[i] + leaves[i + 1]) for i in range(0, len(leaves) - 1, 2)]
        if len(leaves) % 2:
            above.append(leaves[-1])
        leaves = above
    return leaves[0]


def check_format(where, kind, found, report):
    """Whether this verifier can read the file at all; what it cannot read it does not judge."""
    if found != FORMATS[kind]:
        report.differences.append(
            f"{where}: its format is {found!r}, and this verifier reads {FORMATS[kind]!r}. "
            f"Use the verify.py of the bundle that the {kind} came with."
        )
    return found == FORMATS[kind]


def check_public(bundle, report):
    """Check the hashes of rulebook and seats; False where the commitment is of another format."""
    commitment = bundle.json("public/commitment.json")
    if not check_format("public/commitment.json", "commitment", commitment.get("format"), report):
        return False
    # A section as it was signed: city, signing sectors, name and content, all under one hash.
    section = bundle.json("public/rulebook.json")
    report.equal("public/rulebook.json", "section", "enrollment", section["section"])
    if section["city"] is not None:
        report.equal("public/rulebook.json", "city", commitment["city"], section["city"])
    for name, key in (("rulebook", "section_sha256"), ("seats", "seats_sha256")):
        found = sha256(canonical(bundle.json(f"public/{name}.json"))).hex()
        report.equal(f"public/{name}.json", "hash in the commitment", commitment[key], found)
    for program, entry in bundle.json("public/seats.json").items():
        total = sum(bucket[2] for bucket in entry["buckets"])
        report.equal("public/seats.json", f"seats in the buckets of {program}", entry["seats"], total)
    return True


def check_manifests(bundle, report):
    for part in ("public", "auditor"):
        if not (bundle.folder / part).is_dir():
            continue
        listed = bundle.json(f"{part}/manifest.json")
        present = {path.name for path in (bundle.folder / part).iterdir()} - {"manifest.json"}
        report.equal(f"{part}/manifest.json", "files", sorted(listed), sorted(present))
        for name in sorted(present & set(listed)):
            found = sha256((bundle.folder / part / name).read_bytes()).hex()
            report.equal(f"{part}/manifest.json", f"hash of {name}", listed[name], found)


def read_applications(bundle, report):
    """Check the Merkle root over all application records and return the records."""
    commitment = bundle.json("public/commitment.json")
    leaves, records, other = [], [], []
    with open(bundle.folder / "auditor/applications.txt", encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            salt, _, record = line.rstrip("\n").partition(" ")
            leaves.append(sha256(b"\x00" + bytes.fromhex(salt) + record.encode()))
            records.append(parsed(record))
            if spelled(records[-1]) != record:
                other.append(number)
    where = "auditor/applications.txt"
    report.equal(where, "lines with other than canonical JSON", [], other)
    report.equal(where, "number of applications", commitment["applications"], len(records))
    report.equal(where, "Merkle root", commitment["applications_root"], merkle_root(leaves).hex())
    names = [record["applicant"] for record in records]
    report.equal(where, "applicants sorted, each once", names, sorted(set(names)))
    return records


# ---------------------------------------------------------------- the lottery


def lottery_number(seed, *parts):
    return int.from_bytes(sha256("|".join((seed, *parts)).encode()), "big")


def recorded_number(value):
    """A number of a replayed round; whole numbers stay exact, also where they are written as strings."""
    try:
        return int(value) if isinstance(value, str) else value
    except ValueError:
        return float(value)


def weighted_value(number, weight):
    """-ln(1 - u) / weight with u = (number + 1/2) / 2^256, to 60 digits."""
    with localcontext() as context:
        context.prec = 140
        unit = 1 - (Decimal(number) + Decimal("0.5")) / Decimal(2) ** 256
        context.prec = 60
        return -unit.ln() / Decimal(weight)


class Lottery:
    """Order values of applicants and of their choices; lower is better."""

    def __init__(self, rules, draw, records):
        self.per_program = rules.get("lottery", {}).get("numbers", "per_applicant") == "per_program"
        self.weighted = any(record["weight"] != 1 for record in records) and not draw["replayed"]
        self.seed, self.replayed = draw["seed"], draw["replayed"]

    def number(self, record, choice):
        """The number that counts for a choice: drawn from the seed, or recorded in a replay."""
        if self.replayed:
            return recorded_number(choice[4])
        if self.per_program:
            return lottery_number(self.seed, record["applicant"], choice[0])
        return lottery_number(self.seed, record["applicant"])

    def value(self, record, choice):
        number = self.number(record, choice)
        return (weighted_value(number, record["weight"]), number) if self.weighted else number

    def places(self, records):
        """Place of every choice in the lottery, 0 first: a list for each record."""
        if not self.replayed and not self.per_program:
            blank = [""]
            values = sorted((self.value(record, blank), i) for i, record in enumerate(records))
            own = {i: place for place, (_, i) in enumerate(values)}
            return [[own[i]] * len(record["choices"]) for i, record in enumerate(records)]
        values = [
            (self.value(record, choice), i, c)
            for i, record in enumerate(records)
            for c, choice in enumerate(record["choices"])
        ]
        places = [[0] * len(record["choices"]) for record in records]
        for place, (_, i, c) in enumerate(sorted(values)):
            places[i][c] = place
        return places


# ---------------------------------------------------------------- the market


class Market:
    """Everything the assignment is computed from, read from the committed records."""

    def __init__(self, rules, seats, draw, records):
        self.rules = rules
        self.seats, self.records = seats, records
        groups = self.rules.get("groups", {})
        self.offered_groups = {name for name, group in groups.items() if group["kind"] == "sibling_offered"}
        self.lists = {program: self.priority_list(program) for program in seats}
        self.buckets = [
            (program, *bucket) for program in sorted(seats) for bucket in seats[program]["buckets"]
        ]
        self.of_program = {program: [] for program in seats}
        for number, (program, _position, group, _seats, hard) in enumerate(self.buckets):
            self.of_program[program].append((number, group, hard))
        self.lottery = Lottery(self.rules, draw, records)
        self.places = self.lottery.places(records)
        families = {}
        for i, record in enumerate(records):
            families.setdefault(record["family"] if record["family"] is not None else (i,), []).append(i)
        self.families = families
        # The match runs again and again; what no run changes is computed once for each choice.
        alike = {}
        self.doors, self.priorities, self.scores = [], [], []
        for i, record in enumerate(records):
            choices = record["choices"]
            opened = (self.doors_to(i, choice) for choice in choices)
            self.doors.append([alike.setdefault(doors, doors) for doors in opened])
            self.priorities.append([self.priority(i, choice, False) for choice in choices])
            self.scores.append([self.score_key(choice) for choice in choices])

    def priority_list(self, program):
        entry, rules = self.seats[program], self.rules.get("priorities", {})
        found = rules.get("programs", {}).get(program)
        if found is None:
            found = rules.get("schools", {}).get(entry["school"])
        if found is None:
            found = rules.get("sectors", {}).get(entry["sector"], rules.get("default", []))
        return [name for name in found if name not in ("everyone", "open")]

    def school(self, program):
        return self.seats[program]["school"] if program is not None else None

    def priority(self, i, choice, sibling_placed):
        """0 is a guarantee, 1 the first group of the list; everyone comes last."""
        record = self.records[i]
        if record["right"] == choice[0]:
            return 0
        if choice[3] is not None:
            return choice[3]
        for place, name in enumerate(self.lists[choice[0]], start=1):
            if name in choice[1] or (name in self.offered_groups and sibling_placed):
                return place
        return len(self.lists[choice[0]]) + 1

    def knows_sibling_priority(self, i, choice):
        """Whether the program ranks siblings placed in the run at all, for this applicant."""
        if self.records[i]["right"] == choice[0] or choice[3] is not None:
            return False
        return any(name in self.offered_groups for name in self.lists[choice[0]])

    def eligible(self, i, choice):
        entry = self.seats[choice[0]]
        if self.records[i]["right"] == choice[0]:
            return True
        if entry["open_to"] is not None and not self.member(choice, entry["open_to"]):
            return False
        minimum = entry["min_score"]
        return minimum is None or (choice[2] is not None and choice[2] >= minimum)

    def score_key(self, choice):
        """Smaller is better; equal for choices that only the lottery tells apart; no score comes last."""
        entry = self.seats[choice[0]]
        if entry["tie_break"] == "lottery":
            return 0.0
        if choice[2] is None:
            return math.inf
        if entry["tie_break"] == "band":
            return -float(sum(bound <= choice[2] for bound in entry["bands"]))
        return -choice[2]

    def key(self, i, c, sibling_placed):
        """Place in the program's order, reserves aside."""
        priority = self.priorities[i][c]
        if sibling_placed:
            priority = self.priority(i, self.records[i]["choices"][c], True)
        return (priority, self.scores[i][c], self.places[i][c])

    def member(self, choice, group):
        return group in ("open", "everyone") or group in choice[1]

    def doors_to(self, i, choice):
        """Buckets open to a choice, in the order of filling: (bucket, 0 for members, 1 for others)."""
        if not self.eligible(i, choice):
            return ()
        right = self.records[i]["right"] == choice[0]
        found = []
        for number, group, hard in self.of_program[choice[0]]:
            member = self.member(choice, group)
            if member or not hard:
                found.append((number, 0 if member or right else 1))
        return tuple(found)


# ---------------------------------------------------------------- the assignment


def deferred_acceptance(market, sibling_placed, closed):
    """Gale and Shapley 1962. ``sibling_placed``: set of (i, c); ``closed``: set of (i, c) not considered.

    Returns for each applicant (choice, bucket) or None, and for each bucket its holders.
    """
    holders = [[] for _ in market.buckets]
    position = [(0, 0)] * len(market.records)
    result = [None] * len(market.records)
    waiting = list(range(len(market.records)))[::-1]
    while waiting:
        i = waiting.pop()
        result[i] = None
        c, d = position[i]
        choices = market.records[i]["choices"]
        while c < len(choices) and result[i] is None:
            doors = market.doors[i][c] if (i, c) not in closed else ()
            if d >= len(doors):
                c, d = c + 1, 0
                continue
            bucket, tier = doors[d]
            d += 1
            priority, score, place = market.key(i, c, (i, c) in sibling_placed)
            worst_first = (-tier, -priority, -score, -place, i)
            heap, seats = holders[bucket], market.buckets[bucket][3]
            if len(heap) < seats:
                heapq.heappush(heap, worst_first)
            elif seats and worst_first > heap[0]:
                waiting.append(heapq.heapreplace(heap, worst_first)[4])
            else:
                continue
            result[i] = (c, bucket)
        position[i] = (c, d)
    return result, holders


def placed_program(market, result, i):
    return None if result[i] is None else market.records[i]["choices"][result[i][0]][0]


def siblings_placed(market, result):
    """Pairs (i, c) of choices at a school where another child of the family is placed."""
    schools = [market.school(placed_program(market, result, i)) for i in range(len(market.records))]
    found = set()
    for members in market.families.values():
        if len(members) < 2:
            continue
        for i in members:
            others = {schools[j] for j in members if j != i}
            for c, choice in enumerate(market.records[i]["choices"]):
                if market.school(choice[0]) in others and market.knows_sibling_priority(i, choice):
                    found.add((i, c))
    return found


def families_together(market):
    """[members, common schools best first, how many were given up] for families that ask for it."""
    asking = []
    for members in market.families.values():
        members = [i for i in members if market.records[i]["together"]]
        if len(members) < 2:
            continue
        wishes = []
        for i in members:
            wish = {}
            for c, choice in enumerate(market.records[i]["choices"], start=1):
                if market.eligible(i, choice):
                    wish.setdefault(market.school(choice[0]), c)
            wishes.append(wish)
        common = set.intersection(*map(set, wishes))
        order = sorted(common, key=lambda school: (sum(wish[school] for wish in wishes), school))
        asking.append([members, order, 0])
    return asking


def run(market):
    """Run until the siblings' places agree with what they were computed from."""
    together = families_together(market) if market.rules.get("siblings", {}).get("keep_together") else []
    maximum = market.rules.get("siblings", {}).get("maximum_rounds", 50)
    offered, tried, rounds, joined, bounded = set(), set(), 0, False, False
    while True:
        closed = set()
        for members, schools, given_up in together:
            target = schools[given_up] if given_up < len(schools) else None
            for i in members:
                for c, choice in enumerate(market.records[i]["choices"]):
                    if market.school(choice[0]) != target and market.records[i]["right"] != choice[0]:
                        closed.add((i, c))
        result, holders = deferred_acceptance(market, offered, closed)
        rounds += 1
        moved = False
        for family in together:
            members, schools, given_up = family
            if given_up < len(schools) and any(
                market.school(placed_program(market, result, i)) != schools[given_up] for i in members
            ):
                family[2] += 1
                moved = True
        seen = siblings_placed(market, result)
        if not moved and (seen == offered or (bounded and offered <= seen)):
            return result, holders, offered, closed, {"rounds": rounds, "fixed_point": seen == offered}
        state = frozenset(seen)
        circle = not moved and state in tried
        bounded = bounded or rounds >= maximum or (circle and joined)
        tried.add(state)
        offered = seen & offered if bounded else seen | offered if circle else seen
        joined = joined or circle


# ---------------------------------------------------------------- the tables


def expected_tables(market, result, holders, offered):
    assignments, waiting = {}, []
    for i, record in enumerate(market.records):
        name = record["applicant"]
        if result[i] is None:
            assignments[name] = (name, "", "", "")
            reached = len(record["choices"])
        else:
            reached, bucket = result[i]
            rank = str(reached + 1) if reached < record["listed"] else ""
            assignments[name] = (name, market.buckets[bucket][0], str(market.buckets[bucket][1]), rank)
        for c, choice in enumerate(record["choices"][:reached]):
            if market.eligible(i, choice):
                waiting.append((choice[0], market.key(i, c, (i, c) in offered), name))
    waitlists, position, before = {}, 0, None
    if not market.rules.get("waitlist", {}).get("kept", True):
        waiting = []
    for program, _key, name in sorted(waiting):
        position = position + 1 if program == before else 1
        before = program
        waitlists[program, str(position)] = (program, str(position), name)
    return assignments, waitlists, expected_cutoffs(market, holders, result)


def expected_cutoffs(market, holders, result):
    cutoffs = {}
    for number, (program, position, group, seats, _hard) in enumerate(market.buckets):
        heap = holders[number]
        full = len(heap) >= seats > 0
        row = {
            "program_id": program,
            "bucket": str(position),
            "group": group,
            "seats": str(seats),
            "filled": str(len(heap)),
            "full": str(full).lower(),
            "member": "",
            "priority": "",
            "priority_group": "",
            "score": "",
            "lottery_place": "",
            "lottery_number": "",
            "lottery_weight": "",
        }
        if full:
            _tier, priority, _score, place, i = heap[0]
            record = market.records[i]
            choice = record["choices"][result[i][0]]
            names = ["guaranteed", *market.lists[program], "everyone"]
            row["member"] = str(market.member(choice, group)).lower()
            row["priority"] = str(-priority)
            row["priority_group"] = (
                names[-priority] if -priority < len(names) else f"recorded priority {-priority}"
            )
            if market.seats[program]["tie_break"] != "lottery" and choice[2] is not None:
                row["score"] = choice[2]
            row["lottery_place"] = str(1 - place)
            drawn = market.lottery.number(record, choice)
            row["lottery_number"] = drawn if market.lottery.replayed else f"{drawn:064x}"
            row["lottery_weight"] = record["weight"]
        cutoffs[program, str(position)] = row
    return cutoffs


def expected_counts(market, result, waitlists):
    """By program what is printed, and how many have its offer without having applied."""
    columns = ("applications", "first_choices", "offers", "waitlist")
    counts = {program: dict.fromkeys(columns, 0) for program in market.seats}
    unlisted = dict.fromkeys(market.seats, 0)
    for i, record in enumerate(market.records):
        listed = [choice[0] for choice in record["choices"][: record["listed"]]]
        for c, program in enumerate(listed):
            counts[program]["applications"] += 1
            counts[program]["first_choices"] += c == 0
        if result[i] is not None:
            program = placed_program(market, result, i)
            counts[program]["offers"] += 1
            unlisted[program] += program not in listed
    for program, _position in waitlists:
        counts[program]["waitlist"] += 1
    return counts, unlisted


def named(market, pairs):
    """Pairs (i, c) as applicant to programs, in the order of the applicant's choices."""
    found = {}
    for i, c in sorted(pairs):
        record = market.records[i]
        found.setdefault(record["applicant"], []).append(record["choices"][c][0])
    return found


def alike(expected, found):
    if isinstance(expected, int | float):
        try:
            return float(found) == expected if isinstance(expected, float) else Decimal(found) == expected
        except (ValueError, InvalidOperation):
            return False
    return expected == found


def compare_cutoffs(bundle, report, where, cutoffs):
    table = bundle.csv(where)
    rows = {(row["program_id"], row["bucket"]): row for row in table}
    report.equal(
        where, "buckets", sorted(cutoffs), sorted((row["program_id"], row["bucket"]) for row in table)
    )
    for place in sorted(set(rows) & set(cutoffs)):
        for column, value in rows[place].items():
            expected = cutoffs[place].get(column)
            if not alike(expected, value):
                report.say(where, f"{place[0]} bucket {place[1]} {column}", expected, value)


def compare_counts(bundle, report, market, counts):
    where = "public/counts.csv"
    table = bundle.csv(where)
    rows = {row["program_id"]: row for row in table}
    report.equal(where, "programs", sorted(counts), sorted(row["program_id"] for row in table))
    for program in sorted(set(rows) & set(counts)):
        report.equal(where, f"{program} seats", str(market.seats[program]["seats"]), rows[program]["seats"])
        for column, value in counts[program].items():
            report.equal(where, f"{program} {column}", value, rows[program][column])


# ---------------------------------------------------------------- what is hidden


def public_tables(counts, unlisted, cutoffs, applicants):
    """What may be shown of both tables: counts as text, empty where hidden.

    Sums: a program's offers are what is filled of its buckets; placed and unplaced applicants are all;
    the placed are all offers; all applicants are first choices and those without one; applications are
    first and later choices, or offers to who had applied, the waitlist and who went elsewhere; offers are
    those to who had applied and to others. Known: what a full bucket holds, and how many applied. Greatest:
    one less than the seats of a bucket that is not full, and that many for the applications of a program.
    Slack: what of these nobody prints.
    """
    cells, place, known, most, slack = [], {}, set(), {}, set()

    def add(key, count, is_known=False):
        place[key] = len(cells)
        known.update([len(cells)] if is_known else [])
        cells.append(count)

    for program in sorted(counts):
        for column, count in counts[program].items():
            add((program, column), count)
        most[place[program, "applications"]] = applicants
    buckets = {program: [] for program in counts}
    for program, bucket in cutoffs:
        row = cutoffs[program, bucket]
        buckets[program].append((program, bucket, "filled"))
        if row["full"] != "true":
            most[len(cells)] = max(int(row["seats"]) - 1, 0)
        add((program, bucket, "filled"), int(row["filled"]), row["full"] == "true")
    placed = sum(row["offers"] for row in counts.values())
    add("applicants", applicants, True)
    add("without", applicants - sum(row["first_choices"] for row in counts.values()))
    add("placed", placed)
    add("unplaced", applicants - placed)
    for program in sorted(counts):
        row, others = counts[program], unlisted[program]
        add((program, "later"), row["applications"] - row["first_choices"])
        add((program, "listed"), row["offers"] - others)
        add((program, "elsewhere"), row["applications"] + others - row["offers"] - row["waitlist"])
        add((program, "unlisted"), others)
        slack.update(place[program, name] for name in ("later", "listed", "elsewhere"))
    sums = [((program, "offers"), buckets[program]) for program in sorted(counts)]
    sums.append(("applicants", ["placed", "unplaced"]))
    sums.append(("placed", [(program, "offers") for program in sorted(counts)]))
    sums.append(("applicants", [*((program, "first_choices") for program in sorted(counts)), "without"]))
    for total, parts in (
        ("applications", ("first_choices", "later")),
        ("applications", ("listed", "waitlist", "elsewhere")),
        ("offers", ("listed", "unlisted")),
    ):
        sums += [((p, total), [(p, part) for part in parts]) for p in sorted(counts)]
    hidden = hidden_cells(
        cells,
        [(place[total], [place[part] for part in parts]) for total, parts in sums],
        known,
        most=most,
        slack=slack,
    )

    def shown(key):
        return "" if place[key] in hidden else str(cells[place[key]])

    shown_counts = {
        program: {column: shown((program, column)) for column in row} for program, row in counts.items()
    }
    return shown_counts, {
        (program, bucket): {**row, "filled": shown((program, bucket, "filled"))}
        for (program, bucket), row in cutoffs.items()
    }


def signed(total, parts):
    """A sum as total minus parts."""
    row = Counter({total: 1})
    row.subtract(parts)
    return {cell: value for cell, value in row.items() if value}


class Sums:
    """Counts, the sums between them, and what three readers know of those that are hidden."""

    def __init__(self, counts, sums, most, slack):
        self.counts, self.sums, self.most, self.slack = counts, sums, most, slack
        self.rows, self.of = [], {}
        for number, (total, parts) in enumerate(sums):
            self.rows.append(signed(total, parts))
            for cell in self.rows[-1]:
                self.of.setdefault(cell, []).append(number)
        self.inside = [set(row) for row in self.rows]

    def written_on(self, unknown):
        return [{cell: Fraction(row[cell]) for cell in row.keys() & unknown} for row in self.rows]

    def by_equations(self, unknown):
        """Unknown cells that the sums determine."""
        return given_away(self.written_on(unknown))

    def within_bounds(self, unknown):
        """Unknown cells of which all tables say the same, for a reader told which of them are at least 1."""
        return self.still(unknown, self.least)

    def within_wide_bounds(self, unknown):
        """The same for a reader who is not told."""
        return self.still(unknown, lambda _: 0)

    def least(self, cell):
        return 0 if self.counts[cell] == 0 or self.most.get(cell) == 1 or cell in self.slack else 1

    def edges(self, unknown, least):
        """Cells at one of their bounds, with the way that is left: 1 up, -1 down."""
        edge = {cell: 1 for cell in unknown if self.counts[cell] == least(cell)}
        return edge | {cell: -1 for cell in unknown if self.counts[cell] == self.most.get(cell)}

    def stuck(self, number, hidden):
        """1 or -1 where all that is hidden only raises or only lowers total minus parts, else 0."""
        edge = self.edges(hidden, self.least)
        ways = {1 if edge.get(cell, 0) * self.rows[number][cell] > 0 else -1 for cell in hidden}
        return ways.pop() if hidden == edge.keys() and len(ways) == 1 else 0

    def still(self, unknown, least):
        edge = self.edges(unknown, least)
        _, relations = eliminated(self.written_on(unknown), edge)
        fixed = unable_to_rise([{c: edge[c] * value for c, value in row.items()} for row in relations])
        return fixed | self.by_equations(unknown - fixed)

    def tied(self, cell, hidden):
        """Sums that hidden cells tie to one."""
        found, ahead = set(), [cell]
        while ahead:
            for number in set(self.of[ahead.pop()]) - found:
                found.add(number)
                ahead.extend(self.inside[number] & hidden)
        return found


def hidden_cells(counts, sums, known=(), withheld=(), most=None, slack=()):
    """The rule of City Compact's docs/privacy.md: which counts are left empty.

    ``sums``: (total, parts), numbers of cells; ``most``: for a cell the greatest count it could have.
    First the small ones; then, while a sum has one hidden cell, or a shown total and hidden parts of
    which none has room to be 10, one more of its counts; then the same for the first cell that a reader
    can determine from all sums: by equations, within bounds, within wide bounds. ``slack`` is no
    secret and may be determined; where it is not zero and in no other sum, the sum says nothing.
    """
    most, slack = most or {}, set(slack)
    loose = {cell for cell in slack if counts[cell]}
    while True:
        inside = [signed(total, parts).keys() & loose for total, parts in sums]
        times = Counter(cell for cells in inside for cell in cells)
        said = [all(times[cell] > 1 for cell in cells) for cells in inside]
        if all(said):
            break
        sums = list(itertools.compress(sums, said))
    table = Sums(counts, sums, most, slack)
    known = {*known, *(cell for cell in most if most[cell] == 0)}
    known |= table.by_equations(table.of.keys() - known)
    some_known = any(counts[cell] for cell in known)
    hidden = {c for c, count in enumerate(counts) if 0 < count < SMALLEST_SHOWN or most.get(c) == 1}
    hidden = (hidden | slack | set(withheld)) - known

    def next_of(number, way=None):
        """Touches fewest sums in which nothing is hidden yet; of these the smallest, then the first.

        With a way a zero, if there is nothing else: 1 for the total, -1 for parts, 0 for either.
        """
        left = table.inside[number] - hidden - known
        positive = {cell for cell in left if counts[cell]}
        if way is None:
            left = positive
        else:
            left = [] if positive else [cell for cell in left if table.rows[number][cell] * way >= 0]
        costs = ((sum(not table.inside[n] & hidden for n in table.of[c]), counts[c], c) for c in left)
        return min(costs, default=(None,))[-1]

    def next_of_tight(number):
        found = table.inside[number] & hidden
        if found <= slack:
            return None
        way = table.stuck(number, found)
        room = sum(counts[cell] - table.least(cell) for cell in found) + 1
        no_room = sums[number][0] not in hidden and room < SMALLEST_SHOWN
        named = [next_of(number)] if (len(found) == 1 or way or no_room) else []
        named += [next_of(number, -way)] if way else []
        named += [next_of(number, 0)] if len(found) == 1 else []
        return next((cell for cell in named if cell is not None), None)

    waiting, beyond_help = list(range(len(sums))), {}
    while True:
        while waiting:
            number = heapq.heappop(waiting)
            cell = next_of_tight(number)
            if cell is not None:
                hidden.add(cell)
                for other in {number, *table.of[cell]}:
                    heapq.heappush(waiting, other)
        for reader in (table.by_equations, table.within_bounds, table.within_wide_bounds):
            away = reader(hidden) - slack
            if away and reader not in beyond_help:
                beyond_help[reader] = reader(table.of.keys() - known)
            away -= beyond_help.get(reader, set())
            if away:
                break
        else:
            return hidden
        first = min(away)
        order = sorted(
            table.tied(first, hidden),
            key=lambda n: (first not in table.inside[n], len(table.inside[n] & hidden), n),
        )
        left = [cell for n in order if (cell := next_of(n)) is not None]
        if some_known or not left:
            left += [cell for n in order if (cell := next_of(n, 0)) is not None]
        helps = (cell for cell in left if first not in reader(hidden | {cell}))
        cell = next(helps, left[0])
        hidden.add(cell)
        waiting = sorted(table.of[cell])


def given_away(rows):
    """Unknowns that linear equations determine, by exact elimination: alone in their reduced row."""
    reduced, _ = eliminated(rows, ())
    return {pivot for pivot, rest in reduced.items() if not rest}


def eliminated(rows, kept):
    """Gauss and Jordan with no kept cell as pivot: reduced rows by pivot, and rows of kept cells alone."""
    rows = sorted(rows, key=len)
    common = Counter(cell for row in rows for cell in row)
    reduced, relations = {}, []

    def take(row, pivot):
        """Remove a pivot from a row by subtracting the pivot's own row."""
        factor = row.pop(pivot)
        for cell, value in reduced[pivot].items():
            row[cell] = row.get(cell, 0) - factor * value
            if not row[cell]:
                del row[cell]

    for row in rows:
        for pivot in row.keys() & reduced.keys():
            take(row, pivot)
        new = min((cell for cell in row if cell not in kept), key=lambda c: (common[c], c), default=None)
        if new is None:
            relations.append(row)
            continue
        scale = row.pop(new)
        reduced[new] = {cell: value / scale for cell, value in row.items()}
        if common[new] > 1:
            for pivot, other in reduced.items():
                if pivot != new and new in other:
                    take(other, new)
    return reduced, relations


def unable_to_rise(relations):
    """Unknowns that are 0 in every solution without negative ones, by the simplex method (Bland 1977)."""
    zero = {cell for row in relations for cell in row}
    reduced, _ = eliminated(relations, ())
    while True:
        # What each cell outside the basis adds to the sum of those not yet seen above 0.
        gain = Counter(dict.fromkeys(zero - reduced.keys(), 1))
        for pivot in zero & reduced.keys():
            gain.subtract(reduced[pivot])
        rising = min((cell for cell in gain if gain[cell] > 0), default=None)
        if rising is None:
            return zero
        column = {pivot: row[rising] for pivot, row in reduced.items() if rising in row}
        stopping = min((pivot for pivot, value in column.items() if value > 0), default=None)
        if stopping is None:
            zero -= {rising, *column}
        else:
            swapped = [{pivot: Fraction(1), **row} for pivot, row in reduced.items()]
            basis = reduced.keys() - {stopping} | {rising}
            reduced, _ = eliminated(swapped, {cell for row in swapped for cell in row} - basis)


def check_assignment(bundle, report, records):
    rules, draw = bundle.json("public/rulebook.json")["content"], bundle.json("public/draw.json")
    mechanism = rules.get("mechanism", {}).get("name", "deferred_acceptance")
    seats = bundle.json("public/seats.json")
    if mechanism != "deferred_acceptance":
        for program, entry in seats.items():
            taken = sum(row["program_id"] == program for row in bundle.csv("auditor/assignments.csv"))
            if taken > entry["seats"]:
                report.say("auditor/assignments.csv", f"seats taken at {program}", entry["seats"], taken)
        return f"(hashes, numbers and seats; this verifier recomputes deferred acceptance, not {mechanism})"
    market = Market(rules, seats, draw, records)
    result, holders, offered, closed, state = run(market)
    assignments, waitlists, cutoffs = expected_tables(market, result, holders, offered)
    report.rows(bundle, "auditor/assignments.csv", 1, assignments)
    report.rows(bundle, "auditor/waitlists.csv", 2, waitlists)
    counts, unlisted = expected_counts(market, result, waitlists)
    shown_counts, shown_cutoffs = public_tables(counts, unlisted, cutoffs, len(records))
    compare_cutoffs(bundle, report, "auditor/cutoffs.csv", cutoffs)
    compare_cutoffs(bundle, report, "public/cutoffs.csv", shown_cutoffs)
    compare_counts(bundle, report, market, shown_counts)
    state["sibling_placed"] = named(market, offered)
    state["closed"] = named(market, closed)
    said = bundle.json("auditor/siblings.json")
    for name, value in state.items():
        report.equal("auditor/siblings.json", name, value, said.get(name))
    return "(everything, recomputed from the committed applications)"


# ---------------------------------------------------------------- the results


def check_results(bundle, report):
    """The results root is that of everybody's leaf, and each leaf says what the assignment says."""
    published = bundle.json("public/results.json")
    report.equal("public/results.json", "format", "citycompact results 1", published["format"])
    leaves, found, names = [], {}, []
    where = "auditor/results.txt"
    with open(bundle.folder / where, encoding="utf-8", newline="\n") as file:
        for line in file:
            salt, _, leaf = line.rstrip("\n").partition(" ")
            name = parsed(leaf)["applicant_id"]
            if not SALT.fullmatch(salt):
                report.say(where, f"salt of {name}", "32 hexadecimal digits", salt)
            leaves.append(sha256(b"\x00" + bytes.fromhex(salt) + leaf.encode()))
            names.append(name)
            found[name] = leaf
    report.equal(where, "number of results", published["results"], len(leaves))
    report.equal(where, "Merkle root", published["results_root"], merkle_root(leaves).hex())
    touched = bundle.json("auditor/siblings.json")
    expected = {}
    for row in bundle.csv("auditor/assignments.csv"):
        name = row["applicant_id"]
        numbers = {key: int(row[key]) if row[key] else None for key in ("bucket", "choice_rank")}
        effects = [
            {"effect": effect, "program_id": program}
            for effect in ("sibling_placed", "closed")
            for program in touched[effect].get(name, [])
        ]
        expected[name] = canonical(
            {
                "applicant_id": name,
                "assignments": [{**numbers, "program_id": row["program_id"] or None}],
                "siblings": effects,
            }
        ).decode()
    # Whoever has two leaves has two receipts, of which one is false.
    for line, (due, name) in enumerate(itertools.zip_longest(expected, names), start=1):
        if due != name:
            report.say(where, f"applicant of line {line}, each once, as in assignments.csv", due, name)
            break
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    for name in wrong[:SHOWN]:
        report.say(where, f"result of {name}", expected.get(name), found.get(name))
    if len(wrong) > SHOWN:
        report.differences.append(f"{where}: and {len(wrong) - SHOWN} more results differ")


# ---------------------------------------------------------------- one family's receipt


def root_of(text, salt, path):
    """The root that a leaf leads to by its path."""
    node = sha256(b"\x00" + bytes.fromhex(salt) + text.encode())
    for side, other in path:
        pair = bytes.fromhex(other) + node if side == "left" else node + bytes.fromhex(other)
        node = sha256(b"\x01" + pair)
    return node


def check_result_receipt(path, bundle, receipt, report):
    """The second receipt: what was published to this family; returns the leaf."""
    node = root_of(receipt["result"], receipt["result_salt"], receipt["result_path"]).hex()
    report.equal(path.name, "root of the result", receipt["results_root"], node)
    published = bundle.json("public/results.json")["results_root"]
    report.equal(path.name, "results root that was published", published, node)
    leaf, applicant = parsed(receipt["result"]), parsed(receipt["record"])["applicant"]
    report.equal(path.name, "applicant of the result", applicant, leaf["applicant_id"])
    if not SALT.fullmatch(receipt["result_salt"]):
        report.say(path.name, "salt of the result", "32 hexadecimal digits", receipt["result_salt"])
    for effect in ("sibling_placed", "closed"):
        said = [row["program_id"] for row in leaf["siblings"] if row["effect"] == effect]
        report.equal(path.name, effect, said, receipt.get(effect, []))
    return leaf


def placed_by(leaf):
    """What a leaf says, in the words of :func:`family_outcome`."""
    (row,) = leaf["assignments"]
    if row["program_id"] is None:
        return "Result: no seat."
    if row["choice_rank"] is None:
        return f"Result: program {row['program_id']}, by right."
    return f"Result: choice {row['choice_rank']}, program {row['program_id']}."


def check_receipt(path, bundle, report):
    receipt = json.loads(path.read_text(encoding="utf-8"))
    commitment = bundle.json("public/commitment.json")
    known = check_format(path.name, "receipt", receipt.get("format"), report)
    if (
        not check_format("public/commitment.json", "commitment", commitment.get("format"), report)
        or not known
    ):
        return ""
    node = root_of(receipt["record"], receipt["salt"], receipt["path"])
    report.equal(path.name, "root of the receipt", receipt["applications_root"], node.hex())
    report.equal(path.name, "root that was published", commitment["applications_root"], node.hex())
    record = parsed(receipt["record"])
    leaf = None
    if (bundle.folder / "public/results.json").exists():
        if "result" not in receipt:
            report.say(path.name, "the second receipt, of the result", "given", "missing")
        else:
            leaf = check_result_receipt(path, bundle, receipt, report)
    if report.differences:
        return ""
    lines = [f"Application of {record['applicant']}: counted."]
    if not (bundle.folder / "public/draw.json").exists():
        return "\n".join(lines)
    draw = bundle.json("public/draw.json")
    if not draw["replayed"]:
        lines.append(f"Lottery number: {lottery_number(draw['seed'], record['applicant']):064x}")
    outcome = family_outcome(bundle, receipt, record, draw)
    if leaf is None:
        return "\n".join([*lines, outcome])
    # A right to a seat is in no list and in no cutoff.
    if outcome.startswith("Result") and record["right"] is None:
        report.equal(path.name, "result that follows from the cutoffs", outcome, placed_by(leaf))
    elif not outcome.startswith("Result"):
        lines.append(outcome)
    return "\n".join([*lines, placed_by(leaf)])


def family_outcome(bundle, receipt, record, draw):
    """What the published cutoffs say about this application."""
    rules = bundle.json("public/rulebook.json")["content"]
    mechanism = rules.get("mechanism", {}).get("name", "deferred_acceptance")
    if mechanism != "deferred_acceptance":
        return "Cutoffs do not decide under this city's mechanism; the letter explains the result."
    market = Market(rules, bundle.json("public/seats.json"), draw, [record])
    cutoffs = {(row["program_id"], row["bucket"]): row for row in bundle.csv("public/cutoffs.csv")}
    for c, choice in enumerate(record["choices"]):
        if choice[0] in receipt.get("closed", []):
            continue
        sibling = choice[0] in receipt.get("sibling_placed", [])
        for number, tier in market.doors[0][c]:
            program, position = market.buckets[number][:2]
            if reaches(market, record, choice, tier, sibling, cutoffs[program, str(position)]):
                return f"Result: choice {c + 1}, program {program}."
    return "Result: no seat."


def reaches(market, record, choice, tier, sibling, cutoff):
    if cutoff["full"] != "true":
        return int(cutoff["seats"]) > 0
    priority = int(cutoff["priority"])
    cutoff_tier = 0 if cutoff["member"] == "true" or priority == 0 else 1
    last = [choice[0], [], float(cutoff["score"]) if cutoff["score"] else None]
    drawn = cutoff["lottery_number"]
    number = recorded_number(drawn) if market.lottery.replayed else int(drawn, 16)
    own = market.lottery.number(record, choice)
    if record["weight"] != 1 or float(cutoff["lottery_weight"]) != 1:
        own = weighted_value(own, record["weight"])
        number = weighted_value(number, float(cutoff["lottery_weight"]))
    mine = (tier, market.priority(0, choice, sibling), market.score_key(choice), own)
    return mine <= (cutoff_tier, priority, market.score_key(last), number)


# ---------------------------------------------------------------- reading and reporting


class Bundle:
    def __init__(self, folder):
        self.folder = folder

    def json(self, name):
        return parsed((self.folder / name).read_text(encoding="utf-8"))

    def csv(self, name):
        with open(self.folder / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


class Report:
    def __init__(self):
        self.differences = []

    def say(self, where, what, expected, found):
        self.differences.append(f"{where}: {what}: should be {expected!r}, is {found!r}")

    def equal(self, where, what, expected, found):
        if expected != found:
            self.say(where, what, _short(expected), _short(found))

    def rows(self, bundle, where, key_columns, expected):
        """Compare a table with what it should be, row by row."""
        found = {}
        for row in bundle.csv(where):
            values = tuple(row.values())
            key = values[0] if key_columns == 1 else values[:key_columns]
            if key in found:
                self.say(where, f"row {key}", "once", "twice")
            found[key] = values
        wrong = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)]
        for key in sorted(wrong)[:SHOWN]:
            self.say(where, f"row {key}", expected.get(key), found.get(key))
        if len(wrong) > SHOWN:
            self.differences.append(f"{where}: and {len(wrong) - SHOWN} more rows differ")


def _short(value):
    text = repr(value)
    return value if len(text) <= 200 else text[:200] + "..."


def main():
    parser = argparse.ArgumentParser(description="Verify a City Compact match.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--receipt", type=Path, help="a family's receipt")
    arguments = parser.parse_args()
    bundle, report = Bundle(arguments.folder), Report()
    message = ""
    try:
        if arguments.receipt:
            message = check_receipt(arguments.receipt, bundle, report)
        else:
            check_manifests(bundle, report)
            known = check_public(bundle, report)
            message = "(the public bundle: hashes of rules and seats)"
            if known and (bundle.folder / "auditor").is_dir():
                message = check_assignment(bundle, report, read_applications(bundle, report))
                check_results(bundle, report)
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        report.differences.append(f"cannot be read: {type(error).__name__}: {error}")
    if report.differences:
        print("NOT VERIFIED")
        print("\n".join(report.differences))
        return 1
    print("VERIFIED" if not arguments.receipt else "VERIFIED (receipt)")
    print(message)
    return 0


if __name__ == "__main__":
    sys.exit(main())
