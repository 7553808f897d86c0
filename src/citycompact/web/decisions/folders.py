"""Folders kept in the database: so that a backup of the database is a backup of everything."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from django.db import models

_TIME = (1980, 1, 1, 0, 0, 0)


class KeptFolder(models.Model):
    """A folder as a zip file: the frozen facts of a round, or the result of a run."""

    name = models.CharField(max_length=120, unique=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(cls, name: str, folder: Path) -> None:
        """Keep a folder under a name; the same folder always gives the same bytes."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _TIME)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, path.read_bytes())
        cls.objects.update_or_create(name=name, defaults={"content": target.getvalue()})

    @classmethod
    def unpack(cls, name: str, folder: Path) -> Path:
        """Write a kept folder out again; DoesNotExist for an unknown name."""
        with zipfile.ZipFile(io.BytesIO(cls.objects.get(name=name).content)) as archive:
            archive.extractall(folder)
        return folder

    @classmethod
    def read(cls, name: str, file: str) -> bytes:
        """One file of a kept folder; DoesNotExist or KeyError where there is none."""
        with zipfile.ZipFile(io.BytesIO(cls.objects.get(name=name).content)) as archive:
            return archive.read(file)

    @classmethod
    def files(cls, name: str) -> list[str]:
        """Names of the files in a kept folder; DoesNotExist for an unknown name."""
        with zipfile.ZipFile(io.BytesIO(cls.objects.get(name=name).content)) as archive:
            return sorted(archive.namelist())
