"""How well children entered twice are found: precision and recall on a made city, and seconds.

    python benchmarks/same_child.py [--children 60000] [--each 75] [--seed 1]

The city has families of one to four children, twins (some with given names a letter apart), surnames as
unequally frequent as in the census, and a long tail of rare ones, given names as unequally given,
a third of them on no list of ours, and children whose birthday is only known as the first of January. EACH
second records are planted of every kind. Every other pair that is offered counts as wrong, even two
children who do have the same name and birthday, as chance makes some.
"""

from __future__ import annotations

import argparse
import datetime
import random
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import polars as pl

from citycompact.people import OFFERED, alike, matches

# Per 100,000 people, about as in the United States census of 2010; some raised as in cities of the South-West
# and of Minnesota.
SURNAMES = """
Smith 828 Johnson 655 Williams 551 Brown 487 Jones 483 Garcia 900 Miller 393 Davis 378 Rodriguez 750
Martinez 760 Hernandez 720 Lopez 650 Gonzalez 640 Wilson 272 Anderson 266 Thomas 256 Taylor 255 Moore 246
Jackson 240 Martin 238 Lee 300 Perez 500 Thompson 225 White 224 Harris 212 Sanchez 480 Clark 191 Ramirez 460
Lewis 180 Robinson 180 Walker 177 Young 165 Allen 164 King 158 Wright 156 Scott 149 Torres 330 Nguyen 400
Hill 148 Flores 320 Green 146 Adams 145 Nelson 144 Baker 142 Hall 138 Rivera 290 Campbell 131 Mitchell 130
Carter 128 Roberts 128 Gomez 250 Phillips 122 Evans 121 Turner 119 Diaz 240 Parker 114 Cruz 230 Edwards 112
Collins 111 Reyes 220 Stewart 110 Morris 108 Morales 215 Murphy 104 Cook 101 Rogers 101 Gutierrez 180 Ortiz
190 Morgan 97 Cooper 96 Peterson 95 Bailey 94 Reed 94 Kelly 93 Howard 93 Ramos 160 Kim 150 Cox 90 Ward 89
Richardson 88 Watson 87 Brooks 86 Chavez 150 Wood 85 James 85 Bennett 84 Gray 84 Mendoza 150 Ruiz 150 Hughes
81 Price 80 Alvarez 145 Castillo 140 Sanders 79 Patel 140 Myers 78 Long 77 Ross 76 Foster 76 Jimenez 130
Powell 74 Vang 200 Yang 210 Xiong 180 Thao 90 Vue 80 Lor 80 Her 70 Moua 70 Tran 220 Le 150 Pham 120 Huynh 70
Vo 60 Do 50 Mohamed 220 Ali 220 Hassan 180 Ahmed 170 Abdi 120 Hussein 110 Omar 100 Nunez 110 Pena 100 Solis
60 Avila 70 Vega 90
"""
GIVEN = """
Jose Maria Juan Luis Carlos Ana Sofia Mateo Santiago Isabella Camila Valentina Diego Daniel Gabriel Angel
Daniela Gabriela Angela Emma Olivia Ava Mia Amelia Harper Evelyn Liam Noah Oliver James Elijah William Henry
Lucas Benjamin Jayden Kayden Aiden Brayden Hayden Jaden Brian Ryan Ethan Nathan Logan Mason Jack Zack Amir
Amira Amina Aisha Mohamed Ahmed Hassan Hussein Fatima Khadija Zainab Yusuf Omar Ibrahim Abdi Ayaan Ayan
Hodan Hibo Anh An Linh Minh Binh Khanh Huy Duy Mai Tou Pao Xee Xue Mee Pa Chue Kou Yer Ximena Xavier Esteban
Catherine Katherine Elizabeth Jose Robert Michael Jonathan Christopher Samantha Jennifer Jessica Alejandro
Alejandra Francisco Guadalupe Emily Emely Alexander Alexandra Jasmine Sara Zara Hannah Anna Ella Bella
Stella Mario Julia Julio Ada Ida Nora Cora Lena Lina Adriana Ariana Brianna Marcos Marcus Martin Martina Leo
Theo Max Maya Layla Kayla Tyler Taylor Jordan Justin Dustin Austin Kevin Devin Steven Dylan Bryan Erick
Erica Alan Alana Alma Elena Selena Victor Victoria Andres Andrea
"""
MIDDLE = ["Jose", "Luis", "Carlos", "Antonio", "Elena", "Isabel", "Luisa", "Fernanda", "Alberto", "Rose"]
SPELLED = {
    "Ximena": "Jimena", "Xavier": "Javier", "Mohamed": "Muhammad", "Catherine": "Katherine",
    "Hassan": "Xasan",
    "Fatima": "Faadumo", "Sara": "Sarah", "Sofia": "Sophia", "Jasmine": "Yazmin", "Yusuf": "Yousef",
    "Omar": "Cumar", "Anna": "Ana", "Steven": "Stephen", "Hussein": "Husayn", "Brianna": "Briana",
}  # fmt: skip
CALLED = {
    "Jose": "Pepe", "Francisco": "Paco", "Elizabeth": "Liz", "William": "Will", "Robert": "Bobby",
    "Michael": "Mike", "Jonathan": "Jon", "Christopher": "Chris", "Samantha": "Sam", "Jennifer": "Jenny",
    "Guadalupe": "Lupe", "Alejandro": "Alex", "Daniel": "Danny", "Benjamin": "Ben", "James": "Jimmy",
}  # fmt: skip
STARTS = (
    "b",
    "br",
    "ch",
    "d",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "sh",
    "t",
    "tr",
    "z",
)
ACCENTS = str.maketrans("aeioun", "áéíóúñ")

