"""A package into an empty site and out again: cell for cell, again without a change, and never past what
somebody has done since."""

from __future__ import annotations

import shutil

import polars as pl
import pytest

from applying import says
from emptied_site import empty_the_site

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """A demo city with columns that nobody knows, absent ones, a past lottery, and spellings of Excel."""
    from citycompact.city import write_city
    from citycompact.city.demo import build_demo_city
    from citycompact.rulebook.demo import with_demo_signers, write_demo_rulebook

    folder = tmp_path_factory.mktemp("city") / "city"
    city = with_demo_signers(build_demo_city(8, 120))
    write_city(city, folder)
    write_demo_rulebook(city, folder)
    table = _Tables(folder)
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


class _Tables:
    def __init__(self, folder):
        self.folder = folder

    def __getitem__(self, name):
        return pl.read_csv(self.folder / f"{name}.csv", infer_schema=False)

    def __setitem__(self, name, frame):
        frame.write_csv(self.folder / f"{name}.csv")


@pytest.fixture
def package(packed, tmp_path, db):
    empty_the_site()
    return shutil.copytree(packed, tmp_path / "city")


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


def test_everything_comes_back_cell_for_cell(package, tmp_path):
    assert not load(package).refused
    given = give(tmp_path / "given")
    assert cells(given) == cells(package)
    for name in ("rulebook.toml", "zones.geojson", "rulebook.signatures.json"):
        assert (given / name).read_bytes() == (package / name).read_bytes()


def test_given_out_loaded_and_given_out_again_is_equal_to_the_byte(package, tmp_path):
    load(package)
    first = give(tmp_path / "first")
    empty_the_site()
    load(first)
    assert files(give(tmp_path / "second")) == files(first)


def test_without_apply_it_says_the_same_and_writes_nothing(package):
    from citycompact.web.city.models import City, School
    from citycompact.web.enrollment.models import Version

    said = load(package, apply=False)
    assert not City.objects.exists()
    assert not School.objects.exists()
    assert not Version.objects.exists()
    done = load(package)
    assert [(c.name, c.added, c.changed) for c in said.changes] == [
        (c.name, c.added, c.changed) for c in done.changes
    ]


def test_the_same_again_changes_nothing(package):
    from citycompact.web.enrollment.models import Version

    load(package)
    before = Version.objects.count()
    again = load(package)
    assert all(change.nothing and not change.kept for change in again.changes)
    assert Version.objects.count() == before == Version.objects.filter(channel="load").count()


def test_a_cell_that_changed_is_changed_and_unapproves_the_seats(package):
    from citycompact.web.city.models import Program

    load(package)
    Program.objects.update(seats_approved=True)
    table = _Tables(package)
    first = table["programs"]["program_id"][0]
    mine = pl.col("program_id") == first
    table["programs"] = table["programs"].with_columns(
        pl.when(mine).then(pl.lit("99")).otherwise("seats").alias("seats"),
        pl.when(mine).then(pl.lit("008")).otherwise("code").alias("code"),
    )
    found = next(change for change in load(package).changes if change.name == "programs")
    assert found.changed == {first: ("seats", "code")}
    program = Program.objects.get(pk=first)
    assert (program.seats, program.seats_approved) == (99, False)
    assert Program.objects.filter(seats_approved=False).count() == 1


def test_what_a_family_sent_since_stays_and_no_child_goes(package):
    from citycompact.web.enrollment.models import Application, Child

    load(package)
    table = _Tables(package)
    ids = table["applicants"]["applicant_id"].to_list()
    one, two, three = ids[:3]
    application = Application.objects.get(child=one)
    mine = says(application, choices=application.draft_choices[:1])
    # The file says another list of the first two, and has no third child any more.
    choices = table["choices"].filter(~(pl.col("applicant_id").is_in([one, two]) & (pl.col("rank") != "1")))
    gone = pl.col("applicant_id") == three
    table["choices"] = choices.filter(~gone)
    for name in ("applicants", "claims", "verifications", "lottery"):
        table[name] = table[name].filter(~gone)
    found = next(change for change in load(package).changes if change.name == "applications")
    assert list(found.changed) == [two]
    assert list(found.kept) == [one]
    assert "1 applications" in found.notes[0]
    application.refresh_from_db()
    assert application.last_version == mine
    assert Child.objects.filter(pk=three).exists()
    assert Application.objects.get(child=two).versions.count() == 2
    assert len(Application.objects.get(child=two).last_version.content["choices"]) == 1


