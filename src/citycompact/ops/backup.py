"""Backup and restore of everything that the city decided: database and documents, encrypted to its key."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from citycompact.facts import FactsError, Problem
from citycompact.ops.age_files import decrypt, encrypt, recipients
from citycompact.ops.embedded_postgres import tool
from citycompact.web.known_migrations import refused_migrations

LEFT_OUT = ("django_session", "cache")
"""Tables whose rows are in no backup: who is signed in, and what was typed or counted for some minutes. The
site's key is a file beside the database and is in none either; without it second factors stay shut."""
_PART = 8_000_000


def backup(target: Path, to: Sequence[str]) -> None:
    """Write database and documents into one file, encrypted to every key; nothing plain touches a disk.

    Raises
    ------
    FactsError
        For a key that is none, or a database that cannot be read.
    OSError
        For a place where nothing can be written; FileExistsError where something stands. Nothing is left.
    """
    recipients(to)
    if target.exists() or target.is_symlink():
        raise FileExistsError(f"{target} exists already; a backup never replaces another file.")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as file:
            encrypt(_write_everything, file, to)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    except OSError as error:
        raise OSError(error.errno or 0, error.strerror or str(error), str(target)) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _write_everything(target: IO[bytes]) -> None:
    documents = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    without = [f"--exclude-table-data={table}" for table in LEFT_OUT]
    with tarfile.open(fileobj=target, mode="w|") as archive:
        command = ("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *without)
        for number, content in enumerate(_output_of(*command)):
            member = tarfile.TarInfo(f"database/{number:06d}")
            member.size, member.mode = len(content), 0o600
            archive.addfile(member, io.BytesIO(content))
        if documents.is_dir():
            archive.add(documents, "documents")


def _output_of(name: str, *arguments: str) -> Iterator[bytes]:
    """What a client program writes, in parts; FactsError where it fails."""
    with tempfile.TemporaryFile() as said:
        command = [tool(name), *arguments]
        with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=said) as process:
            assert process.stdout is not None
            while content := process.stdout.read(_PART):
                yield content
        if process.returncode:
            said.seek(0)
            raise _failed(name, said.read().decode(errors="replace"))


def _unpack(archive: tarfile.TarFile, folder: str) -> None:
    """Write out plain files alone, and none of them elsewhere; TarError for anything else."""
    if hasattr(tarfile, "data_filter"):
        archive.extractall(folder, filter="data")
        return
    # Python before 3.11.4, as Debian 12 has it.
    for member in archive:
        path = Path(member.name)
        if not (member.isfile() or member.isdir()) or path.is_absolute() or ".." in path.parts:
            raise tarfile.TarError(f"{member.name} is no plain file of a backup")
        archive.extract(member, folder)


def restore(source: Path, identity: Path, replace: bool = False) -> None:
    """Put a backup into an empty database, or in the place of everything that is there now; what fails leaves
    everything as it was.

    Parameters
    ----------
    identity
        File with the private key.
    replace
        Whether a database that holds accounts may be replaced.

    Raises
    ------
    FactsError
        For a file that is not a backup, that another version wrote, that the key does not open, or that was
        cut; and for a database that is not empty.
    """
    if not replace and (accounts := _accounts()):
        message = f"holds a site with {accounts:,} accounts, which this would replace."
        raise FactsError([Problem("database", message, "Say --yes, or name an empty database.")])
    documents = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    # Beside the documents, which lie there as plainly, and not where the machine keeps everybody's files.
    documents.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=documents.parent) as scratch:
        dump, script = Path(scratch) / "database.dump", Path(scratch) / "database.sql"
        _decrypt_into(source, identity, scratch)
        _put_together(source, Path(scratch) / "database", dump)
        _client("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
        if (problem := refused_migrations(_migrations(script))) is not None:
            raise FactsError([problem])
        connection.close()
        # One transaction from emptying to the last index, so that a restore that fails changes nothing.
        empty = "drop schema public cascade; create schema public authorization pg_database_owner"
        _client(
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--command={empty}",
            f"--file={script}",
        )
        kept = Path(scratch) / "documents"
        if kept.is_dir():
            documents.mkdir(parents=True, exist_ok=True)
            for path in kept.iterdir():
                (documents / path.name).write_bytes(path.read_bytes())
                (documents / path.name).chmod(0o600)


def _accounts() -> int:
    """Accounts in the database as it stands; 0 where it has no tables yet."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('site_user') is not null")
        if not (cursor.fetchone() or (False,))[0]:
            return 0
        cursor.execute("select count(*) from site_user")
        return int((cursor.fetchone() or (0,))[0])


def _decrypt_into(source: Path, identity: Path, folder: str) -> None:
    def read(stream: IO[bytes]) -> None:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            _unpack(archive, folder)
        # To its end: only there is a file known to be whole.
        while stream.read(_PART):
            pass

    try:
        decrypt(source, read, identity)
    except tarfile.TarError as error:
        raise FactsError([_no_backup(source, str(error))]) from error


def _put_together(source: Path, parts: Path, dump: Path) -> None:
    found = sorted(parts.iterdir()) if parts.is_dir() else []
    if not found:
        raise FactsError([_no_backup(source, "it holds no database")])
    with open(dump, "wb") as target:
        for part in found:
            target.write(part.read_bytes())
            part.unlink()


def _migrations(script: Path) -> Iterator[tuple[str, str]]:
    """Migrations (app, name) that had been applied where a dump was taken."""
    with open(script, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("COPY public.django_migrations (id, app, name,"):
                break
        for line in lines:
            if line.startswith("\\."):
                return
            _, app, name, *_ = line.split("\t")
            yield app, name


def _no_backup(source: Path, why: str) -> Problem:
    return Problem(
        source.name, f"is not a backup of City Compact: {why}.", "Give a file that citycompact backup wrote."
    )


def _environment() -> dict[str, str]:
    """The site's database, as client programs are told; its password goes so, never by argument."""
    database = settings.DATABASES["default"]
    return {
        **os.environ,
        "PGHOST": str(database["HOST"]),
        "PGPORT": str(database["PORT"] or "5432"),
        "PGUSER": str(database["USER"]),
        "PGPASSWORD": str(database["PASSWORD"]),
        "PGDATABASE": str(database["NAME"]),
    }


def _client(name: str, *arguments: str) -> None:
    """Run a PostgreSQL client program on the site's database."""
    command = [tool(name), *arguments]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise _failed(name, done.stderr)


def _failed(name: str, stderr: str) -> FactsError:
    said = stderr.strip().splitlines()
    reason = said[-1] if said else "no reason given"
    return FactsError([Problem("database", f"{name} failed: {reason}.", "Nothing was changed.")])
