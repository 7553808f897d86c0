"""Small counts never stand in public."""

import polars as pl

from citycompact.privacy import suppress


def test_counts_from_one_to_nine_are_left_empty():
    frame = pl.DataFrame({"n": [0, 1, 9, 10, 250]})
    assert suppress(frame, ["n"])["n"].to_list() == [0, None, None, 10, 250]


def test_the_public_bundle_holds_none(finished):
    counts = pl.read_csv(finished / "audit" / "public" / "counts.csv")
    for column in ("applications", "first_choices", "offers", "waitlist"):
        assert counts.filter((pl.col(column) > 0) & (pl.col(column) < 10)).is_empty()
    assert (
        pl.read_csv(finished / "audit" / "public" / "cutoffs.csv")
        .filter(pl.col("filled").is_between(1, 9))
        .is_empty()
    )


def test_the_public_bundle_names_no_applicant(finished):
    ids = set(pl.read_csv(finished / "assignments.csv", infer_schema=False)["applicant_id"])
    for path in (finished / "audit" / "public").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not any(name in text for name in ids), path.name
