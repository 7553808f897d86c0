"""A corrected decision keeps its draw, says what it corrects and how much, and is never called verified."""

import json
import random
import shutil
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.doors import Draw, Fixed
from citycompact.enrollment import ROOM
from citycompact.facts import FactsError
from citycompact.record.approvals import approvals_text, read_approvals, sign_approval
from citycompact.record.checked_folder import as_found, check_folder
from citycompact.record.commitment import as_correction, commit, commitment_sha256
from citycompact.record.correction import approval_faults, changed_records, correction_of, may_correct
from citycompact.record.drawing import official_draw
from citycompact.record.in_folder import files_in
from citycompact.record.match.finished_folder import FinishedFolder
from citycompact.record.match.publishing import BESIDE, MATCH
from citycompact.record.receipts import receipt_from_bundle
from citycompact.rulebook.demo import demo_key
from corrected_rounds import AFTER, decided
from proven_rounds import AT, DRAW, SEED, agree, all_verified, rules, verifier
from small_cities import town as one_sector

LISTS = {f"a{n}": ["p", "q", "r"][n % 3 :] + ["p"] * (n % 3 > 0) for n in range(9)}
SEATS = {"p": 2, "q": 2, "r": 1}
WORDS = "CORRECTED AFTER THE DRAW"


def town(lists, seats):
    """A town of both sectors."""
    operators = [{"operator_id": one, "name": one, "sector": one} for one in ("district", "charter")]
    schools = [
        {"school_id": f"S{p}", "name": f"School {p}", "operator_id": operators[n % 2]["operator_id"]}
        for n, p in enumerate(seats)
    ]
    return one_sector(lists, seats, operators=operators, schools=schools)


def first_words(said):
    return said.split("\n")[0]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("corrected")


@pytest.fixture(scope="module")
def first(home):
    return decided(home / "first", town(LISTS, SEATS), rules())


@pytest.fixture(scope="module")
def second(home, first):
    """One list is another one, one child is gone, one is new: three."""
    lists = {**LISTS, "a0": ["r"], "b1": ["q"]}
    del lists["a8"]
    return decided(home / "second", town(lists, SEATS), rules(), first, approved=True)


@pytest.fixture(scope="module")
def third(home, second):
    """A correction of the correction: more seats, and one list."""
    lists = {**LISTS, "a0": ["r", "q"], "b1": ["q"]}
    del lists["a8"]
    return decided(home / "third", town(lists, {**SEATS, "r": 2}), rules(), second, at="2027-02-20T08:00")


# ---------------------------------------------------------------- what is true


def test_a_correction_is_said_to_be_one_and_names_who_changed(first, second):
    code, said = second.verified("--earlier", first.audit, corrected=(first.commitment,))
    assert (code, first_words(said)) == (4, WORDS), said
    assert "VERIFIED" not in said
    for words in (
        f"Corrected at {AFTER}",
        "changed, were added or removed: 3; there are 9 now (as both bundles show)",
        f"It takes the place of the commitment {commitment_sha256(first.committed.commitment)}",
        f"That one was published at {AT}, over 9 applications",
        "Changed: 'a0'",
        "Changed: 'a8'",
        "Changed: 'b1'",
        "'charter' with the key",
    ):
        assert words in said, said
    assert "Changed: 'a1'" not in said


def test_without_the_earlier_bundle_the_number_is_its_own_word(first, second):
    code, said = second.verified(corrected=(first.commitment,))
    assert (code, first_words(said)) == (4, WORDS), said
    assert "removed: 3; there are 9 now (by its own word)" in said
    assert "which records changed: give the auditor's bundle" in said
    assert "that this draw was that of what is corrected: look at what you noted" in said


def test_without_the_earlier_commitment_nobody_knows_that_there_was_one(first, second):
    for words in ((), ("--earlier", first.audit)):
        code, said = second.verified(*words)
        assert (code, first_words(said)) == (3, "CONSISTENT"), said
        assert "nobody here knows that there was one before the draw" in said


def test_a_chain_is_proved_by_all_its_links(first, second, third):
    for corrected in ((first.commitment, second.commitment), (second.commitment, first.commitment)):
        code, said = third.verified("--earlier", second.audit, corrected=corrected)
        assert (code, first_words(said)) == (4, WORDS), said
        assert "itself a correction, of 3 records by its own word" in said
        assert "approvals of the correction, by keys that are not tested: absent, and nothing here" in said