Child = tuple[str, str, datetime.date]


def invented(rng: random.Random, parts: int) -> str:
    """A name on no list."""
    made = "".join(rng.choice(STARTS) + rng.choice("aeiou") for _ in range(parts))
    return (made + rng.choice(["n", "s", "l", "r", "", ""])).capitalize()


class City:
    """Names as unequally given as in a city."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        rare = [invented(rng, rng.choice([2, 2, 3])) for _ in range(12_000)]
        self.surnames = SURNAMES.split()[::2] + rare
        total = sum(map(int, SURNAMES.split()[1::2]))
        self.surname_weights = [float(n) for n in SURNAMES.split()[1::2]] + [1.4 * total / 12_000] * 12_000
        others = list(dict.fromkeys(invented(rng, rng.choice([2, 2, 3])) for _ in range(3_000)))
        self.given = [*GIVEN.split(), *others]
        self.given_weights = [1 / (n + 12) ** 0.8 for n in range(len(GIVEN.split()))]
        share = sum(self.given_weights) * 0.5 / len(others)
        self.given_weights += [share] * len(others)
        self.near = [
            (a, b) for a in GIVEN.split() for b in GIVEN.split() if a < b and len(a) == len(b)
            and sum(x != y for x, y in zip(a.lower(), b.lower(), strict=True)) == 1
        ]  # fmt: skip

    def family(self) -> str:
        """A surname, or two."""
        first, second = self.rng.choices(self.surnames, self.surname_weights, k=2)
        return f"{first} {second}" if self.rng.random() < 0.25 and first != second else first

    def first_name(self) -> str:
        """A given name, or two."""
        name: str = self.rng.choices(self.given, self.given_weights)[0]
        return f"{name} {self.rng.choice(MIDDLE)}" if self.rng.random() < 0.2 else name

    def day(self) -> datetime.date:
        """A birthday; of one in fifty only the year is known."""
        born = datetime.date(2008, 9, 1) + datetime.timedelta(self.rng.randrange(14 * 365))
        return born.replace(month=1, day=1) if self.rng.random() < 0.02 else born

    def children(self, count: int) -> list[Child]:
        """Families one after the other."""
        found: list[Child] = []
        while len(found) < count:
            family, born = self.family(), self.day()
            for _ in range(self.rng.choice([1, 1, 2, 2, 3, 4])):
                names = [self.first_name()]
                if self.rng.random() < 0.016:
                    names.append(self.first_name())
                    if self.rng.random() < 0.1:
                        names = list(self.rng.choice(self.near))
                found += [(name, family, born) for name in dict.fromkeys(names)]
                born += datetime.timedelta(self.rng.randrange(330, 1500))
        return found[:count]


def slipped(word: str, rng: random.Random) -> str:
    """One slip of the hand, anywhere but in the first letter in nine of ten."""
    at = rng.randrange(1 if rng.random() < 0.9 else 0, len(word))
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    kind = rng.choice(["swap", "drop", "add", "other"])
    if kind == "swap" and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "drop" and len(word) > 3:
        return word[:at] + word[at + 1 :]
    return word[:at] + letter + word[at + (kind == "other") :]


def on_day(born: datetime.date, **parts: int) -> datetime.date | None:
    """The date with another part, where there is such a day."""
    try:
        return born.replace(**parts)
    except ValueError:
        return None


def kinds(rng: random.Random) -> dict[str, Callable[[Child], Child | None]]:
    """What happens to a child that is entered again; None where it cannot happen to this one."""

    def table(words: dict[str, str]) -> Callable[[Child], Child | None]:
        return lambda c: (words[c[0]], c[1], c[2]) if c[0] in words else None

    def dated(change: Callable[[datetime.date], datetime.date | None]) -> Callable[[Child], Child | None]:
        def again(child: Child) -> Child | None:
            born = change(child[2])
            return None if born is None or born == child[2] else (child[0], child[1], born)

        return again

    def two(name: str) -> list[str]:
        return name.split()

    return {
        "same": lambda c: c,
        "upper case, blanks": lambda c: (f" {c[0].upper()}", f"{c[1].upper()}  ", c[2]),
        "accents": lambda c: (c[0].translate(ACCENTS), c[1].translate(ACCENTS), c[2]),
        "hyphen": lambda c: (c[0], c[1].replace(" ", "-"), c[2]) if " " in c[1] else None,
        "junior": lambda c: (c[0], f"{c[1]} Jr.", c[2]),
        "surnames swapped": lambda c: (c[0], " ".join(two(c[1])[::-1]), c[2]) if " " in c[1] else None,
        "one surname of two": lambda c: (c[0], rng.choice(two(c[1])), c[2]) if " " in c[1] else None,
        "one given name of two": lambda c: (two(c[0])[0], c[1], c[2]) if " " in c[0] else None,
        "initial": lambda c: (f"{two(c[0])[0]} {two(c[0])[1][0]}.", c[1], c[2]) if " " in c[0] else None,
        "spelling": table(SPELLED),
        "short form": table(CALLED),
        "slip in given name": lambda c: (slipped(c[0], rng), c[1], c[2]) if " " not in c[0] else None,
        "slip in family name": lambda c: (c[0], slipped(c[1], rng), c[2]),
        "names exchanged": lambda c: (c[1], c[0], c[2]),
        "day": dated(lambda d: on_day(d, day=rng.randrange(1, 29))),
        "month": dated(lambda d: on_day(d, month=rng.randrange(1, 13))),
        "year": dated(lambda d: on_day(d, year=d.year + rng.choice([-1, 1, 2, 10]))),
        "day and month swapped": dated(lambda d: on_day(d, day=d.month, month=d.day) if d.day < 13 else None),
    }


def table_of(children: list[Child]) -> pl.DataFrame:
    """Records with numbers."""
    schema = {"id": pl.Int64, "given_name": pl.String, "family_name": pl.String, "birth_date": pl.Date}
    return pl.DataFrame([(n, *child) for n, child in enumerate(children)], schema=schema, orient="row")


def planted(children: list[Child], each: int, rng: random.Random) -> dict[tuple[int, int], str]:
    """Append second records of every kind to the children; the pairs with their kinds."""
    pairs: dict[tuple[int, int], str] = {}
    free = list(range(len(children)))
    rng.shuffle(free)
    for kind, change in kinds(rng).items():
        left = each
        for n in list(free):
            again = change(children[n])
            # A slip or an exchange can leave everything as it was.
            if again is None or (again == children[n] and kind != "same"):
                continue
            pairs[n, len(children)] = kind
            children.append(again)
            free.remove(n)
            left -= 1
            if left == 0:
                break
    return pairs


def main() -> None:
    """Plant, find and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=60_000)
    parser.add_argument("--each", type=int, default=75)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    children = City(rng).children(arguments.children)
    twins = _twins(children)
    pairs = planted(children, arguments.each, rng)
    began = time.perf_counter()
    found = alike(table_of(children))
    print(f"{len(children):,} records, {found.height:,} pairs in {time.perf_counter() - began:.1f} s")
    for least in (OFFERED, 0.5, 0.9):
        offered = {(a, b) for a, b in found.filter(
            pl.col("likeness") >= least).select("first", "second").iter_rows()}  # fmt: skip
        right = len(offered & pairs.keys())
        print(
            f"likeness {least}: precision {right / len(offered):.3f}, recall {right / len(pairs):.3f}, "
            f"twins offered {len(offered & twins)} of {len(twins)}"
        )
    offered = {(a, b): why for a, b, why in found.select("first", "second", "why").iter_rows()}
    everything = Counter(pairs.values())
    hits = Counter(kind for pair, kind in pairs.items() if pair in offered)
    for kind in everything:
        print(f"  {kind}: {hits[kind]} of {everything[kind]}")
    wrong = Counter("+".join(why) for pair, why in offered.items() if pair not in pairs)
    print("  wrong:", dict(wrong.most_common()))
    _on_a_roster(children, pairs)


