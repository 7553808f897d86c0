#!/usr/bin/env python3
"""Verify a City Compact match. One file, Python's standard library only; imports nothing of City Compact.

    python verify.py --commitment FILE --seed TEXT      with the auditor's bundle beside this file
    python verify.py --bundle DIR ...                   with the bundle in another folder
    python verify.py --record-sha256 HEX ...            and the record is the one that was published
    python verify.py --receipt FILE ...                 and an application was counted, and got what was
    published
    python verify.py --corrected FILE ...               of a correction, with the commitment that it corrects
    python verify.py --earlier DIR ...                  and with the auditor's bundle of that one

Give the commitment as it was published before the draw, and the drawn numbers as everybody saw them: what a
bundle says about itself proves nothing. From the committed applications everything is recomputed then:
lottery numbers, every placement, waitlists, cutoffs, public counts and the roots of all results.

A correction keeps its draw: its commitment was published after it, and names the draw, the commitment that it
corrects and how many records of applicants differ. --corrected is that commitment, as it was published before
the draw; of a chain of corrections give each. With --earlier the records that differ are counted and named.

The first word printed, and what the program exits with:

    VERIFIED      0   everything follows from the commitment and the draw that were given
    NOT VERIFIED  1   something differs, and it is said what and where
    cannot run    2   Python is too old, a file is missing, or of a format that another verify.py reads
    CONSISTENT    3   nothing differs, but not everything could be recomputed, or was held against the outside
    CORRECTED     4   in full CORRECTED AFTER THE DRAW: everything follows from what was given, but what was
                      drawn was known when these applications, seats and rules were committed to
"""

import argparse
import csv
import datetime
import functools
import gc
import hashlib
import heapq
import hmac
import io
import itertools
import json
import math
import os
import re
import sys
import unicodedata
from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

OLDEST_PYTHON = (3, 11)
FORMATS = {
    "commitment": "citycompact commitment 3",
    "record": "citycompact record 3",
    "results": "citycompact results 1",
    "receipt": "citycompact receipt 2",
}
SHOWN = 20  # differences listed for each file; the rest are counted
SMALLEST_SHOWN = 10  # public counts from 1 to 9 are left empty, and others that would give them away
FEWEST_DRAWS = 2**20  # with fewer equally likely results somebody could compute every lottery beforehand
LARGEST_INTEGER = 2**53 - 1  # larger integers stand as strings, since few readers of JSON hold them
HEX = re.compile("[0-9a-f]{64}")
SALTED = re.compile("([0-9a-f]{32}) (.*)")
QUOTED = re.compile('[,"\n\r]')  # cells of a table that stand in quotation marks
TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")


CORRECTION = "citycompact commitment 4"  # a commitment that corrects another one, after the draw


class CannotRunError(Exception):
    """Nothing can be said of the bundle: says why."""


class UnfitError(Exception):
    """Something in the bundle is not what it has to be: says where, and what."""


# ---------------------------------------------------------------- JSON: one reading, one spelling (RFC 8785)

quoted = json.JSONEncoder(ensure_ascii=False).encode  # escapes what JSON.stringify does, and as it does
_compact = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value):
    """The one spelling of a JSON value, as bytes."""
    return spelled(value).encode()


def spelled(value):
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, (list, tuple)):
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
    """Read JSON in which every key stands once, and every number in its one spelling; else ValueError."""
    return json.loads(
        text, parse_int=_number, parse_float=_number, parse_constant=_number, object_pairs_hook=_object
    )


@functools.lru_cache(maxsize=100_000)
def _number(text):
    """Larger integers that are no strings were written from a double, so they are read as one."""
    value = int(text) if re.fullmatch("-?[0-9]{1,16}", text) else float(text)
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        value = float(text)
    if spelled(value) != text:
        raise ValueError(f"the number {text[:40]} should be spelled {spelled(value)}")
    return value