def test_the_public_part_of_a_correction_is_consistent_at_best(first, second, tmp_path):
    shutil.copytree(second.audit / "public", tmp_path / "public")
    shutil.copy(second.audit / "verify.py", tmp_path)
    words = ("--bundle", tmp_path, "--earlier", first.audit)
    code, said = second.verified(*words, corrected=(first.commitment,))
    assert (code, first_words(said)) == (3, "CONSISTENT"), said
    assert "the earlier one cannot be held against it" in said


def test_a_receipt_works_and_says_that_its_round_was_corrected(first, second, tmp_path):
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt_from_bundle(second.audit, "b1")))
    code, said = second.verified("--receipt", file, corrected=(first.commitment,))
    assert (code, first_words(said)) == (4, WORDS), said
    assert "Application of 'b1': counted, with these choices:\n  1. 'q'\n" in said
    # Who is given nothing but the commitment is told too.
    empty = tmp_path / "empty"
    empty.mkdir()
    code, said = second.verified("--bundle", empty, "--receipt", file, corrected=(first.commitment,))
    assert (code, "This round is a correction" in said) == (3, True), said
    code, said = second.verified("--bundle", empty, "--receipt", file, corrected=(second.commitment,))
    assert (code, "is not one that is corrected here" in said) == (1, True), said


def test_a_receipt_of_before_is_no_alarm_but_says_where_it_belongs(first, second, tmp_path):
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt_from_bundle(first.audit, "a8")))
    code, said = second.verified("--receipt", file, corrected=(first.commitment,))
    assert (code, "receipt.json: is of what was corrected" in said) == (2, True), said
    assert first.verified("--receipt", file)[0] == 0
    # Of a round that nobody knows here it is no proof.
    code, said = second.verified("--receipt", file)
    assert (code, "root of the commitment" in said) == (1, True), said


def test_a_commitment_of_before_is_no_alarm_but_says_what_to_give(first, second):
    given = ("--bundle", second.audit, "--seed", SEED)
    code, said = verifier(*given, "--commitment", first.commitment)
    assert (code, "was corrected after the draw, and this bundle is of the correction" in said) == (2, True)
    code, said = verifier(*given, "--commitment", first.commitment, "--corrected", first.commitment)
    assert code == 2, said


def test_what_was_not_corrected_takes_no_earlier_commitment(first, second):
    assert first.verified()[0] == 0
    for words, corrected in (((), (second.commitment,)), (("--earlier", second.audit), ())):
        code, said = first.verified(*words, corrected=corrected)
        assert (code, first_words(said)) == (1, "NOT VERIFIED"), said


def test_a_correction_of_the_rules_alone_changes_no_application(home, first):
    stricter = rules(mechanism={"name": "immediate_acceptance"})
    done = decided(home / "stricter", town(LISTS, SEATS), stricter, first)
    assert done.committed.commitment["changed"] == 0
    code, said = done.verified("--earlier", first.audit, corrected=(first.commitment,))
    assert (code, "added or removed: 0; there are 9 now" in said) == (4, True), said
    assert "Its rules: others. Its seats: the same." in said
    # Which draw those rules fixed, nobody sees without them.
    code, said = done.verified(corrected=(first.commitment,))
    assert (code, "which draw those fixed is not here" in said) == (3, True), said


def test_a_correction_of_seats_is_told_as_one(home, first):
    done = decided(home / "seats", town(LISTS, {**SEATS, "r": 3}), rules(), first)
    code, said = done.verified(corrected=(first.commitment,))
    assert (code, "Its rules: the same. Its seats: others." in said) == (4, True), said


def test_letters_and_report_say_it(first, second):
    corrected, before = (FinishedFolder(one.folder) for one in (second, first))
    assert corrected.outcome("b1", "en").corrected_at == AFTER
    assert before.outcome("a1", "en").corrected_at == ""
    report = " ".join((second.folder / "report.html").read_text().split())
    assert f"Corrected after the draw</strong>, at {AFTER} on the city's clock, in place of" in report
    assert "with what follows from rules and seats: 3." in report
    assert "committed to before the seed" not in report


# ---------------------------------------------------------------- planted faults


def refused(done, *words, corrected=()):
    code, said = done.verified(*words, corrected=corrected)
    assert (code, first_words(said)) == (1, "NOT VERIFIED"), said
    return said


ANOTHER = "12 07 33 41 05 26"
LATER = "2027-02-20T08:00"


