"""What is looked for in every letter that a test makes."""

from __future__ import annotations

import re


def relative_links(text: str) -> list[str]:
    """Addresses in a letter that do not say at which site: a letter is read elsewhere."""
    return re.findall(r"(?<![\w/.:\]-])/[a-z][\w/-]*/", text)