def _object(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


def is_canonical(value, text):
    """Whether a text is the one spelling of what was read from it."""
    # Python's own encoder is many times faster and nearly always spells alike; numbers were checked when
    # read.
    return _compact(value) == text or spelled(value) == text


def json_of(text, where, canonically=False):
    """Read JSON; UnfitError where it can be read in two ways, or is not spelled as it has to be."""
    try:
        found = parsed(text)
        if "\\u" in text:
            spelled(found).encode()  # half a character is none
        if not canonically or is_canonical(found, text):
            return found
    except (ValueError, RecursionError) as error:
        raise UnfitError(f"{where}: cannot be read: {error}") from None
    raise UnfitError(f"{where}: is not canonical JSON")


class Part(dict):
    """Shape of an object in which these keys may stand, and others too."""


class Each(dict):
    """Shape of an object with any keys: the shape of every value stands under the key "*"."""


def fit(value, shape, place, in_order=False):
    """UnfitError, naming the place, where a value does not have a shape.

    A shape is a type, a pattern, one of several shapes (a tuple), a list of one shape, or an object with
    exactly these keys (and ``in_order``, in their order).
    """
    if isinstance(shape, (type, tuple, re.Pattern)) or shape is None:
        kinds = shape if isinstance(shape, tuple) else (shape,)
        if not any(_is(value, kind) for kind in kinds):
            raise UnfitError(f"{place}: cannot be {shown(value)}")
    elif isinstance(shape, list):
        fit(value, list, place)
        for number, item in enumerate(value):
            fit(item, shape[0], f"{place}[{number}]", in_order)
    else:
        fit(value, dict, place)
        if not isinstance(shape, Part | Each) and value.keys() != shape.keys():
            extra, missing = sorted(value.keys() - shape.keys()), sorted(shape.keys() - value.keys())
            raise UnfitError(f"{place}: keys that do not belong there {extra!r}, missing {missing!r}")
        elif in_order and not isinstance(shape, Part | Each) and list(value) != list(shape):
            raise UnfitError(f"{place}: keys stand in another order than {list(shape)!r}")
        for key, item in value.items():
            inner = shape.get("*") if isinstance(shape, Each) else shape.get(key, object)
            fit(item, inner, f"{place}.{printable(key)}", in_order)


def _is(value, kind):
    if isinstance(kind, re.Pattern):
        return isinstance(value, str) and kind.fullmatch(value) is not None
    if isinstance(kind, type):
        return isinstance(value, kind) and not (isinstance(value, bool) and kind in (int, float))
    return value is kind


def shown(value):
    """A value as it is printed: without anything that a terminal would obey, and not too long."""
    text = repr(value)
    return text if len(text) <= 200 else text[:200] + "..."


def printable(name):
    """A name as it stands, unless a terminal would obey it."""
    return name if name.isprintable() else repr(name)


def check_id(text, place):
    """An id has one spelling: Unicode NFC, and no bar, which parts what is hashed."""
    if not text or "|" in text or not unicodedata.is_normalized("NFC", text):
        raise UnfitError(f"{place}: {shown(text)} is not an id in Unicode NFC without bars")


# ---------------------------------------------------------------- hashes


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


def salted_root(salts, texts):
    """The root over texts, each with its salt before it."""
    leaves = [
        sha256(b"\x00" + bytes.fromhex(salt) + t.encode()) for salt, t in zip(salts, texts, strict=True)
    ]
    return merkle_root(leaves).hex()


def root_of(text, salt, path):
    """The root that a leaf leads to by its path."""
    node = sha256(b"\x00" + bytes.fromhex(salt) + text.encode())
    for side, other in path:
        pair = bytes.fromhex(other) + node if side == "left" else node + bytes.fromhex(other)
        node = sha256(b"\x01" + pair)
    return node


def salts_of(texts, names):
    """Salts as City Compact makes them: from all texts together, so that nobody without all can guess one."""
    everything = hashlib.sha256("".join(f"{text}\n" for text in texts).encode()).digest()
    key = hmac.new(b"citycompact salt", everything, "sha256").digest()
    return [sha256(key + name.encode())[:16].hex() for name in names]


# ---------------------------------------------------------------- the draw


def draw_rule(rules, round_id):
    """The draw of a round: its own, and of the first round (or where there are none) the section's."""
    rounds = rules.get("rounds", [])
    if not rounds and not round_id:
        return rules.get("draw")
    for number, entry in enumerate(rounds):
        if entry.get("id") == round_id:
            return entry.get("draw", rules.get("draw") if number == 0 else None)
    raise UnfitError(f"public/rulebook.json: has no round {round_id!r}")


class DrawRule:
    """What is drawn, when, and how its result is spelled, as the signed rules say."""

    def __init__(self, entry):
        where = "public/rulebook.json: draw"
        numbers = dict.fromkeys(("count", "lowest", "highest", "digits"), int)
        texts = dict.fromkeys(("kind", "event", "at", "order"), str)
        fit(entry, Part(numbers | texts | {"repeats": bool}), where)
        self.kind, self.event, self.order = (
            entry.get("kind"),
            entry.get("event", ""),
            entry.get("order", "drawn"),
        )
        self.at = moment(entry.get("at", ""), f"{where}.at")
        dice = self.kind == "dice"
        self.count, self.lowest = entry.get("count", 0), entry.get("lowest", 1)
        self.highest = entry.get("highest", 6 if dice else 0)
        self.digits = entry.get("digits", 128 if self.kind == "beacon" else len(str(self.highest)))
        self.repeats = entry.get("repeats", dice)
        known = self.kind in ("numbers", "dice", "beacon") and self.order in ("drawn", "ascending")
        if not known or self.results() < FEWEST_DRAWS:
            raise UnfitError(f"{where}: is no draw with at least {FEWEST_DRAWS:,} equally likely results")

    def results(self):
        """How many equally likely results there are; of unequal ones, one in so many is the likeliest."""
        if self.kind == "beacon":
            return 16**self.digits
        balls, ascending = self.highest - self.lowest + 1, self.order == "ascending"
        if balls < 1 or self.count < 1 or self.count > 200:
            return 0
        if self.repeats:
            return balls**self.count // (math.factorial(self.count) if ascending else 1)
        return math.comb(balls, self.count) if ascending else math.perm(balls, self.count)

    def fault(self, text):
        """Why a text is not the one spelling of a result of this draw; None where it is."""
        if not text or not text.strip():
            return "is empty"
        if self.kind == "beacon":
            is_pulse = re.fullmatch(f"[0-9a-f]{{{self.digits}}}", text)
            return None if is_pulse else f"is not {self.digits} lowercase hexadecimal digits"
        one = f"[0-9]{{{self.digits}}}"
        if not re.fullmatch(f"{one}( {one}){{{self.count - 1}}}", text):
            return f"is not {self.count} numbers of {self.digits} digits each, with one space between"
        numbers = [int(number) for number in text.split(" ")]
        if not all(self.lowest <= number <= self.highest for number in numbers):
            return f"has a number that is not from {self.lowest} to {self.highest}"
        if not self.repeats and len(set(numbers)) < len(numbers):
            return "has a number twice"
        if self.order == "ascending" and numbers != sorted(numbers):
            return "is not in ascending order"
        return None


def moment(text, place):
    """A time on the city's own clock."""
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None or "T" not in text:
        raise UnfitError(f"{place}: {shown(text)} is not a time on the city's clock")
    return found


# ---------------------------------------------------------------- the committed applications


class Choice(NamedTuple):
    """A program with what its order looks at; ``recorded`` is a priority, ``number`` a lottery number."""

    program: str
    groups: tuple
    score: float | None
    recorded: int | None
    number: float | str | None


class Application(NamedTuple):
    """One child. ``choices``: as listed, a seat owed but not listed last; ``others``: see top trading
    cycles."""

    applicant: str
    choices: tuple
    family: str | None
    listed: int
    number: float | str | None
    right: str | None
    together: bool
    weight: float
    consent: bool = True
    grade: str | None = None
    others: tuple = ()


NUMBER = (int, float, None)
RECORDED = (int, float, re.compile("-?[1-9][0-9]{15,400}"), None)
MORE_KEYS = {
    "efficiency_adjusted_deferred_acceptance": {"consent": bool},
    "top_trading_cycles": {"grade": str, "others": list},
}
RECORD = {
    "applicant": str,
    "choices": list,
    "family": (str, None),
    "listed": int,
    "number": RECORDED,
    "right": (str, None),
    "together": bool,
    "weight": (int, float),
}


class Applications:
    """Reads the file of all committed records; what it read of one choice serves for all that are alike."""

    def __init__(self, mechanism, seats):
        self.keys = RECORD | MORE_KEYS.get(mechanism, {})
        self.seats, self.alike = seats, {}

    def read(self, text, where):
        """All applications, and the Merkle root over them."""
        salts, texts, people = [], [], []
        for number, line in enumerate(lines_of(text, where), start=1):
            place = f"{where}, line {number}"
            salt, record = salted(line, place)
            salts.append(salt)
            texts.append(record)
            people.append(self.application(json_of(record, place, canonically=True), place))
        names = [one.applicant for one in people]
        if names != sorted(set(names)):
            raise UnfitError(f"{where}: applicants are not sorted, each once")
        return people, salted_root(salts, texts)

    def application(self, record, place):
        fit(record, self.keys, place)
        for key in ("applicant", "family"):
            if record[key] is not None:
                check_id(record[key], f"{place}: {key}")
        choices = self.choices(record["choices"], f"{place}: choices")
        others = self.choices(record.get("others", []), f"{place}: others")
        programs = [choice.program for choice in (*choices, *others)]
        right, listed = record["right"], record["listed"]
        owed = bool(choices) and len(choices) == listed + 1 and right == choices[-1].program
        if len(set(programs)) < len(programs) or not (owed or len(choices) == listed):
            raise UnfitError(f"{place}: choices stand there twice, or are not those listed and the seat owed")
        if right is not None and right not in programs[: len(choices)]:
            raise UnfitError(f"{place}: a seat is owed at {right!r}, which is not among the choices")
        if not record["weight"] > 0:
            raise UnfitError(f"{place}: weight: cannot be {shown(record['weight'])}")
        grade = record.get("grade")
        if grade is not None and not all(self.seats[program]["grade"] == grade for program in programs):
            raise UnfitError(f"{place}: a program is of another grade than {grade!r}")
        return Application(**(record | {"choices": choices, "others": others}))

    def choices(self, entries, place):
        try:
            found = [self.alike[str(entry)] for entry in entries]
        except KeyError:
            for number, entry in enumerate(entries):
                self.alike.setdefault(str(entry), self.choice(entry, f"{place}[{number}]"))
            found = [self.alike[str(entry)] for entry in entries]
        return tuple(found)

    def choice(self, entry, place):
        if not isinstance(entry, list) or len(entry) != 5:
            raise UnfitError(f"{place}: is not program, groups, score, priority and number")
        for item, shape in zip(entry, (str, [str], NUMBER, (int, None), RECORDED), strict=True):
            fit(item, shape, place)
        if entry[0] not in self.seats:
            raise UnfitError(f"{place}: {shown(entry[0])} is no program of seats.json")
        if entry[1] != sorted(set(entry[1])) or (entry[3] is not None and entry[3] < 1):
            raise UnfitError(f"{place}: groups are not sorted, or the priority is below 1")
        return Choice(entry[0], tuple(entry[1]), *entry[2:])


def lines_of(text, where):
    """Lines, each ended by a line feed; nothing else ends one, not even U+2028."""
    if text and not text.endswith("\n"):
        raise UnfitError(f"{where}: its last line has no end")
    return text.split("\n")[:-1]


def salted(line, place):
    """A line parted into its salt and what it salts."""
    found = SALTED.fullmatch(line)
    if found is None:
        raise UnfitError(f"{place}: is not a salt of 32 hexadecimal digits, a space and a record")
    return found.groups()


# ---------------------------------------------------------------- the lottery


def lottery_number(seed, *parts):
    """SHA-256 of seed, applicant and (where each program has its own lottery) program, with bars between."""
    return int.from_bytes(sha256("|".join((seed, *parts)).encode()), "big")


def printed_number(number, replayed):
    """A number as it is printed: 64 hexadecimal digits, or as it was recorded."""
    if not replayed:
        return f"{number:064x}"
    return "" if number is None else f"{number:.17g}" if isinstance(number, float) else str(number)


def weighted_value(number, weight):
    """-ln(1 - u) / weight with u = (number + 1/2) / 2^256, to 60 digits."""
    with localcontext() as context:
        context.prec = 140
        rest = 1 - (Decimal(number) + Decimal("0.5")) / Decimal(2) ** 256
        context.prec = 60
        return -rest.ln() / Decimal(weight)


def rough_value(number, weight):
    """The same as a double: near 0 by the number itself, near 1 by what is left of it."""
    double = 2 * number + 1
    if double < 2**256:
        return -math.log1p(-(double / 2**257)) / weight
    return -math.log((2**257 - double) / 2**257) / weight


def in_order_of_chance(numbers, weights):
    """Places of drawn numbers in their order, the lowest first; with weights by :func:`weighted_value`."""
    if all(weight == 1 for weight in weights):
        return sorted(range(len(numbers)), key=numbers.__getitem__)
    rough = [rough_value(number, weight) for number, weight in zip(numbers, weights, strict=True)]
    order = sorted(range(len(numbers)), key=rough.__getitem__)
    found, begin = [], 0
    for end in range(1, len(order) + 1):
        # What doubles cannot tell apart is compared to 60 digits.
        if end == len(order) or rough[order[end]] > rough[order[end - 1]] * (1 + 1e-9):
            near = order[begin:end]
            if len(near) > 1:
                near.sort(key=lambda one: weighted_value(numbers[one], weights[one]))
            found += near
            begin = end
    return found


class Lottery:
    """Numbers of applicants and of their choices, and their places; 0 is best."""

    def __init__(self, rules, seed, replayed, people, programs_of_grade):
        self.seed, self.replayed = seed or "", replayed
        self.per_program = rules.per_program and not replayed
        self.people = people
        numbers = [self.own_number(i) for i in range(len(people))]
        if replayed:
            # Who has no number comes after all who have one, and equal ones are told apart by applicant id.
            order = sorted(range(len(people)), key=lambda i: (numbers[i] is None, numbers[i] or 0, i))
        else:
            order = in_order_of_chance(numbers, [one.weight for one in people])
        self.own = [0] * len(people)
        for place, i in enumerate(order):
            self.own[i] = place
        self.of_pair = None
        if self.per_program or replayed:
            self.of_pair = self._places_of_pairs(programs_of_grade)

    def own_number(self, i):
        one = self.people[i]
        return whole(one.number) if self.replayed else lottery_number(self.seed, one.applicant)

    def number(self, i, choice):
        """The number that counts for a choice."""
        if self.per_program:
            return lottery_number(self.seed, self.people[i].applicant, choice.program)
        if self.replayed and choice.number is not None:
            return whole(choice.number)
        return self.own_number(i)

    def place(self, i, program):
        return self.own[i] if self.of_pair is None else self.of_pair[i][program]

    def _places_of_pairs(self, programs_of_grade):
        """Places of all pairs of applicant and program: those listed, and in top trading cycles all of the
        grade."""
        pairs = []
        for i, one in enumerate(self.people):
            known = {choice.program: choice for choice in (*one.others, *one.choices)}
            listed = [choice.program for choice in one.choices]
            more = [program for program in programs_of_grade.get(one.grade, ()) if program not in listed]
            for program in (*listed, *more):
                pairs.append((i, program, self.number(i, known.get(program) or plain_choice(program))))
        numbers = [number for _, _, number in pairs]
        if self.replayed:
            order = sorted(range(len(pairs)), key=lambda n: (numbers[n] is None, numbers[n] or 0, n))
        else:
            order = in_order_of_chance(numbers, [self.people[i].weight for i, _, _ in pairs])
        places = [{} for _ in self.people]
        for place, n in enumerate(order):
            i, program, _ = pairs[n]
            places[i][program] = place
        return places


def whole(number):
    """A recorded number; long ones are written as strings."""
    return int(number) if isinstance(number, str) else number


def plain_choice(program):
    """A program of which nothing is known of an applicant."""
    return Choice(program, (), None, None, None)


# ---------------------------------------------------------------- the market


class Rules:
    """What the match looks at in the signed section; all else stands in seats and applications."""

    SHAPE = Part(
        mechanism=Part(name=str),
        lottery=Part(numbers=str),
        groups=Each({"*": Part(kind=str, labels=Each({"*": str}))}),
        priorities=Part(
            default=[str],
            sectors=Each({"*": [str]}),
            schools=Each({"*": [str]}),
            programs=Each({"*": [str]}),
            ordered_by_list=[str],
        ),
        siblings=Part(keep_together=str, maximum_rounds=int, restarts=int),
        waitlist=Part(kept=bool),
        rounds=[Part(id=str, draw=dict)],
        draw=dict,
    )

    def __init__(self, content):
        fit(content, self.SHAPE, "public/rulebook.json: content")
        self.mechanism = content.get("mechanism", {}).get("name", "deferred_acceptance")
        if self.mechanism not in MECHANISMS:
            raise UnfitError(f"public/rulebook.json: knows no mechanism {shown(self.mechanism)}")
        self.numbers = content.get("lottery", {}).get("numbers", "per_applicant")
        self.per_program = self.numbers == "per_program"
        self.weighted = bool(content.get("lottery", {}).get("weights"))
        groups = content.get("groups", {})
        self.labels = {name: group.get("labels", {}) for name, group in groups.items()}
        for group in groups.values():
            # A fact that did not count is named as the group is which looks at it.
            usual = "sibling" if group.get("kind") == "sibling_attending" else None
            fact = group.get("column") if group.get("kind") == "fact" else group.get("claim", usual)
            if isinstance(fact, str) and group.get("labels"):
                self.labels.setdefault(fact, group["labels"])
        self.offered = {name for name, group in groups.items() if group.get("kind") == "sibling_offered"}
        self.priorities = content.get("priorities", {})
        self.by_list = set(self.priorities.get("ordered_by_list", ()))
        siblings = content.get("siblings", {})
        self.keep_together = siblings.get("keep_together")
        self.maximum_rounds, self.restarts = siblings.get("maximum_rounds", 50), siblings.get("restarts", 0)
        self.waitlists_kept = content.get("waitlist", {}).get("kept", True)

    def priority_list(self, program, seats):
        """The list of groups that says most of a program; everyone is left out, and always last."""
        if program in self.by_list:
            # A list of people orders it; whoever does not stand there comes after its last place.
            return [f"recorded priority {place}" for place in range(1, (seats["list"] or 0) + 1)]
        found = self.priorities.get("programs", {}).get(program)
        if found is None:
            found = self.priorities.get("schools", {}).get(seats["school"])
        if found is None:
            sectors, default = self.priorities.get("sectors", {}), self.priorities.get("default", [])
            found = sectors.get(seats["sector"], default)
        return [name for name in found if name not in ("everyone", "open")]


class Bucket(NamedTuple):
    """Seats of a program, in the order in which it fills them."""

    program: str
    position: int
    group: str
    seats: int
    hard: bool


class Terms(NamedTuple):
    """What a program makes of a choice, before the lottery.

    ``priority``: 0 is a right to the seat, 1 the first group of the list, everyone comes last;
    ``with_sibling``: the same if a sibling is placed there; ``score``: lower is better; ``doors``: the
    buckets open to it, each with 0 for members of its group and for rights, 1 for others.
    """

    priority: int
    with_sibling: int
    score: float
    doors: tuple
    eligible: bool


class Market:
    """Everything that the placements are computed from.

    A wish is (bucket, strength, number of the choice). Strengths are whole numbers: in a bucket the greater
    is placed before the lower, and no two are alike. They hold, from the most important to the least: member
    or not, priority, score, place in the lottery, applicant.
    """

    def __init__(self, rules, seats, people, seed, replayed):
        self.rules, self.seats, self.people = rules, seats, people
        self.lists = {program: rules.priority_list(program, entry) for program, entry in seats.items()}
        self.buckets = [
            Bucket(program, *bucket) for program in sorted(seats) for bucket in seats[program]["buckets"]
        ]
        self.of_program = {program: [] for program in seats}
        for number, bucket in enumerate(self.buckets):
            self.of_program[bucket.program].append(number)
        self.capacity = [bucket.seats for bucket in self.buckets]
        self.school = [seats[bucket.program]["school"] for bucket in self.buckets]
        self.programs_of_grade = {}
        if rules.mechanism == "top_trading_cycles":
            for program in sorted(seats):
                self.programs_of_grade.setdefault(seats[program]["grade"], []).append(program)
        self.lottery = Lottery(rules, seed, replayed, people, self.programs_of_grade)
        families = {}
        for i, one in enumerate(people):
            families.setdefault((i,) if one.family is None else one.family, []).append(i)
        self.families = [members for members in families.values() if len(members) > 1]
        self.known_terms = {}
        self.terms = [[self.terms_of(one, choice) for choice in one.choices] for one in people]
        self._measure()
        self.plain_wishes = [self.wishes(i) for i in range(len(people))]
        # Neither siblings nor keep-together touch a seat by right, so this is the same in every run.
        self.special = special_programs(self, self.plain_wishes)

    def _measure(self):
        """How much room each part of a strength needs."""
        everything = [self.terms_of(one, choice) for one in self.people for choice in one.others]
        everything += [self.plain_terms(program) for program in self.seats]
        everything += [terms for terms_of_one in self.terms for terms in terms_of_one]
        self.priorities = 1 + max(terms.priority for terms in everything) if everything else 1
        scores = sorted({terms.score for terms in everything})
        self.score_level = {score: level for level, score in enumerate(scores)}
        places = sum(map(len, self.lottery.of_pair)) if self.lottery.of_pair else len(self.people)
        self.tied = max(places, 1) * max(len(self.people), 1)

    def terms_of(self, one, choice):
        alike = (choice[:4], one.right == choice.program)
        if alike not in self.known_terms:
            self.known_terms[alike] = self._terms(choice, one.right == choice.program)
        return self.known_terms[alike]

    def plain_terms(self, program):
        """Terms of applicants of whom nothing is known there."""
        alike = (plain_choice(program)[:4], False)
        if alike not in self.known_terms:
            self.known_terms[alike] = self._terms(plain_choice(program), False)
        return self.known_terms[alike]

    def _terms(self, choice, owed):
        entry, groups = self.seats[choice.program], self.lists[choice.program]
        own = [place for place, name in enumerate(groups, start=1) if name in choice.groups]
        sibling = [place for place, name in enumerate(groups, start=1) if name in self.rules.offered]
        priority = min(own, default=len(groups) + 1)
        with_sibling = min([priority, *sibling])
        if choice.recorded is not None:
            priority = with_sibling = choice.recorded
        if owed:
            priority = with_sibling = 0
        enough = entry["min_score"] is None or (
            choice.score is not None and choice.score >= entry["min_score"]
        )
        let_in = entry["open_to"] is None or is_member(choice, entry["open_to"])
        eligible = owed or (enough and let_in)
        doors = []
        for number in self.of_program[choice.program] if eligible else ():
            bucket = self.buckets[number]
            member = is_member(choice, bucket.group)
            if member or not bucket.hard:
                doors.append((number, 0 if member or owed else 1))
        return Terms(priority, with_sibling, self._score(entry, choice.score), tuple(doors), eligible)

    @staticmethod
    def _score(entry, score):
        """Lower is better, and alike for choices that only the lottery tells apart; without a score is
        last."""
        if entry["tie_break"] == "lottery":
            return 0
        if score is None:
            return math.inf
        if entry["tie_break"] == "score":
            return -score
        return sum(score < bound for bound in entry["bands"])

    def knows_siblings(self, i, program):
        """Whether a program ranks an applicant by siblings who are placed in the run."""
        if self.people[i].right == program or not self.rules.offered.intersection(self.lists[program]):
            return False
        choice = self.choice(i, program)
        return choice is None or choice.recorded is None

    def choice(self, i, program):
        """What is known of an applicant at a program; None where it is nothing."""
        one = self.people[i]
        return next((choice for choice in (*one.choices, *one.others) if choice.program == program), None)

    def pair_terms(self, i, program):
        choice = self.choice(i, program)
        return self.plain_terms(program) if choice is None else self.terms_of(self.people[i], choice)

    def within(self, i, program, terms):
        """Place in a program's own order, the lower the better; reserves play no part in it."""
        level = terms.priority * len(self.score_level) + self.score_level[terms.score]
        return level * self.tied + self.lottery.place(i, program) * len(self.people) + i

    def strength(self, i, program, terms, tier):
        levels = self.priorities * len(self.score_level)
        return -(tier * levels * self.tied + self.within(i, program, terms))

    def applicant(self, strength):
        return -strength % len(self.people)

    def level(self, strength):
        """Alike for applicants of a bucket whom only the lottery tells apart."""
        return -strength // self.tied

    def wishes(self, i):
        """The buckets an applicant wants, best first: (bucket, strength, number of the choice)."""
        return [
            (bucket, self.strength(i, choice.program, terms, tier), c)
            for c, (choice, terms) in enumerate(zip(self.people[i].choices, self.terms[i], strict=True))
            for bucket, tier in terms.doors
        ]

    def gain(self, terms):
        """What the priority of a placed sibling adds to a strength."""
        return (terms.priority - terms.with_sibling) * len(self.score_level) * self.tied

    @functools.cached_property
    def orders(self):
        """Of each bucket the strengths of all of whom something is known there, best first."""
        found = [[] for _ in self.buckets]
        for i, one in enumerate(self.people):
            for choice in (*one.choices, *one.others):
                terms = self.terms_of(one, choice)
                for bucket, tier in terms.doors:
                    found[bucket].append(self.strength(i, choice.program, terms, tier))
        for order in found:
            order.sort(reverse=True)
        return found

    @functools.cached_property
    def rights(self):
        """Of each program those with a right to it, each with its buckets and their strengths there, which
        are the same in every run."""
        found = {}
        for i, one in enumerate(self.people):
            if one.right is not None:
                own = [
                    wish[:2] for wish in self.plain_wishes[i] if self.buckets[wish[0]].program == one.right
                ]
                found.setdefault(one.right, {})[i] = own
        return found

    @functools.cached_property
    def with_recorded(self):
        """Programs with recorded priorities."""
        pairs = (choice for one in self.people for choice in (*one.choices, *one.others))
        return {choice.program for choice in pairs if choice.recorded is not None}

    @functools.cached_property
    def by_lottery(self):
        """Applicants in the order of the lottery: by program where each has its own, else by grade."""
        found, places = {}, self.lottery.of_pair
        for i, one in enumerate(self.people):
            for key in [one.grade] if places is None else places[i]:
                found.setdefault(key, []).append(i)
        for key, people in found.items():
            people.sort(key=self.lottery.own.__getitem__ if places is None else lambda i, k=key: places[i][k])
        return found


def is_member(choice, group):
    return group in ("open", "everyone") or group in choice.groups


class Run:
    """One run of the mechanism: everybody's wishes, given who has a sibling placed and what is closed.

    ``offered``: pairs (applicant, program) with the priority of a placed sibling; ``target``: for children
    who are to be kept together the school that is tried (None: none is left), all others being closed to
    them. Wishes that are as in the run ``before`` (none: as without siblings) are taken from there; those of
    ``changed`` are not. ``progress``: see :class:`Progress`.
    """

    def __init__(self, market, offered, target, before=None, progress=None):
        self.market, self.offered, self.target, self.progress = market, offered, target, progress
        self.wishes = list(market.plain_wishes if before is None else before.wishes)
        offered_before, target_before = (
            (frozenset(), {}) if before is None else (before.offered, before.target)
        )
        self.changed = {i for i, _ in offered ^ offered_before}
        self.changed |= {i for i, _ in target.items() ^ target_before.items()}
        self._by_choice = [None] * len(self.wishes) if before is None else list(before._by_choice)
        for i in self.changed:
            self.wishes[i], self._by_choice[i] = list(self._wishes(i)), None

    def _wishes(self, i):
        market = self.market
        for bucket, strength, c in market.plain_wishes[i]:
            program = market.buckets[bucket].program
            if not self.is_closed(i, program):
                raised = market.gain(market.terms[i][c]) if (i, program) in self.offered else 0
                yield bucket, strength + raised, c

    def by_choice(self, i):
        """The place of each bucket among an applicant's wishes, by the number of the choice."""
        found = self._by_choice[i]
        if found is None:
            found = self._by_choice[i] = {}
            for place, (bucket, _, c) in enumerate(self.wishes[i]):
                found.setdefault(c, {})[bucket] = place
        return found

    def is_closed(self, i, program):
        market = self.market
        if i not in self.target or market.people[i].right == program:
            return False
        return market.seats[program]["school"] != self.target[i]


# ---------------------------------------------------------------- rights to a seat, where some seats are hard


def most_seated(alike, free):
    """How many right-holders can sit in these seats at once. ``alike``: how many have the same doors."""
    inside = {bucket: Counter() for bucket in free}

    def seat(doors, wanted, tried):
        """Seat up to so many with these doors, moving others to where they can sit too."""
        found = 0
        for bucket in doors:
            if found == wanted:
                break
            if bucket not in inside or bucket in tried:
                continue
            tried.add(bucket)
            here = inside[bucket]
            taken = min(free[bucket] - sum(here.values()), wanted - found)
            here[doors] += taken
            found += taken
            for others in [other for other in here if other != doors and here[other]]:
                moved = seat(others, min(here[others], wanted - found), tried) if found < wanted else 0
                here[others] -= moved
                here[doors] += moved
                found += moved
        return found

    total = 0
    for doors, number in alike.items():
        left = number
        while left and (moved := seat(doors, left, set())):
            left -= moved
        total += number - left
    return total


class Rights:
    """Everybody with a right to one program, in the program's order, and the buckets open to each."""

    def __init__(self, market, program, doors):
        self.buckets = market.of_program[program]
        self.doors = {i: tuple(bucket for bucket, _ in found) for i, found in doors.items()}
        self.holders = sorted(doors, key=lambda i: -doors[i][0][1])

    def taken(self, holders, free, latest=False):
        """Seats of each bucket that a matching of these holders fills: the earliest ones, or the latest."""
        found, here, before = {}, {}, 0
        alike = self.alike(holders)
        for bucket in reversed(self.buckets) if latest else self.buckets:
            here[bucket] = free[bucket]
            most = most_seated(alike, here)
            found[bucket], before = most - before, most
        return found

    def alike(self, holders):
        """How many of these holders have the same doors."""
        return Counter(self.doors[i] for i in holders)

    def fits(self, holders, free):
        return most_seated(self.alike(holders), {b: free[b] for b in self.buckets}) == len(holders)

    def seated(self, holders, free):
        """Who sits where: the earliest seats, each for the first who may sit there so that the rest still
        can."""
        left = {i: None for i in self.holders if i in holders}
        alike, seats, found = self.alike(left), self.taken(left, free), {}
        for bucket in self.buckets:
            while seats[bucket]:
                seats[bucket] -= 1
                i = self.first_who_may(bucket, left, alike, seats)
                del left[i]
                alike[self.doors[i]] -= 1
                found[i] = bucket
        return found

    def first_who_may(self, bucket, left, alike, seats):
        tried = set()
        for i in left:
            doors = self.doors[i]
            # Whoever has the same doors leaves the same behind.
            if bucket in doors and doors not in tried:
                tried.add(doors)
                rest = alike - Counter([doors])
                if most_seated(rest, seats) == sum(rest.values()):
                    return i
        raise UnfitError(f"{self.buckets}: rights that cannot all be kept")


def special_programs(market, wishes):
    """Programs of which some bucket with seats is not open to somebody with a right to the program."""
    doors = {}
    for i, one in enumerate(market.people):
        if one.right is not None:
            own = [wish[:2] for wish in wishes[i] if market.buckets[wish[0]].program == one.right]
            if own:
                doors.setdefault(one.right, {})[i] = own
    found = {}
    for program, doors_of in doors.items():
        with_seats = {bucket for bucket in market.of_program[program] if market.capacity[bucket]}
        if any(with_seats - {bucket for bucket, _ in own} for own in doors_of.values()):
            found[program] = Rights(market, program, doors_of)
    return found


# ---------------------------------------------------------------- the mechanisms

# Each takes a run and gives for every applicant the place of the granted wish among theirs, or their number.


def deferred_acceptance(run):
    """Gale and Shapley 1962."""
    return propose_to_all(run)


class Stage(NamedTuple):
    """Where deferred acceptance stands when some have come and asked: of each bucket its seats, whom it holds
    and the strength that one has to exceed; of each applicant whether they came, and which wish they are
    at."""

    room: list
    held: list
    least: list
    came: bytearray
    at: list

    def copy(self):
        return Stage(self.room[:], [line[:] for line in self.held], self.least[:], self.came[:], self.at[:])


def first_stage(room, people):
    """Nobody has come."""
    least = [-math.inf if seats else math.inf for seats in room]
    return Stage(room, [[] for _ in room], least, bytearray(people), [0] * people)


class Progress:
    """Stages of deferred acceptance that later runs of a search can begin from.

    In which order applicants come changes nothing (McVitie and Wilson 1971). So those come first whose wishes
    changed longest ago, and a run begins at the last stage of the one before at which nobody had come who
    wants something else now.
    """

    AGES = (math.inf, 5, 0)  # runs since a change; who is as long unchanged comes together

    def __init__(self, market):
        self.stages, self.runs = [], 0
        self.changed_in = [-math.inf] * len(market.people)  # only siblings' wishes ever change
        for i in itertools.chain.from_iterable(market.families):
            self.changed_in[i] = 0

    def forget(self, changed):
        """Leave out stages at which one of these had come."""
        while self.stages and any(map(self.stages[-1].came.__getitem__, changed)):
            self.stages.pop()
        self.runs += 1
        for i in changed:
            self.changed_in[i] = self.runs

    def coming(self, came):
        """Who has not come, in groups; between them the stages are kept."""
        left = [i for i, here in enumerate(came) if not here]
        for age in self.AGES:
            group = [i for i in left if self.runs - self.changed_in[i] >= age]
            if group:
                yield group
                left = [i for i in left if self.runs - self.changed_in[i] < age]


def propose_to_all(run):
    """Deferred acceptance of a run."""
    if run.progress is not None:
        run.progress.forget(run.changed)
    return propose(run.market, run.wishes, run.market.special, run.progress)


def propose(market, wishes, special, progress=None):
    """Deferred acceptance. At a special program nobody with a right is refused: they sit where all of them
    have a seat, and the more of them come, the fewer seats are left to others, who then ask elsewhere."""
    people = len(wishes)
    asked, own_buckets, first_own = list(wishes), [], len(market.buckets)
    for rights in special.values():
        for i in rights.holders:
            own = [wish for wish in wishes[i] if wish[0] in rights.buckets]
            begin = wishes[i].index(own[0])
            asked[i] = [*wishes[i][:begin], (first_own + len(own_buckets), own[0][1], own[0][2])]
        own_buckets.append(rights)
    if progress is not None and progress.stages:
        stage = progress.stages[-1].copy()
    else:
        stage = first_stage(market.capacity + [len(rights.holders) for rights in own_buckets], people)
    for number, group in enumerate([range(people)] if progress is None else progress.coming(stage.came)):
        if number:
            progress.stages.append(stage.copy())
        let_come(market, asked, own_buckets, stage, group)
    for number, rights in enumerate(own_buckets, start=first_own):
        came = {market.applicant(strength) for strength in stage.held[number]}
        for i, bucket in rights.seated(came, market.capacity).items():
            stage.at[i] = place_of(wishes[i], bucket)
    return stage.at


def let_come(market, asked, own_buckets, stage, group):
    """Let more applicants ask, and all whom they displace; changes the stage."""
    room, held, least, came, at = stage
    people, first_own = len(asked), len(market.buckets)
    heappush, heapreplace = heapq.heappush, heapq.heapreplace
    for i in group:
        came[i] = True
    waiting = list(group)
    while waiting:
        i = waiting.pop()
        mine = asked[i]
        for here in range(at[i], len(mine)):
            bucket, strength, _ = mine[here]
            if strength > least[bucket]:
                break
        else:
            at[i] = len(mine)
            continue
        at[i] = here
        line = held[bucket]
        if len(line) < room[bucket]:
            heappush(line, strength)
            if len(line) == room[bucket]:
                least[bucket] = line[0]
        else:
            other = -heapreplace(line, strength) % people
            least[bucket] = line[0]
            waiting.append(other)
            at[other] += 1
        if bucket >= first_own:
            rights = own_buckets[bucket - first_own]
            taken = rights.taken([market.applicant(strength) for strength in line], market.capacity)
            for number, seats in taken.items():
                room[number] = market.capacity[number] - seats
                line = held[number]
                while len(line) > room[number]:
                    waiting.append(-heapq.heappop(line) % people)
                    at[waiting[-1]] += 1
                if len(line) == room[number]:
                    least[number] = line[0] if line else math.inf


def place_of(wishes, bucket):
    return next(place for place, wish in enumerate(wishes) if wish[0] == bucket)


def stable_improvement_cycles(run):
    """Erdil and Ergin 2008: who are first in line for each other's seats, ties counted as ties, swap."""
    market, wishes = run.market, run.wishes
    at, special = propose_to_all(run), market.special
    lines = [[] for _ in market.buckets]
    for i, mine in enumerate(wishes):
        right = market.people[i].right
        for e, (bucket, strength, _) in enumerate(mine[: at[i]]):
            # Who has a right to a special program wants no other seat of it.
            if right not in special or market.buckets[bucket].program != right:
                lines[bucket].append((strength, e))
    for line in lines:
        line.sort(reverse=True)
    buckets = range(len(lines))
    swap_in_rings(
        Placed(wishes, at), lines, lambda i, e, _: e < at[i], market.level, [0 for _ in buckets], buckets
    )
    return at


class Placed(NamedTuple):
    """Everybody's wishes, and which of them is granted."""

    wishes: list
    at: list


def swap_in_rings(placed, lines, wants, level, front, roots):
    """Swap along rings of buckets until there is none: each bucket leads to those where its first in line
    sit.

    ``lines``: of each bucket (strength, place among the wishes), best first; ``wants(i, e, strength)``:
    whether an applicant still wants it; all those at the front whose ``level`` is alike are first. The ring
    that is swapped is the first that a search in depth from the lowest bucket finds. A bucket from which none
    was found is never in one later, since nobody leaves or reaches it; so it need not be searched again.
    Changes ``placed.at`` and ``front`` (how many in each line want the bucket no more); returns who moved.
    """
    wishes, at, people = placed.wishes, placed.at, len(placed.at)
    step, finished, movers = list(front), set(), set()

    def next_first(bucket):
        """The next of those first in line who sits where a ring can still be: (applicant, wish, bucket)."""
        line, first = lines[bucket], None
        while front[bucket] < len(line):
            strength, e = line[front[bucket]]
            if wants(-strength % people, e, strength):
                first = level(strength)
                break
            front[bucket] += 1
        step[bucket] = max(step[bucket], front[bucket])
        while step[bucket] < len(line):
            strength, e = line[step[bucket]]
            if level(strength) != first:
                break
            i = -strength % people
            if at[i] < len(wishes[i]) and wants(i, e, strength) and wishes[i][at[i]][0] not in finished:
                return i, e, wishes[i][at[i]][0]
            step[bucket] += 1
        return None

    for root in roots:
        path, moves = [root] if root not in finished else [], []
        place = {root: 0}
        while path:
            found = next_first(path[-1])
            if found is None:
                finished.add(path[-1])
                del place[path.pop()]
                del moves[-1:]
                continue
            i, e, source = found
            moves.append((i, e))
            if source not in place:
                place[source] = len(path)
                path.append(source)
                continue
            ring = moves[place[source] :]
            for one, wish in ring:
                at[one] = wish
            # The search begins again; up to the first who moved it would take the same way.
            moved = {one for one, _ in ring}
            movers |= moved
            same = next(n for n, (one, _) in enumerate(moves) if one in moved)
            for bucket in path[same + 1 :]:
                del place[bucket]
            del path[same + 1 :], moves[same:]
    return movers


def efficiency_adjusted(run):
    """Kesten 2010, after Tang and Yu 2014: again and again deferred acceptance among those not settled yet.

    Settled is who has no seat, or one in a bucket that nobody else wants; that bucket leaves with them. Where
    one of them does not consent, nobody below may come into a bucket that they wanted.
    """
    found = Settling(run).by_swapping()
    return by_proposing_again(run) if found is None else found


def by_proposing_again(run):
    market, live = run.market, list(run.wishes)
    at = [len(wishes) for wishes in run.wishes]
    left = set(range(len(live)))
    while left:
        live = [wishes if i in left else [] for i, wishes in enumerate(live)]
        special = special_programs(market, live)
        granted = propose(market, live, special)
        wanted = {}
        for i in left:
            right = market.people[i].right if market.people[i].right in special else None
            for bucket, strength, _ in live[i][: granted[i]]:
                if market.buckets[bucket].program != right:
                    wanted.setdefault(bucket, []).append(strength)
        settled = set()
        for i in left:
            if granted[i] == len(live[i]):
                settled.add(i)
            elif live[i][granted[i]][0] not in wanted:
                settled.add(i)
                at[i] = run.wishes[i].index(live[i][granted[i]])
        floor = {}
        for bucket, strengths in wanted.items():
            withheld = [s for s in strengths if market.applicant(s) in settled]
            floor[bucket] = max((s for s in withheld if not consents(market, s)), default=-math.inf)
        left -= settled
        live = [[w for w in wishes if w[0] in floor and w[1] > floor[w[0]]] for wishes in live]
    return at


def consents(market, strength):
    return market.people[market.applicant(strength)].consent


class Settling:
    """The same in far fewer steps, where it can be used.

    When the settled leave with their buckets, the seats of the others are still stable. What deferred
    acceptance would give them is what swapping in rings leads to, each bucket taking the first in its line:
    without ties only the best stable seats have no such ring (Gale and Shapley 1962; Erdil and Ergin 2008).
    Where holders of a right to one program have not the same buckets open to them, proposing does more, and
    is done itself.
    """

    def __init__(self, run):
        self.market, self.wishes = run.market, run.wishes
        self.at = propose_to_all(run)
        buckets = range(len(run.market.buckets))
        self.left, self.alive = [True] * len(run.wishes), dict.fromkeys(buckets)
        self.floor, self.front = [-math.inf for _ in buckets], [0 for _ in buckets]
        self.lines, self.sitting, self.seat = [[] for _ in buckets], [set() for _ in buckets], {}
        for i, wishes in enumerate(run.wishes):
            for e, (bucket, strength, _) in enumerate(wishes[: self.at[i]]):
                self.lines[bucket].append((strength, e))
            self.sit(i)
        for line in self.lines:
            line.sort(reverse=True)
        self.holders, self.special = run.market.rights, set()

    def sit(self, i):
        if i in self.seat:
            self.sitting[self.seat[i]].discard(i)
        if self.at[i] < len(self.wishes[i]):
            self.seat[i] = self.wishes[i][self.at[i]][0]
            self.sitting[self.seat[i]].add(i)

    def wants(self, i, e, strength):
        bucket = self.wishes[i][e][0]
        if not self.left[i] or e >= self.at[i] or bucket not in self.alive or strength <= self.floor[bucket]:
            return False
        right = self.market.people[i].right
        return right not in self.special or self.market.buckets[bucket].program != right

    def by_swapping(self):
        """As :func:`by_proposing_again`; None where it cannot be used."""
        unseated = [i for i, wishes in enumerate(self.wishes) if self.at[i] == len(wishes)]
        touched = self.holders.keys()
        while True:
            if not self.look_at_rights(touched):
                return None
            self.swap()
            unwanted = [bucket for bucket in self.alive if self.front[bucket] == len(self.lines[bucket])]
            if not unwanted and not unseated:
                return self.at
            touched = self.settle(
                [*unseated, *(i for bucket in unwanted for i in self.sitting[bucket])], unwanted
            )
            unseated = []

    def swap(self):
        """Swap along all rings; there can be a new one only through a bucket whose first in line is
        another."""
        while changed := [bucket for bucket in self.alive if self.moves_up(bucket)]:
            # Without ties a strength is its own level.
            for i in swap_in_rings(self, self.lines, self.wants, int, self.front, changed):
                self.sit(i)

    def moves_up(self, bucket):
        """Whether another one is first in line now, because those before want the bucket no more."""
        line, before = self.lines[bucket], self.front[bucket]
        left, at, people, floor = self.left, self.at, len(self.left), self.floor[bucket]
        of_special = self.market.buckets[bucket].program in self.special
        front = before
        while front < len(line):
            strength, e = line[front]
            i = -strength % people
            # The same as self.wants, of a bucket that is there.
            wants = left[i] and e < at[i] and strength > floor
            if wants and (not of_special or self.wants(i, e, strength)):
                break
            front += 1
        self.front[bucket] = front
        return front != before

    def settle(self, settled, unwanted):
        """Let these applicants and buckets leave; the programs at which rights may look otherwise now."""
        floor, touched = {}, {self.market.buckets[bucket].program for bucket in unwanted}
        for i in settled:
            one = self.market.people[i]
            touched.add(one.right)
            for e, (bucket, strength, _) in enumerate([] if one.consent else self.wishes[i][: self.at[i]]):
                if self.wants(i, e, strength):
                    floor[bucket] = max(floor.get(bucket, -math.inf), strength)
        for i in settled:
            self.left[i] = False
        for bucket in unwanted:
            del self.alive[bucket]
        for bucket, strength in floor.items():
            self.floor[bucket] = strength
            touched.add(self.market.buckets[bucket].program)
        return touched

    def look_at_rights(self, programs):
        """Which programs are special among the wishes that are left; False where proposing would do more."""
        for program in programs & self.holders.keys():
            doors = [
                [bucket for bucket, strength in own if bucket in self.alive and strength > self.floor[bucket]]
                for i, own in self.holders[program].items()
                if self.left[i]
            ]
            doors = {tuple(open_to) for open_to in doors if open_to}
            with_seats = {
                bucket for bucket in self.market.of_program[program] if self.market.capacity[bucket]
            }
            special = any(with_seats.difference(open_to) for open_to in doors)
            if special and len(doors) > 1:
                return False
            if special != (program in self.special):
                self.special ^= {program}
                for bucket in self.market.of_program[program]:
                    self.front[bucket] = 0
        return True


def top_trading_cycles(run):
    """Shapley and Scarf 1974, with counters: Abdulkadiroglu and Sonmez 2003. Each applicant points to the
    best bucket with a free seat, each such bucket to the first in its order who is still there, listed or
    not."""
    trading = Trading(run)
    for lowest in range(len(run.wishes)):
        path, place = [], {}
        while not trading.gone[lowest]:
            if not path:
                path, place = [lowest], {lowest: 0}
            wish = trading.best(path[-1])
            if wish is None:
                del place[path[-1]]
                trading.leave([(path.pop(), None)])
                continue
            following = trading.first_of(run.wishes[path[-1]][wish][0])
            if following not in place:
                place[following] = len(path)
                path.append(following)
                continue
            ring = path[place[following] :]
            del path[place[following] :]
            for i in ring:
                del place[i]
            if trading.leave([(i, trading.best(i)) for i in ring]):
                # What rights are to has changed, and with it who points where.
                path, place = [], {}
    trading.lines.clear()  # they hold what holds them
    return [len(w) if e is None else e for w, e in zip(run.wishes, trading.granted, strict=True)]


class Trading:
    """Who is still there, who owns what, and whom everybody points to."""

    def __init__(self, run):
        self.run, self.market = run, run.market
        self.at, self.granted = [0] * len(run.wishes), [None] * len(run.wishes)
        self.gone, self.free = [False] * len(run.wishes), list(run.market.capacity)
        self.special = run.market.special
        self.owned = {program: self.owned_now(program) for program in self.special}
        self.offered = {}
        for i, program in run.offered:
            self.offered.setdefault(program, []).append(i)
        self.lines, self.first = {}, {}

    def owned_now(self, program):
        """The seats of a special program in which those with a right to it who are still there can sit."""
        there = [i for i in self.special[program].holders if not self.gone[i]]
        return self.special[program].seated(there, self.free)

    def best(self, i):
        """The place of the wish along which an applicant points, None for none."""
        wishes, right = self.run.wishes[i], self.market.people[i].right
        while self.at[i] < len(wishes):
            bucket = wishes[self.at[i]][0]
            if right in self.special and self.market.buckets[bucket].program == right:
                return place_of(wishes, self.owned[right][i])
            if self.free[bucket]:
                return self.at[i]
            self.at[i] += 1
        return None

    def first_of(self, bucket):
        """Whom a bucket with a free seat points to."""
        program = self.market.buckets[bucket].program
        if program in self.special:
            for i in self.special[program].holders:
                if self.owned[program].get(i) == bucket:
                    return i
        if bucket not in self.lines:
            self.lines[bucket] = self.line(bucket)
            self.first[bucket] = next(self.lines[bucket])
        while self.gone[self.first[bucket]]:
            self.first[bucket] = next(self.lines[bucket])
        return self.first[bucket]

    def line(self, bucket):
        """A bucket's order, best first."""
        market, program = self.market, self.market.buckets[bucket].program
        raised = []
        for i in self.offered.get(program, ()):
            terms = market.pair_terms(i, program)
            tiers = [tier for number, tier in terms.doors if number == bucket]
            raised += [market.strength(i, program, terms, tier) + market.gain(terms) for tier in tiers]
        raised.sort(reverse=True)
        people, gone = len(self.gone), self.gone
        known = (strength for strength in market.orders[bucket] if not gone[-strength % people])
        for strength in heapq.merge(raised, known, self.plain(bucket, program), reverse=True):
            i = market.applicant(strength)
            if not gone[i] and not self.run.is_closed(i, program):
                yield i

    def plain(self, bucket, program):
        """Those of the grade of whom nothing is known at the program."""
        market, terms = self.market, self.market.plain_terms(program)
        tiers = [tier for number, tier in terms.doors if number == bucket]
        one_for_all = market.lottery.of_pair is None
        people = market.by_lottery.get(market.seats[program]["grade"] if one_for_all else program, ())
        gone, recorded = self.gone, program in market.with_recorded
        # Their terms are the same, so that only the place in the lottery and the applicant tell them apart.
        alike, own = None, market.lottery.own
        for i in people if tiers else ():
            # Of whom something is known stands there already, no worse unless a priority was recorded.
            if gone[i] or (recorded and market.choice(i, program) is not None):
                continue
            if alike is None or not one_for_all:
                strength = market.strength(i, program, terms, tiers[0])
                alike = strength + own[i] * len(gone) + i
            yield strength if not one_for_all else alike - own[i] * len(gone) - i

    def leave(self, people):
        """Give applicants what they point to; whether what rights are to has changed."""
        touched = set()
        for i, wish in people:
            self.gone[i] = True
            touched.add(self.market.people[i].right)
            if wish is not None:
                bucket = self.run.wishes[i][wish][0]
                self.granted[i] = wish
                self.free[bucket] -= 1
                touched.add(self.market.buckets[bucket].program)
        changed = touched & self.special.keys()
        for program in changed:
            self.owned[program] = self.owned_now(program)
        return bool(changed)


def immediate_acceptance(run):
    """The Boston mechanism (Abdulkadiroglu and Sonmez 2003): first choices are placed first, for good, and so
    on. A seat by right is held back until its holder is placed."""
    market, free, special = run.market, list(run.market.capacity), run.market.special
    at = [len(wishes) for wishes in run.wishes]
    waiting, left = by_right(market), range(len(at))

    def grant(placed, people):
        for i, bucket in placed.items():
            at[i] = people[i][bucket]
            free[bucket] -= 1
            waiting[market.people[i].right].discard(i)

    for c in range(max((len(one.choices) for one in market.people), default=0)):
        left = [i for i in left if at[i] == len(run.wishes[i])]
        asking, room = asking_in_round(run, left, c), {}
        waiting_before = {program: bool(waiting.get(program)) for program in asking}
        for program, people in asking.items():
            if not waiting_before[program]:
                continue
            holders = [i for i in people if market.people[i].right == program]
            if program in special:
                grant(seat_by_right(special[program], holders, waiting[program], free), people)
            else:
                grant(seat_in_order(run, program, {i: people[i] for i in holders}, free), people)
        for program in asking:
            held = held_back(market, program, waiting.get(program, ()), free, special)
            room[program] = {bucket: free[bucket] - seats for bucket, seats in held.items()}
        for program, people in asking.items():
            if waiting_before[program]:
                people = {i: own for i, own in people.items() if at[i] == len(run.wishes[i])}
            grant(seat_in_order(run, program, people, room[program]), people)
    return at


def by_right(market):
    """Applicants by the program that owes them a seat, None for no program."""
    found = {}
    for i, one in enumerate(market.people):
        found.setdefault(one.right, set()).add(i)
    return found


def asking_in_round(run, left, c):
    """By the program of their choice with this number those who are left, each with the place of each bucket
    among their wishes."""
    asking, people = {}, run.market.people
    for i in left:
        own = run.by_choice(i).get(c)
        if own is not None:
            asking.setdefault(people[i].choices[c].program, {})[i] = own
    return asking


def seat_in_order(run, program, people, room):
    """Bucket after bucket takes the best of those who are left."""
    found = {}
    for bucket in run.market.of_program[program]:
        if room[bucket] and len(found) < len(people):
            ranked = [
                (run.wishes[i][own[bucket]][1], i)
                for i, own in people.items()
                if bucket in own and i not in found
            ]
            found.update((i, bucket) for _, i in sorted(ranked, reverse=True)[: room[bucket]])
    return found


def seat_by_right(rights, people, waiting, free):
    """One after the other takes the first seat after which all who wait can still have theirs."""
    free, left, found = list(free), set(waiting), {}
    for i in [i for i in rights.holders if i in people]:
        left.discard(i)
        for bucket in rights.doors[i]:
            free[bucket] -= 1
            if free[bucket] >= 0 and rights.fits(left, free):
                found[i] = bucket
                break
            free[bucket] += 1
    return found


def held_back(market, program, people, free, special):
    """Seats of each bucket that wait for those with a right: the last ones."""
    if program in special:
        return special[program].taken(people, free, latest=True)
    left, found = len(people), {}
    for bucket in reversed(market.of_program[program]):
        found[bucket] = min(left, free[bucket])
        left -= found[bucket]
    return found


def serial_dictatorship(run):
    """Satterthwaite and Sonnenschein 1981: in the order of the lottery each takes the best seat that is free,
    and that is not needed for somebody's right."""
    market, free = run.market, list(run.market.capacity)
    at = [len(wishes) for wishes in run.wishes]
    special, waiting = market.special, by_right(market)
    for i in sorted(range(len(at)), key=market.lottery.own.__getitem__):
        waiting[market.people[i].right].discard(i)
        for e, (bucket, _, _) in enumerate(run.wishes[i]):
            program = market.buckets[bucket].program
            if not free[bucket]:
                continue
            free[bucket] -= 1
            owed = waiting.get(program, ())
            if program in special:
                fits = special[program].fits(owed, free)
            else:
                fits = not owed or sum(free[b] for b in market.of_program[program]) >= len(owed)
            if fits:
                at[i] = e
                break
            free[bucket] += 1
    return at


MECHANISMS = {
    "deferred_acceptance": deferred_acceptance,
    "top_trading_cycles": top_trading_cycles,
    "immediate_acceptance": immediate_acceptance,
    "serial_dictatorship": serial_dictatorship,
    "efficiency_adjusted_deferred_acceptance": efficiency_adjusted,
    "stable_improvement_cycles": stable_improvement_cycles,
}


# ---------------------------------------------------------------- siblings in the same run


class Outcome(NamedTuple):
    """A run with what it granted; ``seen``: the pairs that have a sibling placed by it."""

    run: Run
    at: list
    seen: frozenset

    def wish(self, i):
        """The wish that was granted to an applicant, None for none."""
        wishes = self.run.wishes[i]
        return wishes[self.at[i]] if self.at[i] < len(wishes) else None

    def school(self, i):
        wish = self.wish(i)
        return None if wish is None else self.run.market.school[wish[0]]


class Together:
    """Families who ask to be kept together: the schools that all children list, tried one after the other."""

    def __init__(self, market):
        # [children, schools with those they like best in sum first, how many were given up]
        self.families = []
        for members in market.families if market.rules.keep_together else ():
            asking = [i for i in members if market.people[i].together]
            if len(asking) > 1:
                self.families.append([asking, self._schools(market, asking), 0])

    @staticmethod
    def _schools(market, asking):
        wishes = []
        for i in asking:
            wish = {}
            for c, (choice, terms) in enumerate(
                zip(market.people[i].choices, market.terms[i], strict=True), 1
            ):
                if terms.eligible:
                    wish.setdefault(market.seats[choice.program]["school"], c)
            wishes.append(wish)
        common = set.intersection(*map(set, wishes))
        return sorted(common, key=lambda school: (sum(wish[school] for wish in wishes), school))

    def target(self):
        """For each child the school that is tried, None where none is left."""
        found = {}
        for children, schools, given_up in self.families:
            for i in children:
                found[i] = schools[given_up] if given_up < len(schools) else None
        return found

    def give_up(self, outcome):
        """Go on to the next school where not all children were placed at this one; whether any family did."""
        moved = False
        for family in self.families:
            children, schools, given_up = family
            if given_up < len(schools) and any(outcome.school(i) != schools[given_up] for i in children):
                family[2] += 1
                moved = True
        return moved


class Search:
    """Runs the mechanism until the siblings' places agree with what they were computed from."""

    def __init__(self, market):
        self.market, self.mechanism, self.runs = market, MECHANISMS[market.rules.mechanism], 0
        # Of each family those children and programs for which a sibling placed at the school would matter.
        self.ranked = {
            program for program, groups in market.lists.items() if market.rules.offered & set(groups)
        }
        self.programs_at = {}
        for program in sorted(self.ranked):
            entry = market.seats[program]
            self.programs_at.setdefault((entry["school"], entry["grade"]), []).append(program)
        # What the next run may take from the one before.
        self.before, self.progress = None, Progress(market)
        self.schools, self.pairs = [None] * len(market.families), [()] * len(market.families)

    def once(self, offered, together):
        run = self.before = Run(self.market, offered, together.target(), self.before, self.progress)
        self.runs += 1
        outcome = Outcome(run, self.mechanism(run), frozenset())
        return outcome._replace(seen=self.siblings_placed(outcome))

    def siblings_placed(self, outcome):
        """Pairs of children and programs at a school where another child of the family is placed."""
        found, at, wishes, school = [], outcome.at, outcome.run.wishes, self.market.school
        for family, members in enumerate(self.market.families if self.ranked else ()):
            schools = [school[wishes[i][at[i]][0]] if at[i] < len(wishes[i]) else None for i in members]
            if schools != self.schools[family]:
                self.schools[family], self.pairs[family] = schools, self.pairs_of(members, schools)
            found += self.pairs[family]
        return frozenset(found)

    def pairs_of(self, members, schools):
        """The same of one family, whose children are placed at these schools."""
        return [
            (i, program)
            for place, i in enumerate(members)
            for program in self.programs_of(i, {*schools[:place], *schools[place + 1 :]} - {None})
            if self.market.knows_siblings(i, program)
        ]

    def programs_of(self, i, schools):
        """Programs at these schools in whose orders an applicant stands: in top trading cycles all of the
        grade."""
        market, one = self.market, self.market.people[i]
        if one.grade is not None:
            return [
                program for school in schools for program in self.programs_at.get((school, one.grade), ())
            ]
        programs = [choice.program for choice in one.choices]
        return [program for program in programs if market.seats[program]["school"] in schools]

    def settled(self):
        """The outcome that counts, whether it is a fixed point, and which restart found it (None: none)."""
        rules, together = self.market.rules, Together(self.market)
        outcome, fixed = self.from_start(frozenset(), together)
        if fixed:
            return outcome, True, None, len(together.families)
        for restart in range(1, rules.restarts + 1):
            again, fixed = self.from_start(self.start(restart), Together(self.market))
            if fixed:
                return again, True, restart, len(together.families)
        while True:
            offered = outcome.seen & outcome.run.offered
            outcome = self.once(offered, together)
            if not together.give_up(outcome) and offered <= outcome.seen:
                return outcome, offered == outcome.seen, None, len(together.families)

    def from_start(self, offered, together):
        """One search; given up at its second circle, or after so many runs as the rules say."""
        tried, joined = set(), False
        for runs in itertools.count(1):
            outcome = self.once(offered, together)
            moved = together.give_up(outcome)
            if not moved and outcome.seen == offered:
                return outcome, True
            # A state that comes back would come back for ever; once, both that it swings between are tried.
            circle = not moved and outcome.seen in tried
            if runs >= self.market.rules.maximum_rounds or (circle and joined):
                return outcome, False
            tried.add(outcome.seen)
            offered = outcome.seen | offered if circle else outcome.seen
            joined = joined or circle

    def start(self, restart):
        """Half of all pairs for which a sibling could matter, by a coin that the draw throws."""
        coin = sha256(f"{self.market.lottery.seed}|restart|{restart}".encode()).hex()
        people = self.market.people
        return frozenset(
            (i, program)
            for i, program in self.all_pairs
            if sha256(f"{coin}|{people[i].applicant}|{program}".encode())[0] >= 128
        )

    @functools.cached_property
    def all_pairs(self):
        """All pairs for which a sibling could matter."""
        schools = {entry["school"] for entry in self.market.seats.values()}
        return [
            (i, program)
            for i in (itertools.chain.from_iterable(self.market.families) if self.ranked else ())
            for program in self.programs_of(i, schools)
            if self.market.knows_siblings(i, program)
        ]


# ---------------------------------------------------------------- the tables

ASSIGNMENTS = ("applicant_id", "program_id", "bucket", "choice_rank")
WAITLISTS = ("program_id", "position", "applicant_id")
LOTTERY = ("applicant_id", "lottery_number", "lottery_place")
SIBLINGS = ("applicant_id", "program_id", "effect")
CUTOFFS = (
    "program_id",
    "bucket",
    "group",
    "seats",
    "filled",
    "full",
    "member",
    "priority",
    "priority_group",
    "score",
    "lottery_place",
    "lottery_number",
    "lottery_weight",
)
COUNTS = ("program_id", "seats", "applications", "first_choices", "offers", "waitlist")
PROGRAMS = ("program_id", "name", "grade", "seats", "school_id", "school_name", "sector")
KINDS = {
    "integer": ("bucket", "choice_rank", "position", "seats", "filled", "priority", "lottery_place"),
    "boolean": ("full", "member"),
    "number": ("score", "lottery_weight"),
}


def kinds_of(columns):
    """Each column with its kind, as the record says them."""
    kind = {column: kind for kind, found in KINDS.items() for column in found}
    return [[column, kind.get(column, "text")] for column in columns]


def csv_text(columns, rows):
    """A table as City Compact spells it."""
    return "".join(",".join(map(cell, row)) + "\n" for row in (columns, *rows))


def cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return spelled_cell(value)
    text = str(value)
    if text == "" or QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def spelled_cell(value):
    """A fraction in a table: its shortest digits, with an exponent from 1e16 on and below 0.00001."""
    digits, _, exponent = repr(value).partition("e")
    if exponent == "-05":
        return f"{Decimal(repr(value)):f}"
    return f"{digits}e{int(exponent):+d}" if exponent else digits


class Tables:
    """Everything that follows from an outcome, as rows."""

    def __init__(self, search):
        self.market = market = search.market
        self.outcome, self.fixed_point, self.restart, self.kept_together = search.settled()
        self.runs, self.offered = search.runs, self.outcome.run.offered
        self.wish = [self.outcome.wish(i) for i in range(len(market.people))]
        self.assignments = [self._assignment(i) for i in range(len(market.people))]
        self.waitlists = list(self._waitlists()) if market.rules.waitlists_kept else []
        self.cutoffs = self._cutoffs()
        place, numbers = market.lottery.own, range(len(market.people))
        replayed = market.lottery.replayed
        self.lottery = [
            (one.applicant, printed_number(market.lottery.own_number(i), replayed), place[i] + 1)
            for i, one in zip(numbers, market.people, strict=True)
        ]
        self.touched = {"sibling_placed": {}, "closed": {}, "sibling_uncounted": {}}
        uncounted = self.outcome.seen - self.offered
        for i, one in enumerate(market.people):
            for choice in one.choices:
                if (i, choice.program) in self.offered:
                    self.touched["sibling_placed"].setdefault(one.applicant, []).append(choice.program)
                if self.outcome.run.is_closed(i, choice.program):
                    self.touched["closed"].setdefault(one.applicant, []).append(choice.program)
                elif (i, choice.program) in uncounted:
                    self.touched["sibling_uncounted"].setdefault(one.applicant, []).append(choice.program)
        self.siblings = [
            (applicant, program, effect)
            for effect, found in self.touched.items()
            for applicant, programs in found.items()
            for program in programs
        ]
        self.leaves = [self._leaf(row) for row in self.assignments]

    def placed_by_list(self):
        """How many places came from a list of people, of each program that one orders."""
        market = self.market
        found = dict.fromkeys(sorted(market.rules.by_list), 0)
        for one, wish in zip(market.people, self.wish, strict=True):
            program = None if wish is None else market.buckets[wish[0]].program
            if program in found:
                known = {c.program: c.recorded for c in (*one.choices, *one.others)}
                found[program] += known.get(program) is not None
        return found

    def _assignment(self, i):
        one, wish = self.market.people[i], self.wish[i]
        if wish is None:
            return (one.applicant, None, None, None)
        bucket = self.market.buckets[wish[0]]
        return (one.applicant, bucket.program, bucket.position, wish[2] + 1 if wish[2] < one.listed else None)

    def _waitlists(self):
        """Who listed a program above what they got, in its own order."""
        market, waiting = self.market, {}
        for i, one in enumerate(market.people):
            reached = len(one.choices) if self.wish[i] is None else self.wish[i][2]
            for choice, terms in zip(one.choices[:reached], market.terms[i], strict=False):
                if terms.eligible:
                    place = market.within(i, choice.program, terms)
                    if (i, choice.program) in self.offered:
                        place -= market.gain(terms)
                    waiting.setdefault(choice.program, []).append((place, one.applicant))
        for program in sorted(waiting):
            for position, (_, applicant) in enumerate(sorted(waiting[program]), start=1):
                yield program, position, applicant

    def _cutoffs(self):
        """The last one admitted to each full bucket."""
        inside = [[] for _ in self.market.buckets]
        for wish in self.wish:
            if wish is not None:
                inside[wish[0]].append((wish[1], wish[2]))
        return [
            self._cutoff(bucket, found) for bucket, found in zip(self.market.buckets, inside, strict=True)
        ]

    def _cutoff(self, bucket, inside):
        market = self.market
        full = len(inside) >= bucket.seats > 0
        row = (bucket.program, bucket.position, bucket.group, bucket.seats, len(inside), full)
        if not full:
            return row + (None,) * (len(CUTOFFS) - len(row))
        strength, c = min(inside)
        i = market.applicant(strength)
        one = market.people[i]
        choice, terms = one.choices[c], market.terms[i][c]
        sibling = (i, choice.program) in self.offered
        priority = terms.with_sibling if sibling else terms.priority
        names = ["guaranteed", *market.lists[bucket.program], "everyone"]
        name = named_priority(names, priority)
        scored = market.seats[bucket.program]["tie_break"] != "lottery" and choice.score is not None
        lottery = market.lottery
        return (
            *row,
            is_member(choice, bucket.group),
            priority,
            name,
            float(choice.score) if scored else None,
            lottery.place(i, choice.program) + 1,
            printed_number(lottery.number(i, choice), lottery.replayed),
            float(one.weight),
        )

    def _leaf(self, row):
        """What is published to one applicant, under the results root."""
        effects = [
            {"effect": effect, "program_id": program}
            for effect, found in self.touched.items()
            for program in found.get(row[0], ())
        ]
        placed = {"bucket": row[2], "choice_rank": row[3], "program_id": row[1]}
        return _compact({"applicant_id": row[0], "assignments": [placed], "siblings": effects})

    def counts(self):
        """By program what is printed, and how many have its offer without having applied."""
        market, columns = self.market, ("applications", "first_choices", "offers", "waitlist")
        counts = {program: dict.fromkeys(columns, 0) for program in market.seats}
        unlisted = dict.fromkeys(market.seats, 0)
        for one, (_, program, _, _) in zip(market.people, self.assignments, strict=True):
            listed = [choice.program for choice in one.choices[: one.listed]]
            for c, name in enumerate(listed):
                counts[name]["applications"] += 1
                counts[name]["first_choices"] += c == 0
            if program is not None:
                counts[program]["offers"] += 1
                unlisted[program] += program not in listed
        for program, _, _ in self.waitlists:
            counts[program]["waitlist"] += 1
        return counts, unlisted

    def public(self):
        """Rows of the public counts and cutoffs, with what is hidden left empty."""
        counts, unlisted = self.counts()
        texts = {
            (row[0], str(row[1])): dict(zip(CUTOFFS, map(cell, row), strict=True)) for row in self.cutoffs
        }
        shown_counts, shown_cutoffs = public_tables(counts, unlisted, texts, len(self.market.people))
        count_rows = [
            (
                program,
                self.market.seats[program]["seats"],
                *(text or None for text in shown_counts[program].values()),
            )
            for program in sorted(shown_counts)
        ]
        columns = public_columns()
        filled = CUTOFFS.index("filled")
        cutoff_rows = []
        for row in self.cutoffs:
            row = [*row[:filled], shown_cutoffs[row[0], str(row[1])]["filled"] or None, *row[filled + 1 :]]
            cutoff_rows.append([row[CUTOFFS.index(column)] for column in columns])
        return count_rows, cutoff_rows


ROW_KEYS = {"program_id", "bucket", "group", "seats"}


def named_priority(names, priority):
    return names[priority] if priority < len(names) else f"recorded priority {priority}"


def is_spelled(text, column):
    """Whether a cell is one spelling of what stands in its column."""
    if column in KINDS["number"]:
        try:
            return spelled_cell(float(text)) == text
        except ValueError:
            return False
    counted = ("applications", "first_choices", "offers", "waitlist", *KINDS["integer"])
    if column in counted:
        return re.fullmatch("0|[1-9][0-9]{0,17}", text) is not None
    return column not in KINDS["boolean"] or text in ("true", "false")


def public_columns():
    """Nobody's place among all is public."""
    return tuple(column for column in CUTOFFS if column != "lottery_place")


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


# ---------------------------------------------------------------- the bundle

SECTION = "enrollment"
LONGEST_LIST = 30_000
HALF = re.compile("[0-9a-f]{32}")
COMMITMENT = {
    "city": str,
    "round": str,
    "at": (TIME, re.compile("")),
    "clock": str,
    "applications": int,
    "applications_root": HEX,
    "seats_sha256": HEX,
    "section_sha256": HEX,
    "format": str,
}
CORRECTED = {"corrects": HEX, "changed": int, "seed": str}  # what the commitment of a correction has besides
TOLD = {"corrected_at": TIME, "changed": int}  # and its draw
DRAW = {
    "seed": (str, None),
    "source": str,
    "replayed": bool,
    "committed_before": bool,
    "round": str,
    "clock_moved": bool,
}
APPROVALS = "public/approvals.json"  # only of a correction, where sectors approved it with their keys
APPROVED = [dict.fromkeys(("format", "digest", "sector", "public_key", "signature"), str)]
SIGNED = {"city": (str, None), "content": dict, "section": str, "signing_sectors": [str]}
SIGNATURES = [dict.fromkeys(("section", "section_sha256", "sector", "name", "public_key", "signature"), str)]
SEATS = Each(
    {
        "*": {
            "bands": [(int, float)],
            "buckets": [list],
            "grade": str,
            "list": (int, None),
            "min_score": NUMBER,
            "open_to": (str, None),
            "school": str,
            "seats": int,
            "sector": str,
            "tie_break": re.compile("lottery|score|band"),
        }
    }
)
RESULTS = {"format": str, "results": int, "results_root": HEX}
CERTIFICATE = [{"name": str, "promised": bool, "violations": int, "examples": [str]}]
TABLES = {
    "assignments": ASSIGNMENTS,
    "waitlists": WAITLISTS,
    "cutoffs": CUTOFFS,
    "explanations": None,
    "lottery": LOTTERY,
    "siblings": SIBLINGS,
    "unverified": None,
}
OTHER_COLUMNS = {
    "explanations": [
        ["applicant_id", "text"],
        ["choice_rank", "integer"],
        ["program_id", "text"],
        ["reason", "text"],
        ["seats", "integer"],
        ["admitted", "text"],
        ["own_group", "text"],
        ["own_place", "integer"],
        ["own_score", "number"],
        ["cutoff_group", "text"],
        ["cutoff_place", "integer"],
        ["cutoff_score", "number"],
        ["waitlist_position", "integer"],
        ["explanation", "text"],
    ],
    "unverified": [["applicant_id", "text"], ["fact", "text"], ["school_id", "text"], ["how", "text"]],
}
RECORD_OF_ROUND = {
    "format": str,
    "software": str,
    "room": str,
    "decision": str,
    "city": {"id": str, "name": str},
    "facts_sha256": Each({"*": HEX}),
    "sections": {
        SECTION: {
            "sha256": HEX,
            "name": str,
            "version": str,
            "default_rules": bool,
            "signed_by": [{"sector": str, "name": str}],
            "not_signed_by": [str],
        }
    },
    "draw": DRAW,
    "result_sha256": dict.fromkeys((*TABLES, "values"), HEX),
    "results_root": HEX,
    "columns": {name: [[str]] for name in TABLES},
    "values": {
        "mechanism": str,
        "siblings": {"rounds": int, "fixed_point": bool, "restart": (int, None), "kept_together": int},
        "proposals": int,
        "labels": Each({"*": Each({"*": str})}),
        "lottery": {"numbers": str, "weighted": bool},
        "placed_by_list": Each({"*": int}),
    },
    "certificate": {"holds": bool, "findings": Each({"*": {"promised": bool, "violations": int}})},
    "commitment": COMMITMENT,
    "files": Each({"*": HEX}),
}


FILES = {
    "public": "commitment.json counts.csv cutoffs.csv draw.json record.json results.json rulebook.json "
    "seats.json signatures.json",
    "auditor": "applicants.csv applications.txt assignments.csv certificate.json cutoffs.csv programs.csv "
    "results.txt siblings.json waitlists.csv",
}


DUE = {f"{part}/{name}" for part, names in FILES.items() for name in names.split()} | {"verify.py"}


# Files of a round beside its bundle and its record.
OUTSIDE = {f"{name}.csv" for name in TABLES}
OUTSIDE |= {"values.json", "rules.json", "certificate.json", "results.txt", "report.html"}


def commitment_shape(content):
    """Shape of a commitment: of one that was published before the draw, or of a correction."""
    if not isinstance(content, dict) or content.get("format") != CORRECTION:
        return COMMITMENT
    head = {name: COMMITMENT[name] for name in ("city", "round", "at", "clock")}
    return head | {"at": TIME} | CORRECTED | COMMITMENT


def corrects(commitment):
    """Whether a commitment is that of a correction."""
    return commitment["format"] == CORRECTION


def plain_text(value):
    """JSON as people read it, in its one spelling."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


class Bundle:
    """The folder with ``public/`` and, for auditors, ``auditor/``."""

    def __init__(self, folder, given=()):
        self.folder = folder
        self.given = {path.absolute() for path in given}

    def has(self, name):
        return (self.folder / name).exists()

    @functools.cached_property
    def files(self):
        """Path of every file, from the folder on; but for those named on the command line that lie there."""
        found = {
            path.relative_to(self.folder).as_posix(): path.absolute()
            for path in self.folder.rglob("*")
            if path.is_symlink() or not path.is_dir()
        }
        return sorted(name for name, path in found.items() if name in DUE or path not in self.given)

    def content(self, name):
        if not (self.folder / name).is_file():
            raise UnfitError(f"{name}: is missing")
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise UnfitError(f"{name}: cannot be read: {error.strerror}") from None

    def text(self, name):
        return text_of(self.content(name), name)

    def json(self, name, shape):
        """A file of JSON as people read it."""
        text = self.text(name)
        found = json_of(text, name)
        fit(found, shape, name, in_order=True)
        if text != plain_text(found):
            raise UnfitError(f"{name}: is not spelled as it was written")
        return found

    def canonical_json(self, name, shape):
        """A file of one line of canonical JSON."""
        text = self.text(name)
        if not text.endswith("\n"):
            raise UnfitError(f"{name}: its last line has no end")
        found = json_of(text[:-1], name, canonically=True)
        fit(found, shape, name)
        return found

    def rows(self, name):
        """The cells of a table, the header first."""
        try:
            return list(csv.reader(io.StringIO(self.text(name), newline=""), strict=True))
        except csv.Error as error:
            raise UnfitError(f"{name}: cannot be read as a table: {error}") from None


def text_of(content, where):
    """UTF-8 without a byte order mark."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnfitError(f"{where}: byte {error.start} is not UTF-8") from None
    if text.startswith("\ufeff"):
        raise UnfitError(f"{where}: begins with a byte order mark")
    return text


def check_format(content, kind, where):
    """What another version wrote is for its own verifier; nothing is said of it."""
    found = content.get("format") if isinstance(content, dict) else None
    known = {FORMATS[kind]} | ({CORRECTION} if kind == "commitment" else set())
    if isinstance(found, str) and found.startswith(f"citycompact {kind} ") and found not in known:
        raise CannotRunError(
            f"{where}: its format is {found!r}, and this verifier reads {FORMATS[kind]!r}. "
            f"Use the verify.py that came with it."
        )


def unlike(expected, found, place):
    """Where two values of JSON differ: place, what it should be, what it is."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in [*expected, *(key for key in found if key not in expected)]:
            inner = f"{place}.{printable(key)}"
            yield from unlike(expected.get(key, NOTHING), found.get(key, NOTHING), inner)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from unlike(one, other, f"{place}[{number}]")
    elif expected != found or isinstance(expected, bool) != isinstance(found, bool):
        yield place, expected, found


class _Nothing:
    def __repr__(self):
        return "missing"


NOTHING = _Nothing()


# ---------------------------------------------------------------- verifying


class Given(NamedTuple):
    """What comes from outside the bundle; None for what was not given.

    ``corrected``: commitments that are corrected, each with its file's name; ``earlier``: the bundle of one.
    """

    commitment: dict | None
    seed: str | None
    record_sha256: str | None
    corrected: tuple = ()
    earlier: Bundle | None = None


class Verifier:
    """Goes through a bundle step by step, and notes what differs."""

    def __init__(self, bundle, given):
        self.bundle, self.given = bundle, given
        self.differences, self.recomputed, self.reasons, self.said = [], [], [], []
        self.found, self.tables, self.people = {}, None, None
        self.chain, self.changed, self.beside = [], None, set()
        self.with_auditor = bundle.has("auditor")

    # -- noting

    def differ(self, place, expected, found):
        self.differences.append(f"{place}: should be {shown(expected)}, is {shown(found)}")

    def equal(self, place, expected, found):
        listed = list(itertools.islice(unlike(expected, found, place), SHOWN + 1))
        for difference in listed[:SHOWN]:
            self.differ(*difference)
        if len(listed) > SHOWN:
            self.differences.append(f"{place}: and more")

    def attempt(self, step, *arguments):
        """Whether a step could be taken; what keeps it from that is a difference."""
        try:
            step(*arguments)
        except UnfitError as error:
            self.differences.append(str(error))
        except CannotRunError:
            raise
        except (MemoryError, RecursionError) as error:
            # That says something of this machine, and nothing of the round.
            name = step.__name__.replace("_", " ")
            raise CannotRunError(f"{name}: {type(error).__name__}: use a machine with more memory.") from None
        except Exception as error:
            # Nobody who verifies should have to read a traceback, whatever somebody put into a bundle.
            name = step.__name__.replace("_", " ")
            self.differences.append(
                f"{name}: cannot be followed: {type(error).__name__}: {shown(str(error))}"
            )
        else:
            return True
        return False

    # -- the steps

    def run(self):
        self.attempt(self.check_files)
        readers = [self.read_commitment, self.read_section, self.read_seats]
        readers += [self.read_record, self.read_draw, self.read_results, self.read_signatures]
        readers += [self.read_approvals]
        read = [self.attempt(reader) for reader in readers]
        if not all(read):
            return
        before = len(self.differences)
        self.attempt(self.check_commitment)
        self.attempt(self.check_draw)
        self.attempt(self.check_correction)
        read = self.attempt(self.read_rules)
        if self.with_auditor and read and self.attempt(self.read_applications):
            # From other inputs than those committed to and drawn everything else would differ too.
            if len(self.differences) == before and self.attempt(self.recompute):
                for step in (
                    self.check_tables,
                    self.check_people,
                    self.check_programs,
                    self.check_certificate,
                ):
                    self.attempt(step)
        elif read:
            self.attempt(self.check_public_tables)
        if read:
            self.attempt(self.check_record)
        if self.given.earlier is not None and self.people is not None and len(self.differences) == before:
            self.attempt(self.recount)

    def run_before_results(self):
        """What a receipt can be held against as soon as the commitment is published."""
        if not self.bundle.has("public"):
            self.attempt(self.check_correction)
            return
        read = [self.attempt(step) for step in (self.read_commitment, self.read_section, self.read_seats)]
        self.found["signatures"] = []
        if all(read):
            self.attempt(self.check_commitment)
            self.attempt(self.check_correction)

    @functools.cached_property
    def due(self):
        """Files of this bundle; approvals lie in that of a correction, where they were given with keys."""
        return DUE | ({APPROVALS} if self.bundle.has(APPROVALS) else set())

    def check_files(self):
        """All files of a bundle lie there, and no others."""
        here = set(self.bundle.files)
        if not self.with_auditor:
            here |= {name for name in DUE if not name.startswith("public/")}
        for name in sorted(self.due ^ here):
            said = "is missing" if name in DUE else "does not belong into a bundle"
            self.differences.append(f"{printable(name)}: {said}")

    def read_commitment(self):
        where = "public/commitment.json"
        check_format(json_of(self.bundle.text(where), where), "commitment", where)
        shape = commitment_shape(json_of(self.bundle.text(where), where))
        self.found["commitment"] = self.bundle.json(where, shape)

    def read_section(self):
        self.found["section"] = self.bundle.canonical_json("public/rulebook.json", SIGNED)

    def read_seats(self):
        where = "public/seats.json"
        seats = self.bundle.canonical_json(where, SEATS)
        for program, entry in seats.items():
            place = f"{where}.{shown(program)}"
            check_id(program, place)
            check_id(entry["school"], place)
            for bucket in entry["buckets"]:
                if len(bucket) != 4:
                    raise UnfitError(
                        f"{place}: a bucket is not position, group, seats and whether it is hard"
                    )
                for item, kind in zip(bucket, (int, str, int, bool), strict=True):
                    fit(item, kind, f"{place}: bucket")
            positions = [bucket[0] for bucket in entry["buckets"]]
            if positions != sorted(set(positions)) or any(bucket[2] < 0 for bucket in entry["buckets"]):
                raise UnfitError(f"{place}: buckets are not in their order, or have less than no seats")
            if sum(bucket[2] for bucket in entry["buckets"]) != entry["seats"]:
                raise UnfitError(f"{place}: the seats of its buckets are not its seats")
            if (entry["list"] or 0) > LONGEST_LIST:
                raise UnfitError(f"{place}: a list of people has at most {LONGEST_LIST:,} places")
            if entry["bands"] != sorted(set(entry["bands"]), reverse=True):
                raise UnfitError(f"{place}: bands do not fall from the highest to the lowest")
        self.found["seats"] = seats

    def read_record(self):
        where = "public/record.json"
        check_format(json_of(self.bundle.text(where), where), "record", where)
        shape = {"draw": self.shape_of_draw(), "commitment": commitment_shape(self.found.get("commitment"))}
        self.found["record"] = self.bundle.json(where, RECORD_OF_ROUND | shape)

    def read_draw(self):
        self.found["draw"] = self.bundle.json("public/draw.json", self.shape_of_draw())

    def shape_of_draw(self):
        """A draw that a correction keeps says when it was corrected, and how many records differ."""
        found = self.found.get("commitment")
        return DRAW | (TOLD if found is not None and corrects(found) else {})

    def read_results(self):
        where = "public/results.json"
        self.found["results"] = self.bundle.json(where, RESULTS)
        self.equal(f"{where}.format", FORMATS["results"], self.found["results"]["format"])

    def read_signatures(self):
        self.found["signatures"] = self.bundle.json("public/signatures.json", SIGNATURES)

    def read_approvals(self):
        """Which sectors approved a correction with a key; whose keys these are, nothing here says."""
        self.found["approvals"] = []
        if not self.bundle.has(APPROVALS):
            return
        found = self.bundle.json(APPROVALS, APPROVED)
        for item in found:
            self.equal(f"{APPROVALS}: format", "citycompact approval 1", item["format"])
        self.found["approvals"] = found

    def read_rules(self):
        self.rules = Rules(self.found["section"]["content"])

    @property
    def commitment(self):
        """The one given from outside; without it the bundle's own, which proves nothing."""
        return self.given.commitment or self.found["commitment"]

    @property
    def seed(self):
        return self.found["draw"]["seed"] if self.given.seed is None else self.given.seed

    def is_correction(self):
        """Whether it could be read that this is a correction."""
        known = self.given.commitment is not None or "commitment" in self.found
        return known and corrects(self.commitment)

    def check_commitment(self):
        """The bundle is of this commitment: its rules and seats are those that were committed to."""
        commitment = self.commitment
        own = self.found["commitment"]
        if corrects(own) and own["corrects"] == hash_of(commitment):
            raise CannotRunError(
                "the commitment that you gave was corrected after the draw, and this bundle is of the "
                "correction. Give the correction's commitment, as it was published (--commitment), and yours "
                "with --corrected."
            )
        self.equal("public/commitment.json", commitment, own)
        if not corrects(commitment):
            self.equal("commitment: format", FORMATS["commitment"], commitment["format"])
        section = self.found["section"]
        self.equal("public/rulebook.json: section", SECTION, section["section"])
        if section["city"] is not None:
            self.equal("public/rulebook.json: city", commitment["city"], section["city"])
        for name, content in (("section", section), ("seats", self.found["seats"])):
            file = {"section": "rulebook", "seats": "seats"}[name]
            self.equal(f"public/{file}.json: hash", commitment[f"{name}_sha256"], digest(canonical(content)))
        for number, item in enumerate(self.found["signatures"]):
            place = f"public/signatures.json[{number}]"
            self.equal(f"{place}.section", SECTION, item["section"])
            self.equal(f"{place}.section_sha256", commitment["section_sha256"], item["section_sha256"])
        if "results" in self.found:
            number = self.found["results"]["results"]
            self.equal("public/results.json.results", commitment["applications"], number)
        self.recomputed.append("hashes of the signed rules and of the seats")

    def check_draw(self):
        """The draw is the one given, spelled as the signed rules say, after the commitment."""
        draw, at = self.found["draw"], self.commitment["at"]
        where = "public/draw.json"
        if self.given.seed is not None:
            self.equal(f"{where}: seed, as it was given", self.given.seed, draw["seed"])
        self.equal(f"{where}: round, as committed to", self.commitment["round"], draw["round"])
        corrected = corrects(self.commitment)
        self.equal(f"{where}: committed_before", at != "" and not corrected, draw["committed_before"])
        if corrected:
            self.equal(f"{where}: seed, which the correction keeps", self.commitment["seed"], draw["seed"])
            told = {"corrected_at": at, "changed": self.commitment["changed"]}
            self.equal(where, draw | told, draw)
        if draw["replayed"]:
            if corrected:
                self.differences.append(f"{where}: a replay has no draw that a correction could keep")
            self.equal(f"{where}: seed of a replay", None, draw["seed"])
            return
        entry = draw_rule(self.found["section"]["content"], draw["round"])
        if entry is None:
            raise UnfitError(f"public/rulebook.json: fixes no draw for the round {draw['round']!r}")
        rule = self.found["rule"] = DrawRule(entry)
        fault = rule.fault(self.seed)
        if fault is not None:
            self.differences.append(f"seed: {shown(self.seed)} {fault}")
        self.differences += misplaced(self.commitment, "commitment", rule)
        self.recomputed.append("the spelling of the draw, by the signed rules")

    def check_correction(self):
        """The chain of commitments that are corrected, as far as it was given, and who approved."""
        commitment, files = self.commitment, {hash_of(c): (name, c) for name, c in self.given.corrected}
        later, place = commitment, "commitment"
        while corrects(later) and later["corrects"] in files:
            name, found = files.pop(later["corrects"])
            for key in ("city", "round", *(["seed"] * corrects(found))):
                self.equal(f"{name}: {key}, as in what corrects it", later[key], found[key])
            zones = [c["clock"].removesuffix(", set by hand") for c in (later, found)]
            self.equal(f"{name}: the clock of what corrects it", *zones)
            if found["at"] > later["at"]:
                self.differences.append(
                    f"{name}: was published at {found['at']}, and what corrects it at {later['at']}"
                )
            if "rule" in self.found:
                self.differences += misplaced(found, name, self.found["rule"])
            self.check_number_of_changes(place, later, found)
            self.chain.append(found)
            later, place = found, name
        for name, content in files.values():
            self.differences.append(
                f"{name}: its hash, {hash_of(content)}, is not one that is corrected here"
            )
        if corrects(commitment) and commitment["changed"] < 0:
            self.differences.append(f"commitment: changed: cannot be {commitment['changed']}")
        if not corrects(commitment):
            if self.found.get("approvals"):
                self.differences.append(f"{APPROVALS}: nothing was corrected that would need approval")
            if self.given.earlier is not None:
                self.differences.append("commitment: corrects none, and an earlier bundle was given")
            return
        if corrects(later):
            self.reasons.append(
                f"the commitment {later['corrects']}, which is corrected, was not given from outside "
                "(--corrected): nobody here knows that there was one before the draw"
            )
        elif later["at"] == "":
            self.reasons.append(
                "the commitment that is corrected says no time: it was not published before the draw"
            )
        else:
            self.recomputed.append("the hash of each commitment that is corrected, and their order in time")
        self.check_approvals()

    def check_number_of_changes(self, place, later, found):
        """The number of changed records can be the one that is said."""
        before, after, changed = found["applications"], later["applications"], later["changed"]
        if not abs(after - before) <= changed <= after + before:
            self.differences.append(
                f"{place}: changed: cannot be {changed}, of {before} applications before and {after} now"
            )
        if found["applications_root"] == later["applications_root"]:
            self.equal(f"{place}: changed, with the same applications", 0, changed)

    def check_approvals(self):
        """Approvals that lie here are of this correction, one of each sector that signs the rules."""
        approvals = self.found.get("approvals")
        if not approvals:
            return
        for number, item in enumerate(approvals):
            due = hash_of(self.commitment)
            self.equal(f"{APPROVALS}[{number}]: hash of what is approved", due, item["digest"])
        sectors = sorted(item["sector"] for item in approvals)
        self.equal(f"{APPROVALS}: sectors", sorted(self.signing), sectors)
        self.recomputed.append("that approvals of every signing sector name this correction")

    def recount(self):
        """Who has another record than in the bundle of what is corrected, and that its draw was this."""
        earlier, where = self.given.earlier, "the earlier bundle"
        if not corrects(self.commitment):
            return

        def of(name):
            return f"{where}: {name}"

        text = earlier.text("public/commitment.json")
        commitment = json_of(text, of("public/commitment.json"))
        fit(commitment, commitment_shape(commitment), of("public/commitment.json"))
        self.equal(of("hash of its commitment"), self.commitment["corrects"], hash_of(commitment))
        section = earlier.canonical_json("public/rulebook.json", SIGNED)
        due = commitment["section_sha256"]
        self.equal(of("public/rulebook.json: hash"), due, digest(canonical(section)))
        rules = [c["content"] for c in (section, self.found["section"])]
        fixed = [vars(DrawRule(draw_rule(content, commitment["round"]))) for content in rules]
        self.equal(of("the draw that its rules fix"), fixed[1], fixed[0])
        draw = json_of(earlier.text("public/draw.json"), of("public/draw.json"))
        fit(draw, Part(seed=(str, None)), of("public/draw.json"))
        self.equal(of("public/draw.json: seed"), self.seed, draw.get("seed"))
        before = self.records_of(earlier, of("auditor/applications.txt"), commitment)
        after = self.records_of(self.bundle, "auditor/applications.txt", self.commitment)
        self.changed = sorted(
            who for who in before.keys() | after.keys() if before.get(who) != after.get(who)
        )
        self.equal(
            "commitment: changed, as counted from both bundles",
            len(self.changed),
            self.commitment["changed"],
        )
        self.recomputed.append("which records differ from those of the earlier bundle, and how many")

    def records_of(self, bundle, where, commitment):
        """The committed records of a bundle, by applicant."""
        lines = lines_of(bundle.text("auditor/applications.txt"), where)
        parts = [salted(line, f"{where}: line {n}") for n, line in enumerate(lines, start=1)]
        root = salted_root([salt for salt, _ in parts], [record for _, record in parts])
        self.equal(f"{where}: Merkle root", commitment["applications_root"], root)
        self.equal(f"{where}: number of applications", commitment["applications"], len(parts))
        found = {}
        for n, (_, record) in enumerate(parts, start=1):
            content = json_of(record, f"{where}: line {n}", canonically=True)
            fit(content, Part(applicant=str), f"{where}: line {n}")
            found[content["applicant"]] = record
        if len(found) < len(parts):
            self.differences.append(f"{where}: an applicant stands there twice")
        return found

    def read_applications(self):
        """The applications are those that were committed to."""
        where = "auditor/applications.txt"
        reader = Applications(self.rules.mechanism, self.found["seats"])
        self.people, root = reader.read(self.bundle.text(where), where)
        self.equal(f"{where}: number of applications", self.commitment["applications"], len(self.people))
        self.equal(f"{where}: Merkle root", self.commitment["applications_root"], root)
        self.check_recorded(where)
        self.recomputed.append("the root over all applications")

    def check_recorded(self, where):
        """Nobody has a recorded number or place but in a replay, or on a list that the signed rules name."""
        seats, by_list = self.found["seats"], self.rules.by_list
        for program, entry in seats.items():
            if (entry["list"] is not None) != (program in by_list) or (entry["list"] or 0) < 0:
                self.differences.append(
                    f"public/seats.json: {shown(program)}: its list is not as the signed rules have it"
                )
        replayed = self.found["draw"]["replayed"]
        for one in self.people:
            for choice in (*one.choices, *one.others):
                listed = choice.program in by_list
                beyond = listed and (choice.recorded or 0) > (seats[choice.program]["list"] or 0)
                if beyond or (choice.recorded is not None and not (listed or replayed)):
                    self.differences.append(
                        f"{where}: {shown(one.applicant)} has place {choice.recorded} at "
                        f"{shown(choice.program)}, and the signed rules name no such list"
                    )
            if not replayed and any(
                number is not None
                for number in (one.number, *(c.number for c in (*one.choices, *one.others)))
            ):
                self.differences.append(
                    f"{where}: {shown(one.applicant)} has a recorded number, and no replay"
                )

    def recompute(self):
        draw = self.found["draw"]
        market = Market(self.rules, self.found["seats"], self.people, self.seed, draw["replayed"])
        self.tables = Tables(Search(market))

    def check_tables(self):
        """All that follows from the placements, byte for byte."""
        tables, draw = self.tables, self.found["draw"]
        numbers = "lottery numbers" if not draw["replayed"] else "places by the recorded numbers"
        self.recomputed.append(f"{numbers}, every placement ({self.rules.mechanism}), waitlists and cutoffs")
        self.recomputed.append(
            "public counts and what is hidden of them, every result and the root over them"
        )
        for name, keys in (("assignments", 1), ("waitlists", 2), ("cutoffs", 2)):
            self.compare(f"auditor/{name}.csv", self.published[name], keys)
        counts, cutoffs = tables.public()
        self.compare("public/counts.csv", csv_text(COUNTS, counts), 1)
        self.compare("public/cutoffs.csv", csv_text(public_columns(), cutoffs), 2)
        self.compare_json("auditor/siblings.json", self.siblings_state() | tables.touched)
        salts = salts_of(tables.leaves, [one.applicant for one in self.people])
        lines = [f"{salt} {leaf}\n" for salt, leaf in zip(salts, tables.leaves, strict=True)]
        self.compare("auditor/results.txt", "".join(lines))
        root = salted_root(salts, tables.leaves)
        results = {"format": FORMATS["results"], "results": len(lines), "results_root": root}
        self.compare_json("public/results.json", results)

    def siblings_state(self):
        tables = self.tables
        return {"rounds": tables.runs, "fixed_point": tables.fixed_point, "restart": tables.restart}

    def compare(self, where, due, keys=0):
        """A file with what it should be; rows that differ are named by so many cells."""
        text = self.bundle.text(where)
        if text == due:
            return
        expected, found = keyed(due, keys), keyed(text, keys)
        wrong = [key for key in sorted(expected.keys() | found.keys()) if expected.get(key) != found.get(key)]
        for key in wrong[:SHOWN]:
            rows = ("\n".join(of.get(key, ["no such row"])) for of in (expected, found))
            self.differ(f"{where}: row {shown(key)}", *rows)
        if len(wrong) > SHOWN:
            self.differences.append(f"{where}: and {len(wrong) - SHOWN} more rows differ")
        if not wrong:
            pairs = itertools.zip_longest(due.split("\n"), text.split("\n"))
            number, (line, other) = next(
                (n, pair) for n, pair in enumerate(pairs, start=1) if pair[0] != pair[1]
            )
            self.differ(f"{where}: line {number}", line, other)

    def compare_json(self, where, due):
        text = self.bundle.text(where)
        if text != plain_text(due):
            self.equal(where, due, json_of(text, where))
            # The same content in another spelling.
            self.compare(where, plain_text(due))

    def check_people(self):
        """What comparisons look at of applicants: numbers and places are recomputed, facts are attested."""
        where = "auditor/applicants.csv"
        header, *rows = self.bundle.rows(where) or [[]]
        flags = header[2:-2]
        if [*header[:2], *header[-2:]] != ["applicant_id", "grade", *LOTTERY[1:]] or len(set(header)) < len(
            header
        ):
            raise UnfitError(
                f"{where}: header should be applicant_id, grade, facts and {', '.join(LOTTERY[1:])}"
            )
        if bad := [row for row in rows if len(row) != len(header) or set(row[2:-2]) - {"true", "false", ""}]:
            raise UnfitError(f"{where}: row {shown(bad[0][:1])} has other cells than the header, or facts")
        of = {row[0]: row for row in rows}
        due = []
        for one, (name, number, place) in zip(self.people, self.tables.lottery, strict=True):
            said = of.get(name, [name, "", *[""] * len(flags)])
            grade = (
                self.found["seats"][one.choices[0].program]["grade"] if one.choices else one.grade or said[1]
            )
            facts = dict(zip(flags, said[2:-2], strict=False))
            if (
                self.rules.keep_together in facts
                and (facts[self.rules.keep_together] == "true") != one.together
            ):
                facts[self.rules.keep_together] = str(one.together).lower()
            due.append((name, grade, *(fact or None for fact in facts.values()), number, place))
        self.compare(where, csv_text(header, due), 1)

    def check_programs(self):
        """Names are attested; all else stands in the seats that were committed to."""
        where = "auditor/programs.csv"
        names = {row[0]: (row[1], row[5]) for row in self.bundle.rows(where) if len(row) == len(PROGRAMS)}
        due = []
        for program, entry in sorted(self.found["seats"].items()):
            name, school = (text or None for text in names.get(program, ("", "")))
            due.append(
                (program, name, entry["grade"], entry["seats"], entry["school"], school, entry["sector"])
            )
        self.compare(where, csv_text(PROGRAMS, due), 1)

    def check_certificate(self):
        """The certificate's counts, with examples, are those of the record."""
        found = self.bundle.json("auditor/certificate.json", CERTIFICATE)
        findings = {item["name"]: {key: item[key] for key in ("promised", "violations")} for item in found}
        holds = not any(item["promised"] and item["violations"] for item in found)
        due = {"holds": holds, "findings": findings}
        self.equal("public/record.json: certificate", due, self.found["record"]["certificate"])
        if len(findings) < len(found):
            self.differences.append("auditor/certificate.json: a finding stands there twice")

    def check_public_tables(self):
        """Without the applications: what both tables say of programs and buckets, and that they agree."""
        seats = self.found["seats"]
        programs = [{"program_id": name, "seats": str(seats[name]["seats"])} for name in sorted(seats)]
        buckets = [
            {"program_id": name, "bucket": str(position), "group": group, "seats": str(number)}
            for name in sorted(seats)
            for position, group, number, _ in seats[name]["buckets"]
        ]
        counts = self.public_rows("public/counts.csv", COUNTS, programs)
        cutoffs = self.public_rows("public/cutoffs.csv", public_columns(), buckets)
        filled = {}
        for row in cutoffs:
            filled.setdefault(row["program_id"], []).append(row["filled"])
            self.check_public_cutoff(row)
        for row in counts:
            parts = filled.get(row["program_id"], [])
            if "" not in (row["offers"], *parts):
                place = f"public/counts.csv: offers of {shown(row['program_id'])}"
                self.equal(place, str(sum(map(int, parts))), row["offers"])
        self.recomputed.append("programs, buckets and seats of the public tables, and that both agree")

    def public_rows(self, where, columns, due):
        """A public table, spelled in the one way, of the rows due; a cell is empty where it is hidden."""
        header, *rows = self.bundle.rows(where) or [[]]
        if tuple(header) != columns or any(len(row) != len(columns) for row in rows):
            raise UnfitError(f"{where}: is not a table with the columns {', '.join(columns)}")
        if csv_text(columns, [[cell or None for cell in row] for row in rows]) != self.bundle.text(where):
            raise UnfitError(f"{where}: is not spelled as it was written")
        found = [dict(zip(columns, row, strict=True)) for row in rows]
        self.equal(
            f"{where}: programs and seats",
            due,
            [{key: row[key] for key in ROW_KEYS & row.keys()} for row in found],
        )
        for row in found:
            for column in columns:
                if row[column] and not is_spelled(row[column], column):
                    place = f"{where}: {column} of {shown(row['program_id'])}"
                    self.differences.append(f"{place}: cannot be {shown(row[column])}")
        return found

    def check_public_cutoff(self, row):
        """A full bucket says whom it admitted last, and of which priority; another one says nothing."""
        place = f"public/cutoffs.csv: bucket {row['bucket']} of {shown(row['program_id'])}"
        full, seats = row["full"] == "true", int(row["seats"])
        last = ("member", "priority", "priority_group", "lottery_weight")
        if row["full"] == "" or (full and not seats) or any((row[column] != "") != full for column in last):
            raise UnfitError(f"{place}: does not say whether it is full, and of a full one who was last")
        if row["filled"]:
            self.equal(f"{place}: full", int(row["filled"]) >= seats > 0, full)
        if full:
            names = [
                "guaranteed",
                *self.rules.priority_list(row["program_id"], self.found["seats"][row["program_id"]]),
            ]
            self.equal(
                f"{place}: priority_group",
                named_priority([*names, "everyone"], int(row["priority"])),
                row["priority_group"],
            )
            if not self.found["draw"]["replayed"] and not HEX.fullmatch(row["lottery_number"]):
                self.differences.append(f"{place}: {shown(row['lottery_number'])} is no lottery number")
        elif row["score"] or row["lottery_number"]:
            raise UnfitError(f"{place}: is not full, and names a score or a number")

    # -- the record

    def check_record(self):
        """The record is that of this round, and of every file."""
        text, record = self.bundle.text("public/record.json"), self.found["record"]
        if self.given.record_sha256 is not None:
            self.equal(
                "public/record.json: hash, as it was given", self.given.record_sha256, digest(text.encode())
            )
        section = record["sections"][SECTION]
        signed = [{"sector": item["sector"], "name": item["name"]} for item in self.found["signatures"]]
        due = record | {
            "format": FORMATS["record"],
            "room": SECTION,
            "decision": "match",
            "city": record["city"] | {"id": self.commitment["city"]},
            "sections": {
                SECTION: section | {"sha256": self.commitment["section_sha256"], "signed_by": signed}
            },
            "draw": self.found["draw"],
            "result_sha256": record["result_sha256"] | self.digests(),
            "results_root": self.found["results"]["results_root"],
            "columns": {
                name: OTHER_COLUMNS[name] if c is None else kinds_of(c) for name, c in TABLES.items()
            },
            "values": record["values"] | self.values(),
            "commitment": self.commitment,
        }
        due["files"] = self.files()
        self.equal("public/record.json", due, record)
        self.check_beside(text)
        sectors = {item["sector"] for item in signed}
        twice = sectors.intersection(section["not_signed_by"])
        sectors |= set(section["not_signed_by"])
        if section["default_rules"] and self.found["section"]["content"]:
            self.differences.append("public/record.json: rules that are signed are called the usual ones")
        if twice or (not section["default_rules"] and not self.signing <= sectors):
            self.differences.append(
                "public/record.json: does not say of every signing sector whether it signed, or not"
            )
        certificate = record["certificate"]
        holds = not any(item["promised"] and item["violations"] for item in certificate["findings"].values())
        self.equal("public/record.json.certificate.holds", holds, certificate["holds"])
        self.recomputed.append("the hash of every file here, as the record lists them")

    def check_beside(self, record):
        """Files of the round that lie beside its bundle, where it came whole, are those of its record."""
        folder = self.bundle.folder.resolve()
        if folder.name != "audit" or not (folder.parent / "record.json").is_file():
            return
        if (folder.parent / "record.json").read_bytes() != record.encode():
            self.differences.append("../record.json: is not the bundle's, public/record.json")
        for name, due in self.found["record"]["files"].items():
            if name in OUTSIDE and (folder.parent / name).is_file():
                self.equal(f"../{name}: hash", due, digest((folder.parent / name).read_bytes()))
                self.beside.add(name)

    @property
    def signing(self):
        """Sectors whose signatures the rules call for."""
        return set(self.found["section"]["signing_sectors"]) if "section" in self.found else set()

    def values(self):
        found = {
            "mechanism": self.rules.mechanism,
            "labels": self.rules.labels,
            "lottery": {"numbers": self.rules.numbers, "weighted": self.rules.weighted},
        }
        if self.tables is not None:
            found["siblings"] = self.siblings_state() | {"kept_together": self.tables.kept_together}
            found["placed_by_list"] = self.tables.placed_by_list()
        return found

    @functools.cached_property
    def published(self):
        """Texts of the published tables that were recomputed, by name."""
        rows = {} if self.tables is None else vars(self.tables)
        return {name: csv_text(columns, rows[name]) for name, columns in TABLES.items() if columns and rows}

    def digests(self):
        found = {name: digest(text.encode()) for name, text in self.published.items()}
        return found | {"values": digest(canonical(self.found["record"]["values"]))}

    def files(self):
        """Hashes of all files of the round: recomputed, of those that lie here, and as the record says
        them."""
        record = self.found["record"]
        signed = {"signed": {SECTION: self.found["section"]}, "signatures": self.found["signatures"]}
        names = OUTSIDE | {f"audit/{name}" for name in self.due - {"public/record.json"}}
        due = {name: record["files"].get(name, "a hash") for name in names}
        due |= {f"{name}.csv": record["result_sha256"][name] for name in TABLES}
        due |= {f"{name}.csv": digest(text.encode()) for name, text in self.published.items()}
        due["values.json"] = digest(plain_text(record["values"]).encode())
        due["rules.json"] = digest(plain_text(signed).encode())
        here = [name for name in self.bundle.files if name != "public/record.json"]
        due |= {f"audit/{name}": digest(self.bundle.content(name)) for name in here}
        if APPROVALS in self.due:
            due["approvals.json"] = due[f"audit/{APPROVALS}"]
        if self.with_auditor:
            due |= {name: due[f"audit/auditor/{name}"] for name in ("certificate.json", "results.txt")}
        return dict(sorted(due.items()))

    def attested_files(self):
        """Files whose content nothing here gives: the record holds them, and who knows its hash."""
        given = {"values.json", "rules.json", "approvals.json"} | {f"{name}.csv" for name in self.published}
        given |= {f"audit/{name}" for name in self.bundle.files if name != "verify.py"}
        if self.with_auditor:
            given |= {"certificate.json", "results.txt"}
        return sorted(self.found["record"]["files"].keys() - given - self.beside)


def digest(content):
    return sha256(content).hex()


def hash_of(commitment):
    """The hash by which a correction names the commitment that it corrects."""
    return digest(canonical(commitment))


def misplaced(commitment, place, rule):
    """A commitment lies before its draw, that of a correction at it or after it."""
    at = commitment["at"]
    if not at or (moment(at, f"{place}.at") < rule.at) != corrects(commitment):
        return []
    what = "the correction was published" if corrects(commitment) else "was published"
    return [f"{place}: {what} at {at}, and the draw was at {rule.at}"]


def keyed(text, keys):
    """Lines of a table by their first cells, whatever they look like."""
    found = {}
    for number, line in enumerate(text.split("\n"), start=1):
        cells = line.split(",")
        found.setdefault(tuple(cells[:keys]) if keys else number, []).append(line)
    return found


# ---------------------------------------------------------------- one family's receipt

FIRST_HALF = {"format": str, "record": str, "salt": HALF, "path": [[str]], "applications_root": HEX}
SECOND_HALF = {"result": str, "result_salt": HALF, "result_path": [[str]], "results_root": HEX}
BESIDE = {"sibling_placed": [str], "closed": [str], "sibling_uncounted": [str]}
LEAF = {
    "applicant_id": str,
    "assignments": [{"bucket": (int, None), "choice_rank": (int, None), "program_id": (str, None)}],
    "siblings": [{"effect": re.compile("sibling_placed|closed|sibling_uncounted"), "program_id": str}],
}


class Receipt:
    """A receipt held against a bundle that a :class:`Verifier` went through."""

    def __init__(self, name, content, verifier):
        self.name, self.content, self.verifier = name, content, verifier
        self.has_result = "result" in content if isinstance(content, dict) else False

    def check(self):
        """The application was counted; and where the result is published, what it is."""
        verifier, content = self.verifier, self.content
        shape = FIRST_HALF | (SECOND_HALF | BESIDE if self.has_result else {})
        fit(content, shape, self.name)
        root = self.root("record", "salt", "path")
        verifier.equal(f"{self.name}: root of the receipt", content["applications_root"], root)
        before = {one["applications_root"] for one in verifier.chain}
        if root in before - {verifier.commitment["applications_root"]}:
            raise CannotRunError(
                f"{self.name}: is of what was corrected. Take the receipt of the corrected result, where you "
                "took this one, or verify this one with the bundle and the commitment of before."
            )
        verifier.equal(f"{self.name}: root of the commitment", verifier.commitment["applications_root"], root)
        record = json_of(content["record"], f"{self.name}: record", canonically=True)
        fit(record, Part(applicant=str, choices=[list], listed=int), f"{self.name}: record")
        verifier.said.append(f"Application of {shown(record['applicant'])}: counted, with these choices:")
        for number, (program, *_) in enumerate(record["choices"], start=1):
            owed = ", a seat that is owed" if number > record["listed"] else ""
            verifier.said.append(f"  {number}. {shown(program)}{owed}")
        if "rule" not in verifier.found and "record" not in verifier.found:
            verifier.reasons.append("no result is published here yet")
        elif not self.has_result:
            verifier.reasons.append("the receipt was given out before the results, and says nothing of them")
        else:
            self.check_result(record)

    def root(self, text, salt, path):
        for number, step in enumerate(self.content[path]):
            if len(step) != 2 or step[0] not in ("left", "right") or not HEX.fullmatch(step[1]):
                raise UnfitError(f"{self.name}: {path}[{number}]: is not left or right and a hash")
        return root_of(self.content[text], self.content[salt], self.content[path]).hex()

    def check_result(self, record):
        """The result is one that was published, rests on what it says, and agrees with the cutoffs."""
        verifier, content = self.verifier, self.content
        root = self.root("result", "result_salt", "result_path")
        verifier.equal(f"{self.name}: root of the result", content["results_root"], root)
        verifier.equal(f"{self.name}: root of all results", verifier.found["results"]["results_root"], root)
        leaf = json_of(content["result"], f"{self.name}: result", canonically=True)
        fit(leaf, LEAF, f"{self.name}: result")
        if len(leaf["assignments"]) != 1:
            raise UnfitError(f"{self.name}: result: has {len(leaf['assignments'])} assignments")
        verifier.equal(f"{self.name}: applicant of the result", record["applicant"], leaf["applicant_id"])
        touched = {effect: [] for effect in BESIDE}
        for row in leaf["siblings"]:
            touched[row["effect"]].append(row["program_id"])
        for effect, programs in touched.items():
            verifier.equal(f"{self.name}: {effect}, as it stands in the result", programs, content[effect])
        self.say_result(record, leaf["assignments"][0], touched)

    def say_result(self, record, placed, touched):
        verifier = self.verifier
        reader = Applications(verifier.rules.mechanism, verifier.found["seats"])
        one = reader.application(record, f"{self.name}: record")
        draw = verifier.found["draw"]
        market = Market(verifier.rules, verifier.found["seats"], [one], verifier.seed, draw["replayed"])
        if not draw["replayed"]:
            verifier.said.append(f"Lottery number: {printed_number(market.lottery.own_number(0), False)}")
        found = (placed["program_id"], placed["bucket"], placed["choice_rank"])
        if found[0] is None:
            verifier.said.append("Result: no seat.")
        elif found[2] is None:
            verifier.said.append(f"Result: program {shown(found[0])}, by right.")
        else:
            verifier.said.append(f"Result: choice {found[2]}, program {shown(found[0])}.")
        if verifier.rules.mechanism != "deferred_acceptance":
            verifier.said.append(
                "Cutoffs do not decide under this mechanism; the letter explains the result."
            )
        elif one.right is None:
            # A right to a seat is in no cutoff.
            due = self.by_cutoffs(market, one, touched)
            verifier.equal(f"{self.name}: result that follows from the cutoffs", list(due), list(found))

    def by_cutoffs(self, market, one, touched):
        """Program, bucket and number of the first choice whose cutoff the application reaches."""
        header, *rows = self.verifier.bundle.rows("public/cutoffs.csv")
        cutoffs = {(row[0], row[1]): dict(zip(header, row, strict=True)) for row in rows}
        for c, (choice, terms) in enumerate(zip(one.choices, market.terms[0], strict=True)):
            if choice.program in touched["closed"]:
                continue
            sibling = choice.program in touched["sibling_placed"]
            for number, tier in terms.doors:
                bucket = market.buckets[number]
                cutoff = cutoffs[bucket.program, str(bucket.position)]
                if reaches(market, choice, terms, tier, sibling, cutoff):
                    return bucket.program, bucket.position, c + 1
        return None, None, None


def reaches(market, choice, terms, tier, sibling, cutoff):
    """Whether an application (alone in its market) is placed no later than the last one admitted."""
    if cutoff["full"] != "true":
        return int(cutoff["seats"]) > 0
    lottery, own_weight, weight = market.lottery, market.people[0].weight, Decimal(cutoff["lottery_weight"])
    own, drawn = lottery.number(0, choice), cutoff["lottery_number"]
    if lottery.replayed:
        drawn = Fraction(drawn)
    else:
        drawn = int(drawn, 16)
        if own_weight != 1 or weight != 1:
            own, drawn = weighted_value(own, own_weight), weighted_value(drawn, weight)
    priority = int(cutoff["priority"])
    last_tier = 0 if cutoff["member"] == "true" or priority == 0 else 1
    score = market._score(market.seats[choice.program], float(cutoff["score"]) if cutoff["score"] else None)
    mine = (tier, terms.with_sibling if sibling else terms.priority, terms.score, own)
    return mine <= (last_tier, priority, score, drawn)


# ---------------------------------------------------------------- what is printed


def why_not_verified(verifier):
    """What keeps a round in which nothing differs from being verified."""
    yield from verifier.reasons
    found = verifier.found
    if verifier.given.commitment is None:
        yield "no commitment was given from outside (--commitment): the bundle's own proves nothing"
    if verifier.given.seed is None:
        yield "no draw was given from outside (--seed): the bundle's own proves nothing"
    if verifier.tables is None:
        yield "without the auditor's bundle no placement can be recomputed"
    if verifier.given.earlier is not None and verifier.changed is None:
        yield "without the auditor's bundle the earlier one cannot be held against it"
    # Of the one before, its bundle shows which draw its rules fix.
    unseen = verifier.chain[verifier.changed is not None :]
    if any(one["section_sha256"] != verifier.commitment["section_sha256"] for one in unseen):
        yield (
            "the rules are not those of the commitment that is corrected, and which draw those fixed is not "
            "here: give its bundle (--earlier), and verify corrections before by themselves"
        )
    if "draw" in found and found["draw"]["replayed"]:
        yield "this is a replay with recorded numbers, and not a drawing"
    elif verifier.commitment["at"] == "":
        yield "the commitment says no time: it was not published before the draw"


def not_recomputed(verifier):
    """What of a round could not be computed again from what was given."""
    if verifier.tables is not None:
        return
    yield "the root over all applications, lottery numbers, placements, waitlists and siblings"
    if "record" in verifier.found:
        yield "what the public counts and cutoffs count, and the root over all results"
    else:
        yield "everything that follows from the draw"


def facts(verifier):
    """What is printed of every round, as far as it could be read."""
    found = verifier.found
    if verifier.given.commitment is not None or "commitment" in found:
        commitment = verifier.commitment
        yield "City and round", f"{shown(commitment['city'])}, {shown(commitment['round'])}"
        late = ", after the draw" if corrects(commitment) else ""
        yield (
            "Commitment",
            f"published at {commitment['at']}{late}, by the clock of {shown(commitment['clock'])}"
            if commitment["at"]
            else "not published before the draw",
        )
        yield "Applications", f"{commitment['applications']}, root {commitment['applications_root']}"
        yield "Signed rules", commitment["section_sha256"]
        yield "Seats", commitment["seats_sha256"]
    if "draw" in found:
        draw = found["draw"]
        yield "Seed", "none: a replay with recorded numbers" if draw["replayed"] else shown(verifier.seed)
        yield "Replay", "yes" if draw["replayed"] else "no"
        yield "Clock", f"{'moved' if draw['clock_moved'] else 'not moved'}, by the word of who ran it"
    if "rule" in found:
        yield "Draw, by the signed rules", f"{shown(found['rule'].event)} at {found['rule'].at.isoformat()}"
    if hasattr(verifier, "rules"):
        yield "Mechanism", verifier.rules.mechanism
    if "results" in found:
        yield "Results", f"{found['results']['results']}, root {found['results']['results_root']}"


def attested(verifier):
    """What nothing here proves, and whose word it is."""
    found = verifier.found
    if verifier.given.commitment is not None:
        yield "when the commitment was published", "the word of whoever gave you the file"
    if "draw" in found:
        yield "who drew, and where it can be looked up", shown(found["draw"]["source"])
    if "signatures" in found:
        signed = [f"{shown(item['name'])} for {shown(item['sector'])}" for item in found["signatures"]]
        yield "signatures under the rules", ", ".join(signed) if signed else "absent"
        sectors = {item["sector"] for item in found["signatures"]}
        if missing := sorted(verifier.signing - sectors):
            yield "signatures that the rules call for, absent", ", ".join(map(shown, missing))
    if verifier.is_correction():
        keys = [
            f"{shown(item['sector'])} with the key {shown(item['public_key'])}"
            for item in found.get("approvals", ())
        ]
        if verifier.changed is None:
            yield "which records changed", "give the auditor's bundle of that one (--earlier)"
        else:
            only = "only its commitment, rules, applications and draw were read: verify it by itself too"
            yield "the earlier bundle", only
        yield "that this draw was that of what is corrected", "look at what you noted when it was drawn"
        none = "absent, and nothing here shows that there were any; of a site look at its public page"
        yield "approvals of the correction, by keys that are not tested", ", ".join(keys) if keys else none
    if "record" in found:
        record = found["record"]
        yield "the software that decided", shown(record["software"])
        certificate = record["certificate"]
        broken = [
            name for name, item in certificate["findings"].items() if item["promised"] and item["violations"]
        ]
        words = f"does not hold: {', '.join(map(shown, broken))}" if broken else "holds"
        yield "the certificate", words
        yield "hashes of the facts", ", ".join(sorted(map(shown, record["facts_sha256"])))
        section = record["sections"][SECTION]
        yield "the rulebook's name and version", f"{shown(section['name'])}, {shown(section['version'])}"
        yield "how many proposals were counted", str(record["values"]["proposals"])
        held = "" if verifier.given.record_sha256 is None else ", and its hash was given"
        files = ", ".join(map(shown, verifier.attested_files()))
        yield f"files that only the record holds{held}", files
        if verifier.tables is not None:
            yield (
                "names, facts, and grades of who listed nothing, in the tables for comparisons",
                "as they stand there",
            )


def correction(verifier):
    """What is printed of a correction."""
    commitment = verifier.commitment
    number, of = commitment["changed"], commitment["applications"]
    yield "This round is a correction: what is committed to here was committed to after the draw was known."
    yield f"Corrected at {commitment['at']}, by the clock of {shown(commitment['clock'])}."
    word = "as both bundles show" if verifier.changed is not None else "by its own word"
    yield f"Records of applicants that changed, were added or removed: {number}; there are {of} now ({word})."
    yield f"It takes the place of the commitment {commitment['corrects']}."
    if not verifier.chain:
        yield "Whether rules or seats are other ones, that commitment would show (--corrected)."
    for found in verifier.chain:
        more = ""
        if corrects(found):
            more = (
                f", itself a correction, of {found['changed']} records by its own word, in place of "
                f"{found['corrects']}"
            )
        at = f"at {found['at']}" if found["at"] else "at no time that it says"
        yield f"  That one was published {at}, over {found['applications']} applications{more}."
        rules, seats = (
            "the same" if found[key] == commitment[key] else "others"
            for key in ("section_sha256", "seats_sha256")
        )
        yield f"  Its rules: {rules}. Its seats: {seats}."
    for who in verifier.changed or ():
        yield f"  Changed: {shown(who)}"


def report(verifier):
    """Print everything, the verdict first; the exit code."""
    reasons = [] if verifier.differences else list(why_not_verified(verifier))
    corrected = verifier.is_correction()
    code = 1 if verifier.differences else 3 if reasons else 4 if corrected else 0
    print({0: "VERIFIED", 1: "NOT VERIFIED", 3: "CONSISTENT", 4: "CORRECTED AFTER THE DRAW"}[code])
    if corrected and code != 1:
        print("".join(f"{line}\n" for line in correction(verifier)), end="")
    if code == 1:
        print("This differs:")
        print("".join(f"  {line}\n" for line in verifier.differences), end="")
    else:
        print("".join(f"{line}\n" for line in verifier.said), end="")
    if code == 3:
        print("Nothing differs among what was recomputed, but this is no proof:")
        print("".join(f"  {reason}\n" for reason in reasons), end="")
    if code != 1:
        left = list(not_recomputed(verifier))
        print("Recomputed:")
        print("".join(f"  {what}\n" for what in verifier.recomputed), end="")
        print("Not recomputed:\n" * bool(left) + "".join(f"  {what}\n" for what in left), end="")
    print("".join(f"{what}: {value}\n" for what, value in facts(verifier)), end="")
    print("Attested by whoever published the round, and proved by nothing here:")
    print("".join(f"  {what}: {value}\n" for what, value in attested(verifier)), end="")
    return code


def outside(path, what):
    """JSON of a file named on the command line; it has to be there."""
    try:
        return json_of(text_of(path.read_bytes(), path.name), path.name)
    except OSError as error:
        raise CannotRunError(f"{path}: {error.strerror or error}. Give the {what} as you got it.") from None
    except UnfitError as error:
        raise CannotRunError(f"{error}. Give the {what} as you got it.") from None


def given_commitment(path):
    content = outside(path, "commitment")
    check_format(content, "commitment", path.name)
    try:
        fit(content, commitment_shape(content), path.name)
        if content["at"]:
            moment(content["at"], f"{path.name}: at")
    except UnfitError as error:
        raise CannotRunError(f"{error}. It is not a commitment.") from None
    return content


def given_receipt(path):
    content = outside(path, "receipt")
    check_format(content, "receipt", path.name)
    if not isinstance(content, dict) or content.get("format") != FORMATS["receipt"]:
        raise CannotRunError(f"{path.name}: is not a receipt of the format {FORMATS['receipt']!r}.")
    return content


def too_old(version):
    return tuple(version[:2]) < OLDEST_PYTHON


def parse(words):
    parser = argparse.ArgumentParser(description="Verify a City Compact match.", allow_abbrev=False)
    here = Path(__file__).resolve().parent
    parser.add_argument(
        "--bundle", type=Path, default=here, metavar="DIR", help="by default where this file is"
    )
    parser.add_argument("--commitment", type=Path, metavar="FILE", help="as it was published before the draw")
    parser.add_argument("--seed", metavar="TEXT", help="what was drawn, as the rules spell it")
    parser.add_argument("--record-sha256", metavar="HEX", help="hash of the record, as it was published")
    parser.add_argument("--receipt", type=Path, metavar="FILE", help="a family's receipt")
    parser.add_argument(
        "--corrected",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="of a correction: the commitment that it corrects, as it was published; of a chain, each",
    )
    parser.add_argument(
        "--earlier",
        type=Path,
        metavar="DIR",
        help="of a correction: the auditor's bundle of what it corrects",
    )
    return parser.parse_args(words)


def verify(arguments):
    commitment = None if arguments.commitment is None else given_commitment(arguments.commitment)
    receipt = None if arguments.receipt is None else given_receipt(arguments.receipt)
    sha256_of_record = arguments.record_sha256
    if sha256_of_record is not None and not HEX.fullmatch(sha256_of_record):
        raise CannotRunError("--record-sha256: give 64 hexadecimal digits, in lower case.")
    corrected = tuple((path.name, given_commitment(path)) for path in arguments.corrected)
    earlier = None if arguments.earlier is None else Bundle(arguments.earlier)
    if earlier is not None and not earlier.has("auditor"):
        raise CannotRunError(f"{arguments.earlier}: holds no auditor's bundle, with a folder named auditor.")
    named = (arguments.commitment, arguments.receipt, *arguments.corrected)
    bundle = Bundle(arguments.bundle, [path for path in named if path is not None])
    if not bundle.has("public") and (receipt is None or commitment is None):
        raise CannotRunError(f"{arguments.bundle}: holds no bundle, which has a folder named public.")
    verifier = Verifier(bundle, Given(commitment, arguments.seed, sha256_of_record, corrected, earlier))
    if receipt is None or bundle.has("public/record.json"):
        verifier.run()
    else:
        verifier.run_before_results()
    if receipt is not None and not verifier.differences:
        verifier.attempt(Receipt(arguments.receipt.name, receipt, verifier).check)
    return report(verifier)


def main(words=None):
    # What somebody wrote into a bundle can always be printed.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if too_old(sys.version_info):
        print(f"Cannot run: this needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or later.")
        return 2
    try:
        return verify(parse(words))
    except CannotRunError as error:
        print(f"Cannot run: {error}")
        return 2


if __name__ == "__main__":
    # Little here holds itself, and to look for it as often as usual takes a third of the time.
    gc.set_threshold(200_000, 20, 100)
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough; nothing is said of the round.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 2
    sys.exit(code)
