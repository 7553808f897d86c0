"""Taking the steps of a joint decision, each with what has to be true before it.

Every step locks its decision first, so that of two people who take one at once the second sees what the
first has done; the database holds the order of steps besides.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from citycompact.doors import Facts
from citycompact.facts import FactsError, canonical_json, sha256_hex
from citycompact.privacy import SMALLEST_SHOWN
from citycompact.record import Committed, commit
from citycompact.record.agreed import Agreed
from citycompact.record.commitment import commitment_of, keep
from citycompact.record.correction import correction_of, may_correct
from citycompact.rooms import rulebook_problems
from citycompact.rulebook import write_signatures
from citycompact.web.city.clock import city_now, set_clock
from citycompact.web.city.models import City
from citycompact.web.decisions import drawing, usual
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.decisions.life import AFTER_THE_DRAW, EDGES, State
from citycompact.web.decisions.models import Attempt, JointDecision, Proposal, Step
from citycompact.web.decisions.publications import corrected_freeze, last_publication
from citycompact.web.declarations import kinds
from citycompact.web.kinds import Kind
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.rulebooks.signing import agreed_on
from citycompact.web.site.models import User

SALT = "salt.txt"
"""File beside frozen facts with small counts, without which their one public hash says nothing."""


class NotNow(Exception):
    """A step that cannot be taken; the text says why, for a person."""


def kind_of(decision: JointDecision) -> Kind:
    """What is declared of a decision's kind."""
    return kinds()[decision.kind]


@transaction.atomic
def begin(kind: str, name: str, title: str, by: User | None = None) -> JointDecision:
    """Begin a decision; its facts are open."""
    decision = JointDecision.objects.create(kind=kinds()[kind].name, name=name, title=title)
    Step.objects.create(decision=decision, number=1, to_state=State.OPEN, by=by)
    return decision


def locked(decision: JointDecision) -> JointDecision:
    """The same decision, held until the end of the transaction; nobody else takes a step meanwhile."""
    return JointDecision.objects.select_for_update().get(pk=decision.pk)