def test_a_second_draw_passes_for_no_correction(tmp_path, first, second, third):
    """Every sector approves the draw with the correction, so whoever decides has no other."""
    drawn_again = decided(tmp_path / "again", second.city, rules(), first, seed=ANOTHER, approved=True)
    said = refused(drawn_again, "--earlier", first.audit, corrected=(first.commitment,))
    assert "seed, which the correction keeps: should be" in said
    assert "draw_as_signed" in broken(check(drawn_again))

    def forge(now):
        return as_correction(now, now.commitment["corrects"], now.commitment["changed"], ANOTHER)

    # A correction of a correction has to keep the draw of both, whatever it says of its own.
    done = decided(tmp_path / "third", third.city, rules(), second, at=LATER, seed=ANOTHER, forge=forge)
    assert "seed, as in what corrects it" in refused(done, corrected=(first.commitment, second.commitment))
    with pytest.raises(FactsError, match="is another one than what is corrected keeps"):
        correction_of(second.committed, commit(MATCH, third.city, third.agreed, at=LATER), ANOTHER)
    with pytest.raises(FactsError, match="is another one than the correction keeps"):
        official_draw(
            MATCH,
            second.agreed,
            second.city,
            ANOTHER,
            "",
            now=at(LATER),
            published=second.committed.commitment,
        )


@pytest.mark.parametrize("name", ["record.json", "rules.json", "report.html", "explanations.csv"])
def test_a_file_that_lies_beside_the_bundle_is_the_one_of_its_record(tmp_path, first, second, name):
    folder = shutil.copytree(second.folder, tmp_path / "round")
    given = ("--commitment", second.commitment, "--seed", SEED, "--corrected", first.commitment)
    assert verifier("--bundle", folder / "audit", *given)[0] == 4
    content = (folder / name).read_bytes()
    for forged in (content + b"\n", content[:-2] + b" " + content[-1:]):
        (folder / name).write_bytes(forged)
        code, said = verifier("--bundle", folder / "audit", *given)
        assert (code, f"../{name}" in said) == (1, True), said
    (folder / name).unlink()
    assert verifier("--bundle", folder / "audit", *given)[0] == 4


@pytest.mark.parametrize("changed", [0, 2, 4])
def test_a_wrong_number_of_changes_is_counted_again(tmp_path, first, second, changed):
    done = decided(
        tmp_path / "r",
        second.city,
        rules(),
        first,
        forge=lambda now: as_correction(now, now.commitment["corrects"], changed, SEED),
    )
    said = refused(done, "--earlier", first.audit, corrected=(first.commitment,))
    assert f"changed, as counted from both bundles: should be 3, is {changed}" in said


@pytest.mark.parametrize("changed", [-1, 19, 10**9])
def test_an_impossible_number_of_changes_needs_no_earlier_bundle(tmp_path, first, second, changed):
    done = decided(
        tmp_path / "r",
        second.city,
        rules(),
        first,
        forge=lambda now: as_correction(now, now.commitment["corrects"], changed, SEED),
    )
    assert f"cannot be {changed}" in refused(done, corrected=(first.commitment,))


def test_changes_of_the_very_same_applications_are_none(tmp_path, first):
    done = decided(
        tmp_path / "r",
        town(LISTS, SEATS),
        rules(),
        first,
        forge=lambda now: as_correction(now, now.commitment["corrects"], 2, SEED),
    )
    assert "with the same applications: should be 0, is 2" in refused(done, corrected=(first.commitment,))


def test_another_hash_of_what_is_corrected_is_named(tmp_path, first, second):
    done = decided(
        tmp_path / "r", second.city, rules(), first, forge=lambda now: as_correction(now, "0" * 64, 3, SEED)
    )
    assert "is not one that is corrected here" in refused(done, corrected=(first.commitment,))
    assert "hash of its commitment" in refused(done, "--earlier", first.audit)


@pytest.mark.parametrize(
    "forged", [{"at": "2027-02-12T09:00"}, {"applications": 8}, {"city": "x"}, {"round": "x"}]
)
def test_a_forged_earlier_commitment_is_not_the_one_that_is_named(tmp_path, first, second, forged):
    file = tmp_path / "forged.json"
    file.write_text(json.dumps(first.committed.commitment | forged))
    assert "forged.json: its hash" in refused(second, corrected=(file,))


