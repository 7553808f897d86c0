"""Rulebooks: versions, signatures, and what is in force."""
