"""What anybody may take of a publication, held against the hash in its step before it is given out."""

from __future__ import annotations

import io
import logging
import zipfile
from fnmatch import fnmatchcase
from importlib.resources import files

from citycompact.facts import sha256_hex
from citycompact.web.decisions.folders import KeptFolder, zipped
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import JointDecision, Step
from citycompact.web.kinds import Kind

log = logging.getLogger("citycompact.decisions")

VERIFIER = "audit/verify.py"
"""File of a result that is the program with which anybody checks it, where its kind has one."""


class NotAsPublished(Exception):
    """What is kept of a result is not what its publication says."""


def publication_in_force(decision: JointDecision) -> Step | None:
    """The step that published the result in force; None where none is."""
    attempt = decision.status.published_id
    if attempt is None:
        return None
    return decision.steps.filter(to_state=State.PUBLISHED, attempt=attempt).select_related("attempt").last()


def published_folder(publication: Step) -> bytes:
    """The folder of a published result as its zip file.

    NotAsPublished where it is other bytes than the step says; one of before says nothing of them.
    """
    assert publication.attempt is not None
    content = KeptFolder.archive(publication.attempt.folder)
    due = publication.content.get("folder_sha256")
    if due is not None and sha256_hex(content) != due:
        fields = {"folder": publication.attempt.folder}
        log.error("a folder differs from what was published", extra={"fields": fields})
        raise NotAsPublished
    return content


class PublicFiles:
    """What anybody may take of a folder that is published, by ``names``; ``sha256`` is the whole folder's."""

    def __init__(self, kind: Kind, content: bytes) -> None:
        self.sha256 = sha256_hex(content)
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = [
            name
            for name in sorted(self._archive.namelist())
            if any(fnmatchcase(name, pattern) for pattern in kind.public)
        ]

    def read(self, name: str) -> bytes:
        """One of them; KeyError for any other."""
        if name not in self.names:
            raise KeyError(name)
        return self._archive.read(name)


def public_files(kind: Kind, publication: Step | None) -> PublicFiles | None:
    """What anybody may take of a publication; None for none, NotAsPublished as above."""
    return None if publication is None else PublicFiles(kind, published_folder(publication))


def verifier_of(kind: Kind, published: PublicFiles | None) -> bytes | None:
    """The verifier: the published result's own, and before there is one that of this version."""
    if VERIFIER not in kind.public:
        return None
    if published is not None:
        return published.read(VERIFIER)
    return files("citycompact.record").joinpath("verify.py").read_bytes()


def bundle_of(published: PublicFiles) -> bytes:
    """Everything of a published result that anybody may take, zipped; always the same bytes."""
    return zipped({name: published.read(name) for name in published.names})