def stays(decision_id: int) -> str:
    """The state of a decision, which stays so until the end of the transaction: for what may only be
    changed while facts are open. Who asks at once does not wait for each other, only for a step."""
    with connection.cursor() as cursor:
        # One statement would read the steps as they were before it waited for the lock.
        cursor.execute("select from decisions_jointdecision where id = %s for key share", [decision_id])
        cursor.execute(
            "select to_state from decisions_step where decision_id = %s order by number desc limit 1",
            [decision_id],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def last_step(decision: JointDecision) -> Step:
    """Its last step."""
    step = decision.steps.last()
    assert step is not None
    return step


def last_freeze_ever(decision: JointDecision) -> Step | None:
    """The freeze that came last, also while facts are open again; None before the first."""
    return decision.steps.filter(to_state=State.FROZEN).last()


def last_freeze(decision: JointDecision) -> Step | None:
    """The freeze that its present facts are those of; None while they are open."""
    return None if last_step(decision).to_state == State.OPEN else last_freeze_ever(decision)


def not_from(last: Step) -> NotNow:
    """That no such step leads on from where a decision stands."""
    words = {"state": last.get_to_state_display()}
    return NotNow(_("It stands at “%(state)s” now; look at its page again.") % words)


def take(
    decision: JointDecision,
    to: str,
    *,
    by: User | None = None,
    reason: str = "",
    approvals: Sequence[Mapping[str, Any]] = (),
    attempt: Attempt | None = None,
    rulebook: RulebookVersion | None = None,
    content: Mapping[str, Any] | None = None,
) -> Step:
    """Add a step to a decision that is locked; NotNow where none leads there from where it stands."""
    last = last_step(decision)
    if (last.to_state, to) not in EDGES:
        raise not_from(last)
    return Step.objects.create(
        decision=decision,
        number=last.number + 1,
        from_state=last.to_state,
        to_state=to,
        by=by,
        reason=reason,
        approvals=list(approvals),
        attempt=attempt,
        rulebook=rulebook,
        content=dict(content or {}),
    )


@transaction.atomic
def freeze(decision: JointDecision, by: User | None, reason: str = "") -> Step:
    """Freeze the facts and publish the commitment to them; a decision without a draw is taken at once.

    Raises
    ------
    NotNow
        Where something still blocks it.
    FactsError
        Where the facts do not fit the rules, or no commitment can be published any more before their draw;
        nothing is changed.
    """
    decision, kind = locked(decision), kind_of(decision)
    if last_step(decision).to_state != State.OPEN:
        raise NotNow(_("The facts are frozen already."))
    stood = usual.blockers(kind, decision)
    if hard := [item.sentence for item in stood if item.hard]:
        raise NotNow(" ".join(hard))
    version = usual.rulebook(kind, decision)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "facts"
        folder.mkdir()
        usual.write_facts(kind, decision, folder)
        write_rulebook(version, folder)
        # What is committed to is what a stranger reads from the files, so it is read back first.
        facts = kind.decision.read(folder)
        agreed = agreed_on(kind.decision, version, facts)
        problems = rulebook_problems(kind.decision, facts, agreed.rulebook)
        if problems:
            raise FactsError(problems)
        kept, earlier = drawing.kept_draw(decision), last_freeze_ever(decision)
        corrected = corrected_freeze(decision)
        if kept is None:
            round_id, here = drawing.before_the_draw(kind, decision, agreed, facts)
            committed = commit(
                kind.decision, facts, agreed, round_id=round_id, at=here.text, clock_moved=here.moved
            )
        else:
            drawing.refuse_another_spelling(kind, decision, agreed, kept["seed"])
            assert corrected is not None
            committed = _correction(kind, corrected, facts, agreed, kept["seed"])
        digests = kind.decision.digests(facts)
        small = kind.decision.public is not None
        content: dict[str, Any] = {"facts": sealed(digests, folder) if small else dict(digests)}
        if stood:
            # What was passed over stands in public.
            content["passed"] = [item.sentence for item in stood]
        if committed is not None:
            content["commitment"] = dict(committed.commitment)
        if earlier is not None:
            content["follows"] = sha256_hex(canonical_json(earlier.content))
        step = take(decision, State.FROZEN, by=by, reason=reason, rulebook=version, content=content)
        KeptFolder.keep(step.facts, folder)
        if committed is not None:
            kind.seal(step, committed)
    if not kind.decision.drawn:
        start(decision, step)
    elif kept is not None:
        _draw(decision, step, by, {**kept, "kept": True})
    return step


def sealed(digests: Mapping[str, str], folder: Path) -> dict[str, str]:
    """One hash of all facts under a secret salt, which is kept with them.

    Of facts with small counts no other hash may stand in public: whoever knows all but few cells of a table
    would try the values that these can have. Who is entitled to the facts takes the salt with them.
    """
    salt = secrets.token_hex(32)
    (folder / SALT).write_text(f"{salt}\n", encoding="utf-8")
    return {"sealed": sha256_hex(canonical_json({"facts": dict(digests), "salt": salt}))}


def _correction(kind: Kind, earlier: Step, facts: Facts, agreed: Agreed, seed: str) -> Committed | None:
    """The commitment of a correction that keeps its draw, counted against the facts of an earlier freeze.

    Raises
    ------
    FactsError
        Where the earlier commitment cannot be read or no longer follows from its facts, where the rules have
        another draw, or where its time has not come.
    """
    if kind.decision.fixed is None:
        return None
    corrected = commitment_of(earlier.commitment)
    with tempfile.TemporaryDirectory() as scratch:
        before = kind.decision.read(KeptFolder.unpack(earlier.facts, Path(scratch)))
        rules = agreed_on(kind.decision, earlier.rulebook, before)
        replaced = keep(kind.decision, before, rules, None, corrected)
    here = may_correct(kind.decision, agreed, facts, rules, corrected, seed, city_now())
    committed = commit(
        kind.decision,
        facts,
        agreed,
        round_id=str(corrected["round"]),
        at=here.text,
        clock_moved=here.moved,
    )
    assert replaced is not None
    assert committed is not None
    return correction_of(replaced, committed, seed)


def write_rulebook(version: RulebookVersion | None, folder: Path) -> None:
    """Write a rulebook and its signatures beside the facts."""
    if version is not None:
        (folder / "rulebook.toml").write_text(version.text, encoding="utf-8")
        write_signatures(folder / "rulebook.toml", version.signed())


@transaction.atomic
def draw(decision: JointDecision, seed: str, source: str, by: User | None) -> Attempt:
    """Enter the result of the public draw and start the official run.

    Raises
    ------
    NotNow
        Where nothing is drawn, before the commitment is published, without a result or its source, or where
        it was drawn already.
    FactsError
        Where it is not the one spelling of a result of the signed draw, or its time has not come.
    """
    decision, kind = locked(decision), kind_of(decision)
    if not kind.decision.drawn:
        raise NotNow(_("Nothing is drawn here: the facts and the rules alone decide."))
    last = last_step(decision)
    if last.to_state == State.OPEN:
        raise NotNow(_("The commitment has to be published before the seed is drawn."))
    if last.to_state != State.FROZEN:
        raise NotNow(_("It is drawn already, and is never drawn twice."))
    if not source.strip():
        raise NotNow(_("Give the seed and the public event it comes from."))
    found = drawing.drawn(kind, decision, last, seed, source)
    content = {"seed": seed, "source": source, "round": found.round, "clock_moved": found.clock_moved}
    return _draw(decision, last, by, content)


@transaction.atomic
def move_clock(decision: JointDecision) -> None:
    """Set the clock of a demonstration to what a decision waits for: a deadline, or the time of its draw.

    Raises
    ------
    NotNow
        In a city that is none, and where no time is waited for.
    """
    decision, kind = locked(decision), kind_of(decision)
    city = City.current()
    if city is None or not city.demo:
        raise NotNow(_("Only the clock of a demonstration can be moved, and this city is none."))
    due = drawing.awaited(kind, decision, last_step(decision))
    if due is None or not set_clock(due):
        raise NotNow(_("No draw is awaited here, so the clock stays as it is."))


def _draw(decision: JointDecision, frozen: Step, by: User | None, content: dict[str, Any]) -> Attempt:
    take(decision, State.DRAWN, by=by, content=content)
    return start(decision, frozen, seed=content["seed"], seed_source=content["source"])


def start(decision: JointDecision, frozen: Step, **more: Any) -> Attempt:
    """Start an attempt in the background, once the transaction is through."""
    from citycompact.web.decisions.running import run_attempt

    values = {"rulebook": frozen.rulebook, **more}
    attempt = Attempt.objects.create(decision=decision, freeze=frozen, **values)
    run_attempt.defer(attempt_id=attempt.pk)
    return attempt


@transaction.atomic
def run_again(decision: JointDecision) -> Attempt:
    """Start the official run once more after it failed: the same facts, rules and draw.

    Raises
    ------
    NotNow
        Where it has not failed.
    """
    decision = locked(decision)
    frozen = last_freeze(decision)
    runs = Attempt.objects.filter(freeze=frozen, official=True) if frozen else Attempt.objects.none()
    earlier = runs.first()
    if frozen is None or earlier is None or runs.exclude(state=Attempt.State.FAILED).exists():
        raise NotNow(_("Only a run that failed is run again."))
    return start(decision, frozen, seed=earlier.seed, seed_source=earlier.seed_source)


@transaction.atomic
def what_if(
    decision: JointDecision, seed: str, source: str, rulebook: RulebookVersion | None = None
) -> Attempt:
    """Start a run that decides nothing: by other rules, or with another draw.

    Only after the official draw: before it somebody could try which result to hope for.

    Raises
    ------
    NotNow
        Before the draw, after publication, or for a kind that offers none.
    """
    decision = locked(decision)
    frozen = last_freeze(decision)
    after_the_draw = last_step(decision).to_state in AFTER_THE_DRAW
    if frozen is None or not after_the_draw or not kind_of(decision).what_if:
        raise NotNow(_("What-if runs start after the official draw and before publication."))
    more = {"rulebook": rulebook} if rulebook is not None else {}
    return start(decision, frozen, official=False, seed=seed, seed_source=source, **more)


def ask_the_sectors(
    decision: JointDecision, attempt: Attempt | None, by: User | None = None, reason: str = ""
) -> Proposal:
    """Take the step of a result that is there, and ask every sector for its word; the decision is locked."""
    step = take(decision, State.DECIDED, by=by, reason=reason, attempt=attempt)
    return Proposal.objects.create(
        decision=decision, after=step.number, to_state=State.APPROVED, attempt=attempt, by=by
    )


@transaction.atomic
def ask_again(decision: JointDecision, by: User, reason: str) -> Proposal:
    """Ask the sectors once more for a result that one of them has refused.

    Raises
    ------
    NotNow
        Where none has refused, or without a reason.
    """
    decision = locked(decision)
    last = last_step(decision)
    if last.to_state != State.REFUSED:
        raise NotNow(_("No sector has refused it."))
    if not reason.strip():
        raise NotNow(_("Say why; the reason is public."))
    return ask_the_sectors(decision, last.attempt, by, reason)


def _shown(number: int) -> int | str:
    """For how many people a publication changes something, as everybody may know it: small numbers are not
    told."""
    return "few" if 0 < number < SMALLEST_SHOWN else number


def published_hashes(attempt: Attempt) -> dict[str, Any]:
    """What a publication says for ever of its result: the fingerprint that was approved, the hashes of the
    kept folder and of its file record.json, and the root against which everything shown is held."""
    record = KeptFolder.read(attempt.folder, "record.json")["record.json"]
    root = (attempt.record or {}).get("results_root")
    return {
        "record_sha256": attempt.record_sha256,
        "record_file_sha256": sha256_hex(record),
        "folder_sha256": sha256_hex(KeptFolder.archive(attempt.folder)),
        **({"results_root": root} if root else {}),
    }


@transaction.atomic
def publish(decision: JointDecision, by: User | None) -> Step:
    """Publish what every sector has approved: from now on people see it, and those concerned are told.

    Raises
    ------
    NotNow
        Without an approval, on this very record, of every sector that signs the rules.
    """
    from citycompact.web.decisions.proposals import missing_sectors
    from citycompact.web.decisions.running import tell_of_publication

    decision = locked(decision)
    last = last_step(decision)
    if last.to_state == State.PUBLISHED:
        raise NotNow(_("This is published already."))
    proposal = decision.proposals.filter(to_state=State.APPROVED).first()
    missing = [] if proposal is None else missing_sectors(proposal)
    if last.to_state in (State.DECIDED, State.REFUSED, State.APPROVED) and missing:
        words = {"sectors": ", ".join(missing)}
        raise NotNow(
            _(
                "Each sector that signs the rules has to approve it first, by a person of its own: "
                "%(sectors)s."
            )
            % words
        )
    attempt = last.attempt
    assert last.to_state != State.APPROVED or attempt is not None
    content: dict[str, Any] = {}
    if attempt is not None:
        content = published_hashes(attempt)
        # Held against one that is void, too: no result can vanish by way of that word.
        before = last_publication(decision)
        affected = kind_of(decision).affected
        if affected is not None and before is not None and before.pk != attempt.pk:
            content["affected"] = _shown(len(affected(before, attempt)))
    step = take(decision, State.PUBLISHED, by=by, attempt=attempt, content=content)
    tell_of_publication.defer(decision_id=decision.pk)
    return step
