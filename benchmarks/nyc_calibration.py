"""How well the simulated round of a New York directory agrees with the filled flags that were published.

    python benchmarks/nyc_calibration.py directory.csv [--seeds 3]      the table
    python benchmarks/nyc_calibration.py directory.csv --fit            also other lengths of list and appeals

Three columns, by admission method and pool of seats: the rule “filled from six applicants a seat on”; the
simulation, which is given every flag; and the simulation for schools whose flags were hidden from it, a
fifth of the schools at a time (the rule stands in for their flags). Each simulation is the mean over draws of
children and lottery.
"""

from __future__ import annotations

import argparse
import itertools
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from citycompact.doors import Draw
from citycompact.enrollment import SECTION, EnrollmentRules, decide
from citycompact.importers.nyc_directory import appeal, households
from citycompact.importers.nyc_directory.importing import city_of
from citycompact.importers.nyc_directory.reading import Directory, Pool, School, read_directory
from citycompact.rulebook import parse_rulebook

FOLDS = 5
LENGTHS = {"general": (10.0, 10.5, 11.0, 11.4), "disabilities": (8.5, 9.0, 9.5, 10.0)}
APPEALS = (0.0, 1.0, 2.0, 3.0)


def without_flags(school: School) -> School:
    """A school as if its filled flags had not been published."""
    return replace(
        school,
        programs=tuple(
            replace(
                program,
                general=replace(program.general, filled=None),
                disabilities=replace(program.disabilities, filled=None),
            )
            for program in school.programs
        ),
    )


def simulated(directory: Directory, seed: int) -> dict[str, bool]:
    """Whether each program's seats were all taken in one simulated round."""
    imported = city_of(directory, seed)
    book = parse_rulebook(imported.rulebook, "rulebook.toml", frozenset({SECTION}))
    rules = book.section(SECTION, EnrollmentRules)
    result = decide(imported.city, rules, Draw(" ".join(f"{seed + n:02d}" for n in range(6))))
    taken = dict(
        result.tables["assignments"].drop_nulls("program_id").group_by("program_id").len().iter_rows()
    )
    seats = imported.city.table("programs").select("program_id", "seats").iter_rows()
    return {program: taken.get(program, 0) >= number for program, number in seats}


def held_out(directory: Directory, seed: int) -> dict[str, bool]:
    """The same for every program in the round in which its school's flags were hidden."""
    fold = np.random.default_rng(seed).permutation(len(directory.schools)) % FOLDS
    found: dict[str, bool] = {}
    for number in range(FOLDS):
        schools = [
            without_flags(school) if fold[n] == number else school
            for n, school in enumerate(directory.schools)
        ]
        round_ = simulated(replace(directory, schools=tuple(schools)), seed)
        hidden = {school.dbn for n, school in enumerate(directory.schools) if fold[n] == number}
        found |= {program: filled for program, filled in round_.items() if program[:6] in hidden}
    return found


def published(directory: Directory) -> pl.DataFrame:
    """Pools with a published flag: program_id, pool, method, filled, rule."""
    rows = []
    for program in (program for school in directory.schools for program in school.programs):
        pools: tuple[tuple[str, str, Pool], ...] = (
            ("general", "", program.general),
            ("disabilities", "-SWD", program.disabilities),
        )
        rows += [
            (program.program_id + end, name, program.method, pool.filled, pool.applicants >= 6 * pool.seats)
            for name, end, pool in pools
            if pool.filled is not None
        ]
    return pl.DataFrame(rows, schema=["program_id", "pool", "method", "filled", "rule"], orient="row")


def agreement(flags: pl.DataFrame, *rounds: dict[str, bool]) -> pl.Series:
    """Share of rounds in which each pool's simulated flag is the published one."""
    same = [
        flags["program_id"].replace_strict(filled, return_dtype=pl.Boolean) == flags["filled"]
        for filled in rounds
    ]
    return pl.DataFrame([column.alias(str(n)) for n, column in enumerate(same)]).mean_horizontal()


def table(directory: Directory, seeds: int) -> None:
    """Print agreement by pool and method."""
    flags = published(directory)
    flags = flags.with_columns(
        agreement(flags, *(simulated(directory, seed) for seed in range(1, seeds + 1))).alias("simulated"),
        agreement(flags, *(held_out(directory, seed) for seed in range(1, seeds + 1))).alias("hidden"),
        (pl.col("rule") == pl.col("filled")).alias("rule"),
    )
    print(
        "| pool | method | programs | six a seat | simulated | simulated, flag hidden |\n"
        "|---|---|---|---|---|---|"
    )
    for pool, part in flags.group_by("pool", maintain_order=True):
        for method, rows in sorted(part.group_by("method"), key=lambda item: -item[1].height):
            _line(str(pool[0]), str(method[0]), rows)
        _line(str(pool[0]), "all", part)
    _line("both", "all", flags)


def _line(pool: str, method: str, rows: pl.DataFrame) -> None:
    shares = " | ".join(f"{rows[name].mean():.1%}" for name in ("rule", "simulated", "hidden"))
    print(f"| {pool} | {method} | {rows.height} | {shares} |")


def fit(directory: Directory) -> None:
    """Print agreement of both pools on four fifths of the schools and on the rest, their flags hidden."""
    flags = published(directory)
    last = np.random.default_rng(1).permutation(len(directory.schools)) % FOLDS == 0
    hidden = {school.dbn for n, school in enumerate(directory.schools) if last[n]}
    seen = replace(
        directory,
        schools=tuple(without_flags(s) if s.dbn in hidden else s for s in directory.schools),
    )
    print(
        "| appeal | length, general | disabilities | flags seen, general | disabilities "
        "| flags hidden, general | disabilities |"
    )
    print("|---|---|---|---|---|---|---|")
    rule = flags.with_columns(
        (pl.col("rule") == pl.col("filled")).alias("same"),
        pl.col("program_id").str.slice(0, 6).is_in(hidden).alias("held_out"),
    )
    print("| six a seat | | |", _four(rule), "|")
    for worth, lengths in itertools.product(APPEALS, zip(*LENGTHS.values(), strict=True)):
        appeal.APPEAL = worth
        households.LIST_LENGTH.update(zip(LENGTHS, lengths, strict=True))
        scored = flags.with_columns(
            agreement(flags, simulated(seen, 1)).alias("same"),
            pl.col("program_id").str.slice(0, 6).is_in(hidden).alias("held_out"),
        )
        print(f"| {worth:g} | {lengths[0]:g} | {lengths[1]:g} |", _four(scored), "|")


def _four(scored: pl.DataFrame) -> str:
    shares = (
        scored.filter(pool=pool, held_out=out)["same"].mean() for out in (False, True) for pool in LENGTHS
    )
    return " | ".join(f"{share:.1%}" for share in shares)


def main() -> None:
    """Run on a directory."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--year", type=int)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    directory = read_directory(options.directory, options.year)
    begin = time.perf_counter()
    table(directory, options.seeds)
    print(f"{time.perf_counter() - begin:.0f} s")
    if options.fit:
        fit(directory)


if __name__ == "__main__":
    main()
