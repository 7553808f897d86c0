"""The record: commitments, receipts and bundles with which anyone entitled can recompute a decision."""

from citycompact.record.commitment import Commitment, Committed, changes, commit, read_commitment

__all__ = ["Commitment", "Committed", "changes", "commit", "read_commitment"]
