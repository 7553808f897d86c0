"""Commands on rulebooks: show, diff, keygen, sign."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from citycompact.cli.console import err, out, plain_errors


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


def show(rulebook: Annotated[Path, typer.Argument(help="The rulebook (TOML).")]) -> None:
    """Print a rulebook as plain sentences."""
    from citycompact.rooms import read_any_rulebook, rule_sentences
    from citycompact.rulebook import read_signatures

    with plain_errors():
        read = read_any_rulebook(rulebook)
        sentences = rule_sentences(read)
        signatures = read_signatures(rulebook)
    out.print(f"{read.header.name}, version {read.header.version}", style="bold")
    for said in sentences.values():
        for sentence in said.values():
            out.print(f"- {sentence}", markup=False)
    out.print(f"Content hash (SHA-256): {read.digest}")
    for signature in signatures:
        out.print(f"Signed for the {signature.sector} sector by {signature.name}.", markup=False)
    if not signatures:
        out.print("Signed by nobody yet.")


def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="The earlier rulebook.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The later rulebook.")],
) -> None:
    """Say in sentences what changed from A to B."""
    from citycompact.rulebook import difference

    with plain_errors():
        changes = difference(_sentences(before), _sentences(after))
    for change in changes:
        out.print(f"- {change}", markup=False)
    if not changes:
        out.print("The two rulebooks say the same.")


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
) -> None:
    """Sign a rulebook for a sector; the signature is stored beside it."""
    from citycompact.rooms import read_any_rulebook
    from citycompact.rulebook import add_signature, read_key, signatures_path
    from citycompact.rulebook import sign as make_signature

    with plain_errors():
        read = read_any_rulebook(rulebook)  # nobody should sign rules that cannot be read
        add_signature(rulebook, make_signature(read, read_key(key), sector.value, name))
    out.print(f"Signed {read.digest[:16]}… for the {sector.value} sector, in {signatures_path(rulebook)}.")


def _sentences(path: Path) -> dict[str, str]:
    from citycompact.rooms import read_any_rulebook, rule_sentences

    return {
        f"{section}.{topic}": sentence
        for section, said in rule_sentences(read_any_rulebook(path)).items()
        for topic, sentence in said.items()
    }
