"""The command that publishes a commitment: before the draw, or as a correction after it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from citycompact.cli.console import Steps, err, out, plain_errors
from citycompact.cli.rooms import CityOption, FactsArgument, RoundOption, RulebookOption, UnsignedOption
from citycompact.cli.rules_of import agreed_found
from citycompact.cli.writing import whole_folder
from citycompact.doors import Decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from citycompact.record.agreed import Agreed
    from citycompact.record.commitment import Committed


def committing(decision: Decision) -> Callable[..., None]:
    """The command that publishes what a decision fixes before its draw, or corrects after it."""

    def commit(
        facts: FactsArgument,
        folder: Annotated[Path, typer.Option("--out", help="Folder to write commitment.json to.")],
        rulebook: RulebookOption = None,
        city: CityOption = None,
        round_id: RoundOption = None,
        receipts: Annotated[
            Path | None,
            typer.Option(help="Also write everybody's receipt into this new folder; not for the public."),
        ] = None,
        corrects: Annotated[
            Path | None,
            typer.Option(help="After the draw: the published commitment.json that this one corrects."),
        ] = None,
        earlier: Annotated[
            Path | None,
            typer.Option(help="Facts of the commitment that is corrected, its rulebook beside them."),
        ] = None,
        earlier_rulebook: Annotated[
            Path | None, typer.Option(help="Rulebook of the earlier facts, where it lies elsewhere.")
        ] = None,
        seed: Annotated[
            str | None,
            typer.Option(help="Of a correction: what was drawn. It stays, and is approved with it."),
        ] = None,
        unsigned: UnsignedOption = False,
    ) -> None:
        """Publish this before the draw: hashes of all that it must not change, and of the rules.

        After the draw only a correction of it is published (--corrects), which keeps the draw.
        """
        from citycompact.record import commit as commit_to
        from citycompact.record import read_commitment
        from citycompact.record.commitment import commitment_text, keep
        from citycompact.record.correction import correction_of, may_correct
        from citycompact.record.drawing import may_commit

        if len({item is None for item in (corrects, earlier, seed)}) > 1:
            err.print(
                "Give --corrects, --earlier and --seed, or none of them: a correction counts changes and "
                "keeps its draw.",
                style="red",
            )
            raise typer.Exit(2)
        with plain_errors(), Steps() as step:
            step("reading the facts")
            given = decision.read(facts)
            # What would be refused after the draw is refused here, before it.
            agreed = agreed_found(decision, given, facts, rulebook, city, unsigned=unsigned)
            replaced = None
            if corrects is None or earlier is None or seed is None:
                round_found, now = may_commit(decision, agreed, given, round_id)
            else:
                step("reading the earlier facts")
                of_before = decision.read(earlier)
                rules_before = agreed_found(
                    decision, of_before, earlier, earlier_rulebook, city, unsigned=unsigned
                )
                published = read_commitment(corrects)
                replaced = keep(decision, of_before, rules_before, None, published)
                round_found = str(published["round"]) if round_id is None else round_id
                now = may_correct(decision, agreed, given, rules_before, published, seed)
            step("hashing")
            committed = commit_to(
                decision, given, agreed, round_id=round_found, at=now.text, clock_moved=now.moved
            )
            assert committed is not None
            if replaced is not None and seed is not None:
                committed = correction_of(replaced, committed, seed)
            if receipts is not None and receipts.exists():
                raise FileExistsError(f"{receipts} exists already; name a new folder for the receipts.")
            target = folder / "commitment.json"
            if target.exists():
                raise FileExistsError(
                    f"{target} exists already; a published commitment is never overwritten."
                )
            with whole_folder(folder) as scratch:
                (scratch / target.name).write_text(commitment_text(committed.commitment), encoding="utf-8")
                if receipts is not None:
                    # The commitment comes last: without its receipts nobody publishes it.
                    step("writing receipts")
                    with whole_folder(receipts) as given_out:
                        _write_receipts(committed, given_out)
        if agreed.missing:
            err.print(
                "These rules are not signed by everybody; they will be refused without --unsigned, and the "
                "record will say so.",
                style="yellow",
            )
        people = committed.fixed.people
        out.print(f"Publish {target}. Root of {committed.commitment[people]:,} {people}:")
        out.print(committed.commitment[f"{people}_root"])
        if replaced is not None:
            _say_what_approves(committed, agreed)

    return commit


def _write_receipts(committed: Committed, folder: Path) -> None:
    for who, receipt in committed.receipts():
        name = f"{quote(who, safe='')}.json"
        (folder / name).write_text(json.dumps(receipt, indent=2) + "\n", encoding="utf-8")


def _say_what_approves(committed: Committed, agreed: Agreed) -> None:
    """Say how much a correction changes, and what each sector approves."""
    from citycompact.record import commitment_sha256

    number = committed.commitment["changed"]
    changed = (
        f"{number:,} {'record differs' if number == 1 else 'records differ'}"
        if number
        else "No record differs"
    )
    out.print(
        f"It corrects an earlier one after the draw. {changed} from those committed to before, added and "
        "removed ones among them; what follows from rules and seats counts too."
    )
    out.print(f"It keeps the draw “{committed.commitment['seed']}”.", markup=False)
    sectors = ", ".join(agreed.sectors) or "every sector that signs"
    out.print(f"Needs the approval of {sectors}, each given to the decision with --approval FILE:")
    digest = commitment_sha256(committed.commitment)
    out.print(
        f"citycompact approve {digest} --key KEY --sector SECTOR --out FILE", soft_wrap=True, markup=False
    )
