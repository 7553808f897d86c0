"""Text for the built-in fonts of a PDF, which know Western European letters and nothing else."""

from __future__ import annotations

_PLAIN: dict[str, str | int | None] = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."}


def in_latin(text: str) -> str:
    """The text with plain quotes and dashes; a letter that the fonts lack becomes a question mark."""
    return text.translate(str.maketrans(_PLAIN)).encode("latin-1", "replace").decode("latin-1")
