"""Commands of a room: what every room's decision has, and what its file here adds or does otherwise."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from citycompact.cli.console import err, out, plain_errors
from citycompact.cli.rules_of import agreed_found, city_beside, published_rules, rulebook_found
from citycompact.doors import Certificate, Decision, Draw, Finding, Room
from citycompact.words import Language

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from citycompact.record.agreed import Agreed
    from citycompact.record.approvals import Approval
    from citycompact.record.checked_folder import Beside
    from citycompact.record.commitment import Commitment
    from citycompact.record.written import Written

FactsArgument = Annotated[Path, typer.Argument(metavar="FACTS", help="Folder or ZIP file of the facts.")]
WrittenArgument = Annotated[
    Path, typer.Argument(metavar="RESULT", help="Folder that decide wrote, or the file that is published.")
]
WhoArgument = Annotated[str, typer.Argument(metavar="WHO", help="Whom the result is about: an id in it.")]
LanguageOption = Annotated[Language, typer.Option(help="English or Spanish.")]
RulebookOption = Annotated[
    Path | None, typer.Option(help="Rulebook; by default rulebook.toml in the folder of the facts.")
]
CityOption = Annotated[
    Path | None,
    typer.Option(
        "--city", help="City whose signers' keys count; by default the one of the facts or the rulebook."
    ),
]
DayOption = Annotated[
    datetime.datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help="Day of the facts, where they depend on one."),
]
UnsignedOption = Annotated[
    bool, typer.Option("--unsigned", help="Accept rules that a sector has not signed.")
]
SeedOption = Annotated[str | None, typer.Option(help="The public draw, where chance decides.")]
SourceOption = Annotated[
    str, typer.Option("--seed-source", help="Where the draw comes from: the public event, or the beacon.")
]
RoundOption = Annotated[
    str | None, typer.Option("--round", help="Which round of the rules it is, where they have several.")
]
CommitmentOption = Annotated[
    Path | None,
    typer.Option(help="The commitment.json that was published before the draw, or of a correction after it."),
]
ApprovalOption = Annotated[
    list[Path] | None,
    typer.Option("--approval", help="Approval of a correction by a sector; give one for each that signs."),
]


def add_room(app: typer.Typer, room: Room) -> None:
    """Add the commands of a room: a group of its name, and what its own file adds to both."""
    group = typer.Typer(help=f"Decide, check and explain: {room.name}.", no_args_is_help=True)
    for decision in room.decisions:
        # With one decision its name says nothing; with several each has commands of its own.
        part = group
        if len(room.decisions) > 1:
            part = typer.Typer(help=f"The decision {decision.name}.", no_args_is_help=True)
            group.add_typer(part, name=decision.name)
        _add_decision(part, room, decision)
    own = f"citycompact.cli.{room.name}"
    if find_spec(own) is not None:
        import_module(own).add_to(app, group)
    app.add_typer(group, name=room.name)


def _add_decision(group: typer.Typer, room: Room, decision: Decision) -> None:
    @group.command()
    def decide(
        facts: FactsArgument,
        folder: Annotated[Path, typer.Option("--out", help="Folder to write the result to.")],
        seed: SeedOption = None,
        seed_source: SourceOption = "not stated",
        round_id: RoundOption = None,
        commitment: CommitmentOption = None,
        approval: ApprovalOption = None,
        rulebook: RulebookOption = None,
        city: CityOption = None,
        on: DayOption = None,
        unsigned: UnsignedOption = False,
        overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an earlier result.")] = False,
    ) -> None:
        """Decide, check the result, and write both with their record."""
        from citycompact.record import read_commitment
        from citycompact.record.drawing import official_draw
        from citycompact.record.in_folder import decide_into

        if decision.drawn != (seed is not None):
            said = "Give --seed TEXT: chance decides here."
            err.print(
                said if decision.drawn else "Leave --seed out: chance decides nothing here.", style="red"
            )
            raise typer.Exit(2)
        with plain_errors():
            given = on_day(decision.read(facts), on)
            agreed = agreed_found(decision, given, facts, rulebook, city, unsigned=unsigned)
            published = None if commitment is None else read_commitment(commitment)
            approvals = approved(published, agreed, approval)
            draw = None
            if decision.drawn:
                draw = official_draw(
                    decision, agreed, given, seed, seed_source, round_id, published=published
                )
            written, certificate = decide_into(
                folder,
                room,
                decision,
                given,
                agreed,
                draw,
                published=published,
                approvals=approvals,
                overwrite=overwrite,
            )
        for name, table in written.result.tables.items():
            out.print(f"{folder / name}.csv: {table.height:,} rows", markup=False)
        say_certificate(certificate, failed=3)

    group.command(name="check")(checking(room, decision))

    @group.command()
    def explain(
        facts: FactsArgument,
        result: WrittenArgument,
        who: WhoArgument,
        language: LanguageOption = "en",
        on: DayOption = None,
    ) -> None:
        """Say in words why one person or school got its result."""
        from citycompact.facts import FactsError, Problem
        from citycompact.record.written import of_these_facts

        with plain_errors():
            written = read_written(result, room, decision)
            given = on_day(decision.read(facts), on, written.result.values.get("as_of"))
            known = {name for table in written.result.tables.values() for name in _named(table, decision)}
            if who not in known:
                mend = "Check the id; it is the one in the tables of the result."
                raise FactsError([Problem(result.name, f"has no {decision.who} {who!r}.", mend)])
            of_these_facts(decision, given, written, result.name)
            words = decision.explain(given, written.result, who, language)
        for line in words:
            out.print(line, markup=False)

    if decision.fixed is not None:
        from citycompact.cli.commitments import committing

        group.command(name="commit")(committing(decision))
    if not decision.receipt_tables:
        return

    @group.command()
    def receipt(
        result: Annotated[Path, typer.Argument(metavar="RESULT", help="Folder that decide wrote.")],
        who: WhoArgument,
    ) -> None:
        """Print the receipt of one person or school, which check --receipt holds against the record."""
        from citycompact.facts import FactsError, Problem
        from citycompact.record.in_folder import read_folder
        from citycompact.record.receipts import receipt_differences, result_receipt

        with plain_errors():
            record = read_folder(result, room, decision).record
            try:
                content = result_receipt(result, decision.who, who)
                if false := receipt_differences(content, record):
                    mend = "Give the folder as decide wrote it."
                    raise FactsError(
                        [Problem("results.txt", f"is not that of the record: {false[0]}.", mend)]
                    )
            except OSError as error:
                mend = "Give the folder as decide wrote it; who publishes it leaves this file out."
                raise FactsError(
                    [Problem("results.txt", f"cannot be read: {error.strerror}.", mend)]
                ) from None
            except KeyError:
                mend = "Check the id; it is the one in the tables of the result."
                raise FactsError([Problem(result.name, f"has no {decision.who} {who!r}.", mend)]) from None
        out.print(json.dumps(content, indent=2, ensure_ascii=False), markup=False)


def approved(published: Commitment | None, agreed: Agreed, files: list[Path] | None) -> list[Approval]:
    """The approvals of a correction, which needs those of every sector that signs its rules.

    Raises
    ------
    FactsError
        Where one is missing or does not count, or where nothing needs any.
    """
    from citycompact.facts import FactsError
    from citycompact.record.approvals import read_approval
    from citycompact.record.correction import approval_faults

    given = [(path.name, read_approval(path.read_bytes(), path.name)) for path in files or ()]
    if faults := approval_faults(published or {}, agreed, given):
        raise FactsError(faults)
    return [approval for _, approval in given]


def checking(room: Room, decision: Decision, beside: Beside | None = None) -> Callable[..., None]:
    """The command that holds a decision, as it is found, against facts and rules.

    ``beside``: what else lies in its folder.
    """

    def check(
        facts: FactsArgument,
        result: WrittenArgument,
        rulebook: RulebookOption = None,
        city: CityOption = None,
        on: DayOption = None,
        seed: SeedOption = None,
        commitment: CommitmentOption = None,
        replay: Annotated[
            bool, typer.Option("--replay", help="It replays a past round, whose numbers are facts.")
        ] = False,
        unsigned: UnsignedOption = False,
        receipt: Annotated[
            Path | None, typer.Option(help="A receipt that has to belong to the result.")
        ] = None,
    ) -> None:
        """Test what a result promises, and make all of it anew: 0 where it holds, 1 where not."""
        from citycompact.facts import json_of, text_of
        from citycompact.record import is_correction, read_commitment
        from citycompact.record.checked_folder import NOTHING_BESIDE, as_found, check_folder
        from citycompact.record.in_folder import APPROVALS
        from citycompact.record.receipts import receipt_differences
        from citycompact.record.written import check_written

        others = beside or NOTHING_BESIDE
        if replay and (seed is not None or not decision.drawn):
            err.print("Give either --seed or --replay, where chance decides.", style="red")
            raise typer.Exit(2)
        draw = Draw(seed, replayed=replay) if replay or seed is not None else None
        with plain_errors():
            found = as_found(result, room, decision) if result.is_dir() else None
            written = read_written(result, room, decision) if found is None else found.written
            said = written.result.values.get("as_of")
            given = on_day(decision.read(facts), on, said)
            proved = rulebook_found(facts, rulebook, city) is not None
            if proved:
                agreed = agreed_found(decision, given, facts, rulebook, city, unsigned=unsigned)
            else:
                named = None if city is None else city_beside(facts, city)
                agreed, proved = published_rules(decision, given, named, written, unsigned=unsigned)
            published = None if commitment is None else read_commitment(commitment)
            if found is None:
                certificate = check_written(room, decision, given, agreed, written, draw, published)
            else:
                certificate = check_folder(found, room, decision, given, agreed, draw, published, others)
            if receipt is not None:
                held = receipt_differences(
                    json_of(text_of(receipt, receipt.name), receipt.name), written.record
                )
                finding = Finding("receipt_belongs_to_it", True, len(held), tuple(held))
                certificate = Certificate((*certificate.findings, finding))
        say_findings(certificate)
        say_certificate(certificate, failed=1)
        if said is not None:
            out.print(f"It is of {said}.", markup=False)
        say_signing(agreed)
        if found is not None and (absent := [name for name in others.left_out if name not in found.files]):
            out.print(f"Not there, so not held against the record: {', '.join(absent)}.", markup=False)
        if others.attested:
            attested = ", ".join(others.attested)
            out.print(f"Held by the record alone, not made anew: {attested}.", markup=False)
        if not proved:
            out.print(
                "CONSISTENT, not proved: rules and signatures are taken from the result itself. "
                "Give --rulebook, or --city with the keys of its signers."
            )
        if written.result.draw is not None:
            drawn = written.result.draw
            kind = "recorded numbers, replayed" if drawn.replayed else f"{drawn.seed!r}"
            word = f"its source by the publisher's word: {drawn.source!r}"
            if drawn.committed_before and commitment is None:
                word += ", and that a commitment was published before it (give --commitment)"
            if drawn.clock_moved:
                word += "; the clock of this demonstration was set to the time of the draw"
            out.print(f"The draw: {kind}; {word}.", markup=False)
        corrected = published or written.record.get("commitment")
        say_correction(corrected, given=published is not None)
        if found is not None and APPROVALS in found.files:
            keys = "keys that the city lists" if proved else "the keys that signed the published rules"
            out.print(f"Its approvals lie in the folder, signed with {keys}.")
        elif is_correction(corrected):
            out.print("Approvals: none in this folder; they stand on the public page.")
        if decision.drawn and draw is None:
            out.print(
                "CONSISTENT, not proved: the draw is taken from the result itself. Give --seed or --replay."
            )
        if decision.fixed is not None and commitment is None and not replay:
            out.print("CONSISTENT, not proved: nothing here was fixed before the draw. Give --commitment.")

    return check


def say_correction(commitment: Commitment | None, *, given: bool) -> None:
    """Say of a result whether it was corrected after the draw; nothing where it was not."""
    from citycompact.record import is_correction

    if commitment is None or not is_correction(commitment):
        return
    word = "" if given else ", by its own word (give --commitment)"
    number, what = commitment["changed"], "record differs" if commitment["changed"] == 1 else "records differ"
    out.print(
        f"CORRECTED AFTER THE DRAW at {commitment['at']}: {number} {what} from those committed to before by "
        f"the commitment {commitment['corrects']}{word}. Whether rules or seats do, its hashes show.",
        markup=False,
    )


def _named(table: pl.DataFrame, decision: Decision) -> list[str]:
    return table[decision.who].to_list() if decision.who in table.columns else []


def read_written(path: Path, room: Room, decision: Decision) -> Written:
    """Read a decision from the folder that ``decide`` wrote, or from the file that is published."""
    from citycompact.facts import FactsError, Problem, text_of
    from citycompact.record.in_file import read_file
    from citycompact.record.in_folder import read_folder

    if path.is_dir():
        return read_folder(path, room, decision)
    try:
        return read_file(text_of(path, path.name), path.name, room, decision)
    except OSError as error:
        mend = "Give the folder that decide wrote, or the file that is published."
        message = f"cannot be read: {error.strerror or error}."
        raise FactsError([Problem(path.name, message, mend)]) from None


def on_day(facts: Any, on: datetime.datetime | None, said: object = None) -> Any:
    """The facts on the day that was given, else on their own, else on the one that a result says.

    Raises
    ------
    FactsError
        Where a day is given for facts that depend on none.
    """
    from citycompact.facts import FactsError, Problem

    if not hasattr(facts, "as_of"):
        if on is None:
            return facts
        problem = Problem("--on", "is given, and these facts depend on no day.", "Leave it out.")
        raise FactsError([problem])
    if on is not None:
        return replace(facts, as_of=on.date())
    if facts.as_of is None and isinstance(said, str):
        try:
            return replace(facts, as_of=datetime.date.fromisoformat(said))
        except ValueError:
            problem = Problem("as_of", "is not a day such as 2027-03-31.", "Give the day (--on).", value=said)
            raise FactsError([problem]) from None
    return facts


def say_findings(certificate: Certificate) -> None:
    """List what was tested: what holds, what does not, and what nobody promised."""
    for finding in certificate.findings:
        if finding.promised:
            word = "holds" if finding.holds else "BROKEN"
        else:
            word = "not promised" if finding.violations else "not promised, and holds"
        cases = f", {finding.violations:,} cases" if finding.violations else ""
        out.print(f"{finding.name}: {word}{cases}", markup=False)


def say_certificate(certificate: Certificate, failed: int) -> None:
    """Say what a check found, and leave with the code ``failed`` where something promised is not true."""
    broken = [finding for finding in certificate.findings if finding.promised and not finding.holds]
    for finding in broken:
        for example in finding.examples:
            err.print(f"{finding.name}: {example}", style="red", markup=False)
        if more := finding.violations - len(finding.examples):
            err.print(f"{finding.name}: and {more:,} more", style="red", markup=False)
    if broken:
        names = ", ".join(finding.name for finding in broken)
        err.print(f"The certificate does NOT hold: {names}.", style="bold red")
        raise typer.Exit(failed)
    out.print("The certificate holds: everything that is promised was checked and is true.")


def say_signing(agreed: Agreed) -> None:
    """Say of each section of the rules who signed it."""
    for name, section in agreed.signing.items():
        if section["default_rules"]:
            said = "by the usual rules, which nobody has signed"
        elif not (section["not_signed_by"] or section["signed_by"]):
            said = "which nobody has signed"
        elif section["not_signed_by"]:
            said = f"not signed by: {', '.join(section['not_signed_by'])}"
        else:
            signers = (f"{item['name']} ({item['sector']})" for item in section["signed_by"])
            said = f"signed by {', '.join(signers)}"
        out.print(f"[{name}] {section['sha256'][:16]}..., {said}.", markup=False)