def test_a_gone_program_goes_unless_somebody_has_chosen_it(package):
    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.models import Choice

    load(package)
    table = _Tables(package)
    chosen = Choice.objects.first().program_id
    table["programs"] = table["programs"].filter(pl.col("program_id") != chosen)
    kept = table["choices"]
    table["choices"] = kept.filter(pl.col("program_id") != chosen).with_columns(
        pl.int_range(1, pl.len() + 1).over("applicant_id").cast(pl.String).alias("rank")
    )
    table["reserves"] = table["reserves"].filter(pl.col("program_id") != chosen)
    # Whoever had chosen it in the last version has not any more, so it may go ...
    assert not load(package, apply=False).refused
    # ... but not while a family's own version names it.
    from citycompact.web.enrollment.models import Application

    says(Application.objects.filter(choices__program=chosen).first())
    refused = load(package)
    assert [(p.file, chosen in p.message) for p in refused.refused] == [("programs.csv", True)]
    assert Program.objects.filter(pk=chosen).exists()


def test_nothing_of_a_refused_package_is_kept(package):
    from citycompact.web.city.models import City, School

    table = _Tables(package)
    table["schools"] = table["schools"].with_columns(pl.lit("x" * 300).alias("name"))
    found = load(package)
    assert {(p.file, p.column) for p in found.refused} == {("schools.csv", "name")}
    assert len(found.refused) == table["schools"].height
    assert not City.objects.exists()
    assert not School.objects.exists()


def test_another_citys_package_is_refused(package):
    from citycompact.web.city.models import City

    load(package)
    text = (package / "city.toml").read_text().replace('id = "port-ellery"', 'id = "elsewhere"')
    (package / "city.toml").write_text(text)
    found = load(package)
    assert [p.value for p in found.refused] == ["elsewhere"]
    assert City.objects.get().city_id == "port-ellery"


def test_a_page_cannot_put_another_key_in_a_signers_place(package):
    from citycompact.city import Signer
    from citycompact.rulebook.demo import demo_key
    from citycompact.rulebook.keys import public_key_of
    from citycompact.web.city.models import City
    from citycompact.web.moving.package import read_package
    from citycompact.web.moving.whole import load_package
    from citycompact.web.package_parts import Load

    load(package)
    there = City.objects.get().signers_listed
    other = public_key_of(demo_key("an office clerk"))
    text = (package / "city.toml").read_text().replace(there[0].public_key, other)
    (package / "city.toml").write_text(text)
    found = load_package(Load(read_package(package)), apply=True)
    assert [p.column for p in found.refused] == ["signers"]
    assert City.objects.get().signers_listed == there
    assert not load(package).refused
    assert City.objects.get().signers_listed[0] == Signer(there[0].sector, there[0].name, other)


def test_names_and_codes_come_from_beside_and_a_code_gives_the_children_once(package):
    from citycompact.web.enrollment.claim_codes import claim_family
    from citycompact.web.enrollment.models import Child, ClaimCode
    from citycompact.web.moving.names import read_names
    from citycompact.web.site.models import User

    names = read_names(
        b"applicant_id,given_name,family_name,birth_date\nA00001,Jos\xc3\xa9,\xc3\x91and\xc3\xba,2021-02-03\n"
    )
    found = load(package, names=names, wants_codes=True)
    child = Child.objects.get(pk="A00001")
    assert (str(child), str(child.birth_date)) == ("José Ñandú", "2021-02-03")
    assert set(found.codes) == set(Child.objects.values_list("family_id", flat=True))
    code = found.codes[child.family_id]
    assert not ClaimCode.objects.filter(sha256__contains=code).exists()
    parent, other = (User.objects.create_user(f"{who}@x.example", "p") for who in ("a", "b"))
    assert claim_family("AAAA-AAAA-AAAA", parent) == []
    assert claim_family(code.lower().replace("-", " "), parent) == [child]
    assert claim_family(code, other) == []
    # A family that is there is called what it says, and gets no second code.
    again = load(package, names=names.with_columns(given_name=pl.lit("Joe")), wants_codes=True)
    child.refresh_from_db()
    assert child.given_name == "José"
    assert again.codes == {}


def test_a_name_of_nobody_is_refused_with_its_row(package):
    from citycompact.web.moving.names import read_names

    names = read_names(b"applicant_id,given_name\nA00001,Ana\nNOBODY,Ben\n")
    found = load(package, names=names)
    assert [(p.row, p.value) for p in found.refused] == [(3, "NOBODY")]


def test_pupils_without_choices_are_no_applicants(package):
    from citycompact.web.enrollment.models import Child

    table = _Tables(package)
    table["choices"] = table["choices"].clear()
    found = load(package)
    assert not found.refused
    assert not Child.objects.exists()
    assert any("no applicants" in note for note in found.notes)
