"""Backup, restore, and what is done every night."""

from __future__ import annotations

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from citycompact.web.embedded_postgres import tool


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


def restore(source: Path) -> None:
    """Put a backup in the place of everything that is there now."""
    documents = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(source) as archive:
            archive.extractall(scratch, filter="data")
        with connection.cursor() as cursor:
            cursor.execute("drop schema public cascade; create schema public")
        connection.close()
        _client(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            str(Path(scratch) / "database.dump"),
        )
        kept = Path(scratch) / "documents"
        if kept.is_dir():
            documents.mkdir(parents=True, exist_ok=True)
            for path in kept.iterdir():
                (documents / path.name).write_bytes(path.read_bytes())
                (documents / path.name).chmod(0o600)


def _client(name: str, *arguments: str) -> None:
    """Run a PostgreSQL client program on the site's database; its password goes by environment, never by argument."""
    database = settings.DATABASES["default"]
    environment = {
        **os.environ,
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"] or "5432",
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }
    if name == "pg_restore":
        arguments = (f"--dbname={database['NAME']}", *arguments)
    done = subprocess.run(
        [tool(name), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(
            f"{name} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else 'no reason given'}"
        )
