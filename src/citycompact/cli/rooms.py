"""Commands of a room: from its file here, or, where it has none, from what it declares."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from citycompact.cli.console import err, out, plain_errors
from citycompact.cli.rules_of import rulebook_path, signing_of
from citycompact.doors import Decision, Draw, Room
from citycompact.words import Language

FactsArgument = Annotated[Path, typer.Argument(metavar="FACTS", help="Folder or ZIP file of the facts.")]
FolderArgument = Annotated[Path, typer.Argument(metavar="OUT", help="Folder that decide wrote.")]
WhoArgument = Annotated[str, typer.Argument(metavar="WHO", help="Whom the result is about: an id in it.")]
LanguageOption = Annotated[Language, typer.Option(help="English or Spanish.")]
RulebookOption = Annotated[
    Path | None, typer.Option(help="Rulebook; by default rulebook.toml in the folder of the facts.")
]


def add_room(app: typer.Typer, room: Room) -> None:
    """Add the commands of a room."""
    own = f"citycompact.cli.{room.name}"
    if find_spec(own) is not None:
        import_module(own).add_to(app)
        return
    group = typer.Typer(help=f"Decide, check and explain: {room.name}.", no_args_is_help=True)
    for decision in room.decisions:
        # With one decision its name says nothing; with several each has commands of its own.
        part = group
        if len(room.decisions) > 1:
            part = typer.Typer(help=f"The decision {decision.name}.", no_args_is_help=True)
            group.add_typer(part, name=decision.name)
        _add_decision(part, room, decision)
    app.add_typer(group, name=room.name)


def _add_decision(group: typer.Typer, room: Room, decision: Decision) -> None:
    @group.command()
    def decide(
        facts: FactsArgument,
        folder: Annotated[Path, typer.Option("--out", help="Folder to write the result to.")],
        seed: Annotated[str | None, typer.Option(help="The public draw, where chance decides.")] = None,
        rulebook: RulebookOption = None,
        unsigned: Annotated[
            bool, typer.Option("--unsigned", help="Accept rules that a sector has not signed.")
        ] = False,
    ) -> None:
        """Decide, check the result, and write both with their record."""
        from citycompact.record.deciding import decide_into

        if decision.drawn and seed is None:
            err.print("Give --seed TEXT: chance decides here.", style="red")
            raise typer.Exit(2)
        with plain_errors():
            given, rules, signing = _agreed(decision, facts, rulebook, unsigned)
            draw = None if seed is None else Draw(seed)
            decided = decide_into(folder, room, decision, given, rules, signing, draw)
        for name, table in decided.result.tables.items():
            out.print(f"{folder / name}.csv: {table.height:,} rows", markup=False)
        _say_certificate(decided.certificate.plain())

    @group.command()
    def check(facts: FactsArgument, folder: FolderArgument, rulebook: RulebookOption = None) -> None:
        """Recompute by separate code what a result promises: 0 where it holds, 1 where not."""
        from citycompact.record.deciding import read_result

        with plain_errors():
            given, rules, _ = _agreed(decision, facts, rulebook, unsigned=True)
            result, _record = read_result(folder)
            certificate = decision.check(given, rules, result)
        for finding in certificate.findings:
            for example in finding.examples:
                err.print(f"{finding.name}: {example}", style="red", markup=False)
        _say_certificate(certificate.plain(), failed=1)

    @group.command()
    def explain(
        facts: FactsArgument,
        folder: FolderArgument,
        who: WhoArgument,
        language: LanguageOption = "en",
    ) -> None:
        """Say in words why one person or school got its result."""
        from citycompact.record.deciding import read_result

        with plain_errors():
            words = decision.explain(decision.read(facts), read_result(folder)[0], who, language)
        for line in words:
            out.print(line, markup=False)


def _agreed(
    decision: Decision, facts: Path, rulebook: Path | None, unsigned: bool
) -> tuple[object, object, dict[str, dict[str, object]]]:
    """Facts, rules and who signed them; FactsError for all that does not fit together."""
    from citycompact import rooms
    from citycompact.facts import FactsError

    given = decision.read(facts)
    book = rooms.read_any_rulebook(rulebook_path(facts, rulebook))
    problems = rooms.rulebook_problems(decision, given, book)
    signing, missing = signing_of(book, rulebook_path(facts, rulebook), given, decision.sections)
    if problems or (missing and not unsigned):
        raise FactsError([*problems, *missing])
    return given, rooms.rules_for(decision, book), signing


def _say_certificate(certificate: dict[str, object], failed: int = 3) -> None:
    findings: dict[str, dict[str, int]] = certificate["findings"]  # type: ignore[assignment]
    broken = [name for name, said in findings.items() if said["promised"] and said["violations"]]
    if broken:
        err.print(f"The certificate does NOT hold: {', '.join(broken)}.", style="bold red")
        raise typer.Exit(failed)
    out.print("The certificate holds: everything that is promised was checked and is true.")
