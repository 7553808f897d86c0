"""Approving a joint decision with the key of a sector's signer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from citycompact.cli.console import out, plain_errors
from citycompact.cli.rulebooks import SectorName
from citycompact.cli.writing import write_new


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(approve)


def approve(
    digest: Annotated[str, typer.Argument(help="What is approved: the fingerprint on the decision's page.")],
    key: Annotated[Path, typer.Option(help="Private key made by rulebook keygen.")],
    sector: Annotated[SectorName, typer.Option(help="Sector to approve for.")],
    file: Annotated[Path, typer.Option("--out", help="File to write the signature to.")],
) -> None:
    """Sign an approval on your own machine; upload the file where the decision waits for your sector."""
    from citycompact.record.approvals import approval_text, sign_approval
    from citycompact.rulebook import read_key

    with plain_errors():
        text = approval_text(sign_approval(digest.strip().lower(), read_key(key), sector.value))
        write_new(file, text)
    out.print(f"Upload {file} with your approval.", markup=False)