@pytest.mark.parametrize("key", ["city", "round", "clock"])
def test_what_is_corrected_is_of_the_same_city_round_and_clock(tmp_path, first, second, key):
    """Somebody takes the true commitment of something else as the one that is corrected."""
    other = replace(first.committed, commitment=first.committed.commitment | {key: "other"})
    file = tmp_path / "other.json"
    file.write_text(json.dumps(other.commitment))
    done = decided(
        tmp_path / "r",
        second.city,
        rules(),
        first,
        forge=lambda now: as_correction(now, commitment_sha256(other.commitment), 3, SEED),
    )
    assert "other.json" in refused(done, corrected=(file,))
    with pytest.raises(FactsError, match="what it corrects was of another one"):
        correction_of(other, commit(MATCH, second.city, second.agreed, at=AFTER), SEED)


def test_what_is_corrected_was_published_before_the_draw_and_no_later(tmp_path, first, second):
    late = first.committed.commitment | {"at": "2027-02-15T19:00"}
    file = tmp_path / "late.json"
    file.write_text(json.dumps(late))
    done = decided(
        tmp_path / "r",
        second.city,
        rules(),
        first,
        forge=lambda now: as_correction(now, commitment_sha256(late), 3, SEED),
    )
    assert "late.json: was published at 2027-02-15T19:00" in refused(done, corrected=(file,))
    unpublished = first.committed.commitment | {"at": ""}
    file.write_text(json.dumps(unpublished))
    done = decided(
        tmp_path / "r2",
        second.city,
        rules(),
        first,
        forge=lambda now: as_correction(now, commitment_sha256(unpublished), 3, SEED),
    )
    code, said = done.verified(corrected=(file,))
    assert (code, "was not published before the draw" in said) == (3, True), said


def test_a_correction_before_the_draw_is_none(tmp_path, first, second):
    done = decided(tmp_path / "r", second.city, rules(), first, at="2027-02-15T18:59")
    said = refused(done, corrected=(first.commitment,))
    assert "the correction was published at 2027-02-15T18:59" in said
    # The very minute of the draw is not before it.
    done = decided(tmp_path / "r2", second.city, rules(), first, at="2027-02-15T19:00")
    assert done.verified(corrected=(first.commitment,))[0] == 4


def test_bundles_are_of_their_own_commitments(first, second, third):
    """Bundle of the earlier round under the later commitment, and the other way round."""
    for bundle, commitment, corrected in (
        (first, second, (first.commitment,)),
        (second, third, (second.commitment, first.commitment)),
    ):
        words = ("--bundle", bundle.audit)
        assert "public/commitment.json" in refused(commitment, *words, corrected=corrected)
    said = refused(third, "--earlier", first.audit, corrected=(second.commitment, first.commitment))
    assert "the earlier bundle: hash of its commitment" in said


def test_a_chain_with_a_link_left_out_is_not_proved(first, second, third):
    assert "is not one that is corrected here" in refused(third, corrected=(first.commitment,))
    code, said = third.verified(corrected=(second.commitment,))
    assert (code, first_words(said)) == (3, "CONSISTENT"), said
    assert commitment_sha256(first.committed.commitment) in said


def test_another_draw_is_no_correction(tmp_path, first, second):
    other = decided(tmp_path / "other", town(LISTS, SEATS), rules(), seed="01 02 03 04 05 06")
    said = refused(second, "--earlier", other.audit, corrected=(first.commitment,))
    assert "the earlier bundle: public/draw.json: seed" in said
    drawn = DRAW | {"event": "Another lottery"}
    elsewhere = decided(tmp_path / "elsewhere", town(LISTS, SEATS), rules(draw=drawn))
    done = decided(tmp_path / "r", second.city, rules(), elsewhere)
    said = refused(done, "--earlier", elsewhere.audit, corrected=(elsewhere.commitment,))
    assert "the draw that its rules fix" in said


def test_one_byte_anywhere_in_a_corrected_bundle_is_found(first, second, tmp_path):
    chance = random.Random(14)
    for name in files_in(second.audit):
        content = (second.audit / name).read_bytes()
        for place in {0, len(content) - 1, chance.randrange(len(content)), chance.randrange(len(content))}:
            folder = tmp_path / "audit"
            shutil.copytree(second.audit, folder)
            flipped = bytes([content[place] ^ 1])
            (folder / name).write_bytes(content[:place] + flipped + content[place + 1 :])
            code, said = second.verified("--bundle", folder, corrected=(first.commitment,))
            assert code in (1, 2), (name, place, said)
            assert name.rpartition("/")[2] in said or code == 1, (name, place, said)
            shutil.rmtree(folder)


