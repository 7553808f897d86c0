"""Backup and restore of everything: database and documents."""

from __future__ import annotations

import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from citycompact.facts import FactsError, Problem
from citycompact.ops.embedded_postgres import tool
from citycompact.web.known_migrations import refused_migrations


def backup(target: Path) -> None:
    """Write database and documents into one archive.

    Raises
    ------
    FileExistsError
        A backup never replaces another file.
    """
    if target.exists():
        raise FileExistsError(f"{target} exists already; a backup never replaces another file.")
    documents = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    with tempfile.TemporaryDirectory() as scratch:
        dump = Path(scratch) / "database.dump"
        _client("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
        part = target.with_name(f".{target.name}.part")
        with tarfile.open(part, "w") as archive:
            archive.add(dump, "database.dump")
            if documents.is_dir():
                archive.add(documents, "documents")
        part.replace(target)


def _unpack(archive: tarfile.TarFile, folder: str) -> None:
    """Write out plain files alone, and none of them elsewhere; TarError for anything else."""
    if hasattr(tarfile, "data_filter"):
        archive.extractall(folder, filter="data")
        return
    # Python before 3.11.4, as Debian 12 has it.
    for member in archive.getmembers():
        path = Path(member.name)
        if not (member.isfile() or member.isdir()) or path.is_absolute() or ".." in path.parts:
            raise tarfile.TarError(f"{member.name} is no plain file of a backup")
    archive.extractall(folder)


def restore(source: Path) -> None:
    """Put a backup in the place of everything that is there now; what fails leaves everything as it was.

    Raises
    ------
    FactsError
        For a file that is not a backup, or one that another version wrote.
    """
    documents = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    with tempfile.TemporaryDirectory() as scratch:
        dump, script = Path(scratch) / "database.dump", Path(scratch) / "database.sql"
        try:
            with tarfile.open(source) as archive:
                _unpack(archive, scratch)
        except tarfile.TarError as error:
            raise FactsError([_no_backup(source, str(error))]) from error
        if not dump.is_file():
            raise FactsError([_no_backup(source, "it holds no database.dump")])
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


def _client(name: str, *arguments: str) -> None:
    """Run a PostgreSQL client program on the site's database;
    its password goes by environment, never by argument."""
    database = settings.DATABASES["default"]
    environment = {
        **os.environ,
        "PGHOST": str(database["HOST"]),
        "PGPORT": str(database["PORT"] or "5432"),
        "PGUSER": str(database["USER"]),
        "PGPASSWORD": str(database["PASSWORD"]),
        "PGDATABASE": str(database["NAME"]),
    }
    done = subprocess.run(
        [tool(name), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        problem = Problem(
            "database", f"{name} failed: {said[-1] if said else 'no reason given'}.", "Nothing was changed."
        )
        raise FactsError([problem])
