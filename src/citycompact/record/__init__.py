"""The record: commitments, receipts and bundles with which anyone entitled can recompute a decision."""

from citycompact.record.commitment import (
    Commitment,
    Committed,
    changes,
    commit,
    commitment_sha256,
    is_correction,
    read_commitment,
)

__all__ = [
    "Commitment",
    "Committed",
    "changes",
    "commit",
    "commitment_sha256",
    "is_correction",
    "read_commitment",
]