def test_one_byte_anywhere_in_the_earlier_applications_is_found(first, second, tmp_path):
    content = (first.audit / "auditor" / "applications.txt").read_bytes()
    for place in range(0, len(content), 97):
        folder = tmp_path / "audit"
        shutil.copytree(first.audit, folder)
        flipped = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        (folder / "auditor" / "applications.txt").write_bytes(flipped)
        assert "applications.txt" in refused(second, "--earlier", folder, corrected=(first.commitment,))
        shutil.rmtree(folder)


def test_approvals_are_of_this_correction_by_each_sector_that_signs(first, second, tmp_path):
    true = read_approvals((second.audit / "public" / "approvals.json").read_bytes(), "approvals.json")
    other = sign_approval("0" * 64, demo_key("charter"), "charter")
    for approvals, words in (
        (true[:1], "approvals.json: sectors"),
        ([], "public/approvals.json"),
        ([true[0], true[0]], "approvals.json: sectors"),
        ([other, true[1]], "hash of what is approved"),
    ):
        folder = shutil.copytree(second.audit, tmp_path / "audit", dirs_exist_ok=True)
        (folder / "public" / "approvals.json").write_text(approvals_text(approvals))
        said = refused(second, "--bundle", folder, corrected=(first.commitment,))
        assert words in said, said
    shutil.copytree(first.audit, tmp_path / "first")
    (tmp_path / "first" / "public" / "approvals.json").write_text(approvals_text(true))
    assert "nothing was corrected" in refused(first, "--bundle", tmp_path / "first")


# ---------------------------------------------------------------- check, from the facts


def check(done, folder=None, commitment=None):
    found = as_found(folder or done.folder, ROOM, MATCH)
    given = done.committed.commitment if commitment is None else commitment
    return check_folder(found, ROOM, MATCH, done.city, done.agreed, Draw(done.seed), given, BESIDE)


def broken(checked):
    return {item.name for item in checked.findings if item.promised and not item.holds}


def test_the_check_holds_with_and_without_approvals(second, third):
    assert broken(check(second)) == set()
    assert check(second).finding("correction_is_approved").promised
    assert broken(check(third)) == set()
    assert not check(third).finding("correction_is_approved").promised


def test_the_check_tells_a_correction_from_what_was_committed_before(first, second):
    assert "commitment_is_kept" in broken(check(second, commitment=first.committed.commitment))
    assert "commitment_is_kept" in broken(check(first, commitment=second.committed.commitment))
    wrong = as_correction(second.committed, second.committed.commitment["corrects"], 2, SEED)
    assert "commitment_is_kept" in broken(check(second, commitment=wrong.commitment))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"corrected_at": "2027-02-16T08:00"', '"corrected_at": "2027-02-16T08:01"'),
        ('"changed": 3\n  },', '"changed": 2\n  },'),
        ('"committed_before": false', '"committed_before": true'),
    ],
)
def test_a_record_that_words_its_correction_otherwise_is_found(second, tmp_path, old, new):
    folder = shutil.copytree(second.folder, tmp_path / "r")
    for name in ("record.json", "audit/public/record.json"):
        text = (folder / name).read_text()
        assert text.count(old) == 1
        (folder / name).write_text(text.replace(old, new))
    assert "draw_as_signed" in broken(check(second, folder))


@pytest.mark.parametrize("how", ["other key", "one", "other digest", "no list", "not JSON"])
def test_approvals_that_do_not_count_are_found_in_a_folder(second, tmp_path, how):
    folder = shutil.copytree(second.folder, tmp_path / "r")
    digest = commitment_sha256(second.committed.commitment)
    signed = {sector: sign_approval(digest, demo_key(sector), sector) for sector in second.city.sectors}
    text = {
        "other key": approvals_text([signed["charter"], sign_approval(digest, demo_key("x"), "district")]),
        "one": approvals_text([signed["charter"]]),
        "other digest": approvals_text(
            [signed["charter"], sign_approval("0" * 64, demo_key("district"), "district")]
        ),
        "no list": "{}\n",
        "not JSON": "[",
    }[how]
    for name in ("approvals.json", "audit/public/approvals.json"):
        (folder / name).write_text(text)
    assert "correction_is_approved" in broken(check(second, folder))


