"""Commands on rulebooks: show, diff, keygen, sign."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citycompact.cli.console import err, out, plain_errors, print_problems
from citycompact.cli.rules_of import city_beside
from citycompact.words import Language

if TYPE_CHECKING:
    from citycompact.city import CityPackage
    from citycompact.rulebook import Rulebook, Signature

LanguageOption = Annotated[Language, typer.Option(help="Language of the sentences.")]
CityOption = Annotated[
    Path | None, typer.Option("--city", help="City package; by default the folder of the rulebook.")
]


class SectorName(StrEnum):
    """Sectors that may sign."""

    district = "district"
    charter = "charter"
    partnership = "partnership"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="Read, compare and sign rulebooks.", no_args_is_help=True)
    group.command()(show)
    group.command()(diff)
    group.command()(keygen)
    group.command()(sign)
    app.add_typer(group, name="rulebook")


def show(
    rulebook: Annotated[Path, typer.Argument(help="The rulebook (TOML).")],
    city: CityOption = None,
    language: LanguageOption = "en",
) -> None:
    """Print a rulebook as plain sentences, and who signed each section."""
    from citycompact.rooms import rule_sentences
    from citycompact.rulebook import header_problems, read_signatures

    with plain_errors():
        read = _read(rulebook)
        sentences = rule_sentences(read, language)
        signatures = read_signatures(rulebook)
        package = city_beside(rulebook, city)
    out.print(f"{read.header.name}, version {read.header.version}", style="bold")
    for section, said in sentences.items():
        out.print(f"\n[{section}]", style="bold", markup=False)
        for sentence in said.values():
            out.print(f"- {sentence}", markup=False)
        out.print(f"Digest (SHA-256): {read.section_digest(section)}")
        _say_signatures(section, read, signatures, package)
    if any(not item.section for item in signatures):
        out.print(
            "\nOther signatures were made by an earlier version for the whole rulebook and count no more; "
            "sign again section by section with: "
            f'citycompact rulebook sign {rulebook} --key KEY --sector SECTOR --name "..."',
            markup=False,
        )
    problems = header_problems(read, package)
    if problems:
        err.print("\nThis rulebook cannot be signed yet.", style="yellow")
        print_problems(problems)


def _say_signatures(
    section: str, rulebook: Rulebook, signatures: list[Signature], city: CityPackage | None
) -> None:
    from citycompact.rulebook import validity

    signed = False
    for item in signatures:
        found = validity(item, rulebook, city) if item.section == section else "other content"
        if found == "valid":
            signed = True
            out.print(f"Signed for the {item.sector} sector by {item.name}.", markup=False)
        elif found != "other content":
            out.print(f"Does not count, {found}: {item.name}, {item.sector} sector.", markup=False)
    if not signed:
        out.print("Signed by nobody yet.")


def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="The earlier rulebook.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The later rulebook.")],
    language: LanguageOption = "en",
) -> None:
    """Say in sentences what changed from A to B, and whose signatures stay."""
    from citycompact.rooms import rule_sentences
    from citycompact.rulebook import difference, read_signatures

    with plain_errors():
        first, second = _read(before), _read(after)
        was, now = rule_sentences(first, language), rule_sentences(second, language)
        signatures = [*read_signatures(before), *read_signatures(after)]
    for section in dict.fromkeys([*now, *was]):
        changes = difference(was.get(section, {}), now.get(section, {}), language)
        out.print(f"[{section}]", style="bold", markup=False)
        for change in changes:
            out.print(f"- {change}", markup=False)
        if not changes and section in was and section in now:
            out.print("The two rulebooks say the same.")
        _say_what_stays(section, first, second, signatures)


def _say_what_stays(section: str, before: Rulebook, after: Rulebook, signatures: list[Signature]) -> None:
    from citycompact.rulebook import validity

    own = [item for item in signatures if item.section == section]
    stay = {f"{s.name} ({s.sector})" for s in own if validity(s, after, None) == "valid"}
    fall = {f"{s.name} ({s.sector})" for s in own if validity(s, before, None) == "valid"} - stay
    if section not in after.content:
        out.print("The section is gone.")
    elif before.section_digest(section) != after.section_digest(section):
        out.print("What is signed changed: the section, the city or the signing sectors.")
    for names, words in (
        (stay, "Signed as it stands in B by"),
        (fall, "No longer counts, signed as it was in A by"),
    ):
        if names:
            out.print(f"{words}: {'; '.join(sorted(names))}.", markup=False)


def keygen(
    key: Annotated[Path, typer.Argument(help="File to write the private key to.")],
    sector: Annotated[SectorName, typer.Option(help="Sector the key will sign for.")],
    name: Annotated[str, typer.Option(help="Who will sign with it.")],
) -> None:
    """Make a signing key, and print what to add to city.toml so that its signatures count."""
    from citycompact.rulebook import generate_key

    with plain_errors():
        try:
            public = generate_key(key)
        except FileExistsError:
            raise FileExistsError(f"{key} exists already; a key is never overwritten.") from None
    err.print(f"The private key is in {key}. Keep it secret; whoever has it can sign.", markup=False)
    err.print("Add to the city's city.toml:")
    out.print(
        f'[[signers]]\nsector = "{sector.value}"\nname = "{name}"\npublic_key = "{public}"', markup=False
    )


def sign(
    rulebook: Annotated[Path, typer.Argument(help="The rulebook (TOML).")],
    key: Annotated[Path, typer.Option(help="Private key made by keygen.")],
    sector: Annotated[SectorName, typer.Option(help="Sector to sign for.")],
    name: Annotated[str, typer.Option(help="Who signs.")],
    section: Annotated[
        list[str] | None, typer.Option("--section", help="Section to sign; may be repeated. By default all.")
    ] = None,
    city: CityOption = None,
) -> None:
    """Sign sections of a rulebook for a sector; the signatures are stored beside it."""
    from citycompact.facts import FactsError, Problem
    from citycompact.rulebook import add_signatures, header_problems, read_key, signatures_path
    from citycompact.rulebook import sign as make_signature

    with plain_errors():
        read = _read(rulebook)  # nobody should sign rules that cannot be read
        problems = header_problems(read, city_beside(rulebook, city))
        if problems:
            raise FactsError(problems)
        parts = list(dict.fromkeys(section or read.sections))
        if not parts:
            mend = "Add [enrollment], empty where the usual rules are meant."
            raise FactsError([Problem(rulebook.name, "has no section to sign.", mend)])
        private = read_key(key)
        made = [make_signature(read, part, private, sector.value, name) for part in parts]
        add_signatures(rulebook, made)
    for item in made:
        out.print(
            f"Signed [{item.section}] {item.section_sha256} for the {sector.value} sector.", markup=False
        )
    out.print(f"The signatures are in {signatures_path(rulebook)}.", markup=False)


def _read(path: Path) -> Rulebook:
    from citycompact.rooms import read_any_rulebook

    return read_any_rulebook(path)
