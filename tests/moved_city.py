"""A demo city as a package with what nobody expects in it, and how tests load it and take it out."""

from __future__ import annotations

import polars as pl


class Tables:
    """The tables of a package's folder, to be read and written by name."""

    def __init__(self, folder):
        self.folder = folder

    def __getitem__(self, name):
        return pl.read_csv(self.folder / f"{name}.csv", infer_schema=False)

    def __setitem__(self, name, frame):
        frame.write_csv(self.folder / f"{name}.csv")


def write_odd_city(folder):
    """Write a demo city with columns that nobody knows, absent ones, and a past lottery."""
    from citycompact.city import write_city
    from citycompact.city.demo import build_demo_city
    from citycompact.rulebook.demo import with_demo_signers, write_demo_rulebook

    city = with_demo_signers(build_demo_city(8, 120))
    write_city(city, folder)
    write_demo_rulebook(city, folder)
    table = Tables(folder)
    schools = table["schools"].drop("address", "zone", strict=False)
    number = pl.int_range(pl.len())
    table["schools"] = schools.with_columns(
        pl.when(number % 3 == 0).then(pl.lit('Ms. Ñandú, "the first"')).alias("principal"),
        pl.lit("t").alias("t"),
    )
    table["programs"] = table["programs"].with_columns(
        number.cast(pl.String).alias("published_applicants"), pl.lit("007").alias("code")
    )
    applicants = table["applicants"].drop("family_id")
    table["applicants"] = applicants.with_columns(
        pl.lit("f").alias("cohort"),
        pl.when(number % 2 == 0).then(pl.lit("0042")).alias("shoe"),
        pl.lit(None, pl.String).alias("nothing"),
    ).select(sorted([*applicants.columns, "cohort", "shoe", "nothing"], reverse=True))
    table["choices"] = table["choices"].with_columns(
        pl.when(number % 5 == 0).then(pl.lit("near")).alias("why")
    )
    table["lottery"] = applicants.select("applicant_id", number.cast(pl.String).alias("number"))
    return folder


def load(folder, *, apply=True, **more):
    from citycompact.web.moving.package import read_package
    from citycompact.web.moving.whole import load_package
    from citycompact.web.package_parts import Load

    return load_package(Load(read_package(folder), from_shell=True, **more), apply=apply)


def give(folder):
    from citycompact.web.moving.whole import give_package

    give_package(folder)
    return folder


def cells(folder):
    """Every table as the set of its rows, each row by column; whatever the order of rows and columns."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        frame = pl.read_csv(path, infer_schema=False)
        found[path.name] = sorted(
            [sorted(row.items()) for row in frame.iter_rows(named=True)], key=lambda r: [str(c) for c in r]
        )
    return found


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}