def test_every_sector_approves_with_its_own_key_once(first, second):
    commitment, agreed = second.committed.commitment, second.agreed
    digest = commitment_sha256(commitment)
    district, charter = (
        (sector, sign_approval(digest, demo_key(sector), sector)) for sector in ("district", "charter")
    )
    assert approval_faults(commitment, agreed, [district, charter]) == []
    assert approval_faults(first.committed.commitment, first.agreed, []) == []
    partner = ("p", sign_approval(digest, demo_key("partnership"), "partnership"))
    for given_to, approvals, words in (
        (commitment, [], "the charter sector has not approved"),
        (commitment, [district], "the charter sector has not approved"),
        (commitment, [district, district, charter], "second approval of one sector"),
        (commitment, [district, charter, partner], "does not sign these rules"),
        (first.committed.commitment, [district], "only a correction takes any"),
    ):
        faults = approval_faults(given_to, agreed, approvals)
        assert any(words in str(fault) for fault in faults), faults
    nobodys = replace(agreed, sectors=(), signers=())
    assert any("is not known" in str(fault) for fault in approval_faults(commitment, nobodys, []))


# ---------------------------------------------------------------- the gate, and the count


def at(text):
    import datetime

    from citycompact.record.drawing import Now

    return Now(datetime.datetime.fromisoformat(text))


def test_a_correction_waits_for_the_draw_and_keeps_it(first, second):
    commitment = first.committed.commitment
    args = (MATCH, second.agreed, second.city, first.agreed, commitment, SEED)
    assert may_correct(*args, at("2027-02-15T19:00")).text == "2027-02-15T19:00"
    with pytest.raises(FactsError, match="there is nothing yet to correct"):
        may_correct(*args, at("2027-02-15T18:59"))
    _, other = agree(all_verified(second.city), rules(draw=DRAW | {"count": 7}))
    with pytest.raises(FactsError, match="a correction keeps its draw"):
        may_correct(MATCH, other, second.city, first.agreed, commitment, SEED, at(AFTER))
    late = commitment | {"at": AFTER}
    with pytest.raises(FactsError, match="binds nothing"):
        may_correct(MATCH, second.agreed, second.city, first.agreed, late, SEED, at(AFTER))
    for odd in ("7 12", "", ANOTHER.replace("12", "61")):
        with pytest.raises(FactsError, match="the draw"):
            may_correct(MATCH, second.agreed, second.city, first.agreed, commitment, odd, at(AFTER))


def test_a_correction_is_no_earlier_than_what_it_corrects(second):
    early = commit(MATCH, second.city, second.agreed, at="2027-02-15T20:00")
    with pytest.raises(FactsError, match="what it corrects was published at"):
        correction_of(second.committed, early, SEED)


IDS = st.text("abcé", min_size=1, max_size=3)


@given(
    st.dictionaries(IDS, st.integers(0, 3)),
    st.dictionaries(IDS, st.integers(0, 3)),
    st.randoms(use_true_random=False),
)
def test_who_changed_is_counted_once_in_whatever_order_records_stand(before, after, chance):
    def fixed(records):
        order = list(records)
        chance.shuffle(order)
        return Fixed("applications", order, [str(records[who]) for who in order], {}, {})

    found = changed_records(fixed(before), fixed(after))
    assert found == sorted(set(found))
    stays = {who for who, record in before.items() if after.get(who) == record}
    assert set(found) == (before.keys() | after.keys()) - stays
    assert changed_records(fixed(after), fixed(before)) == found
    assert abs(len(before) - len(after)) <= len(found) <= len(before) + len(after)


@given(st.data())
def test_of_a_round_as_many_change_as_somebody_changed(first, data):
    city = first.city
    ids = sorted(LISTS)
    gone = set(data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=4)))
    other = set(data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=4))) - gone
    tables = {
        name: table.filter(~pl.col("applicant_id").is_in(gone)) if "applicant_id" in table.columns else table
        for name, table in city.tables.items()
    }
    # Whoever has another list keeps their last choice alone.
    choices = tables["choices"]
    last = pl.col("rank") == pl.col("rank").max().over("applicant_id")
    kept = choices.filter(~pl.col("applicant_id").is_in(other) | last)
    tables["choices"] = kept.with_columns(
        rank=pl.col("rank").rank("dense").over("applicant_id").cast(pl.Int64)
    )
    shortened = {who for who in other if len(LISTS[who]) > 1}
    now = commit(MATCH, replace(city, tables=tables), first.agreed, at=AFTER)
    correction = correction_of(first.committed, now, SEED)
    assert correction.commitment["changed"] == len(gone | shortened)
    assert set(changed_records(first.committed.fixed, now.fixed)) == gone | shortened