def _on_a_roster(children: list[Child], pairs: dict[tuple[int, int], str]) -> None:
    """The second records against a roster of the city, on which every tenth of them is not."""
    again = {second: first for first, second in pairs}
    everybody = table_of(children)
    site = everybody.filter(pl.col("id").is_in(list(again)))
    roster = everybody.filter(
        ~pl.col("id").is_in(list(again)), ~pl.col("id").is_in(list(again.values())[::10])
    )
    began = time.perf_counter()
    found = matches(site, roster)
    seconds = time.perf_counter() - began
    certain = found.filter("certain")
    right = sum(again[a] == b for a, b in certain.select("left", "right").iter_rows())
    there = set(roster["id"])
    on_it = {a for a, b in again.items() if b in there}
    seen = {a for a, b in found.select("left", "right").iter_rows() if again[a] == b}
    print(
        f"roster: {len(on_it)} of {site.height} are on it; {certain.height} certain, "
        f"{certain.height - right} of them wrong; "
        f"{len(seen & on_it)} certain or among the candidates; {seconds:.1f} s"
    )


def _twins(children: list[Child]) -> set[tuple[int, int]]:
    return {(n, n + 1) for n, (a, b) in enumerate(pairwise(children)) if a[1:] == b[1:] and a[0] != b[0]}


if __name__ == "__main__":
    main()
