"""Folders kept in the database: so that a backup of the database is a backup of everything."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import pgtrigger
from django.db import models

_Read = TypeVar("_Read")

_TIME = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip file, by name; the same files always give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return target.getvalue()


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def unzipped(content: bytes, folder: Path) -> Path:
    """Write a zip file's files into a folder."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder


class KeptFolder(models.Model):
    """A folder as a zip file: the frozen facts of a round, or the result of a run.

    ``files`` are the names in it, so that a page which lists them does not fetch the whole.
    """

    name = models.CharField(max_length=120, unique=True)
    files = models.JSONField(default=list)
    content = models.BinaryField()

    class Meta:
        # A run that fails on the way keeps nothing: what is kept is whole, and is never written again.
        triggers = (pgtrigger.Protect(name="kept_as_written", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(cls, name: str, folder: Path) -> None:
        """Keep a folder under a new name; the same folder always gives the same bytes.

        IntegrityError for a name under which one is kept: nothing takes its place.
        """
        files = files_of(folder)
        cls.objects.create(name=name, files=sorted(files), content=zipped(files))

    @classmethod
    def files_in(cls, name: str) -> list[str]:
        """Names of the files in a kept folder; DoesNotExist for an unknown name."""
        names: list[str] = cls.objects.values_list("files", flat=True).get(name=name)
        return names

    @classmethod
    def archive(cls, name: str) -> bytes:
        """A kept folder as its zip file; DoesNotExist for an unknown name."""
        return bytes(cls.objects.get(name=name).content)

    @classmethod
    def unpack(cls, name: str, folder: Path) -> Path:
        """Write a kept folder out again; DoesNotExist for an unknown name."""
        return unzipped(cls.archive(name), folder)

    @classmethod
    def opened(cls, name: str, read: Callable[[Path], _Read]) -> _Read:
        """What ``read`` makes of a kept folder; DoesNotExist for an unknown name."""
        with tempfile.TemporaryDirectory() as scratch:
            return read(cls.unpack(name, Path(scratch)))

    @classmethod
    def read(cls, name: str, *files: str) -> dict[str, bytes]:
        """Some files of a kept folder, by name; DoesNotExist or KeyError where there is none."""
        with zipfile.ZipFile(io.BytesIO(cls.archive(name))) as archive:
            return {file: archive.read(file) for file in files}
