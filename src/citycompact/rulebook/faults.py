"""What a section's model refuses, in plain words: what is wrong, and how to mend it."""

from __future__ import annotations

from typing import Any

_PLAIN: dict[str, tuple[str, str]] = {
    "int": ("is not a whole number.", "Write a whole number, without quotes."),
    "float": ("is not a number.", "Write a number, without quotes."),
    "finite": ("is not a number.", "Write a number, without quotes."),
    "bool": ("is neither true nor false.", "Write true or false, without quotes."),
    "string": ("is not a text.", "Write it between quotes."),
    "date": ("is not a day.", "Write the day alone, without quotes: 2027-02-12."),
    "datetime": ("is not a day with its hour.", "Write both, without quotes: 2027-02-12T23:59:00."),
    "timezone": (
        "has an offset, and times are by the city's own clock.",
        "Write it without: 2027-02-12T23:59:00.",
    ),
    "tuple": ("is not a list.", "Write it between brackets: [...]."),
    "list": ("is not a list.", "Write it between brackets: [...]."),
    "dict": ("is not a table.", "Make it a table of its own: [name]."),
    "model": ("is not a table.", "Make it a table of its own: [name]."),
}
"""First word of pydantic's kind of fault to what it means."""


def explain(item: dict[str, Any]) -> tuple[str, str]:
    """The message and the mend for one of pydantic's faults."""
    kind, context = item["type"], item.get("ctx", {})
    match kind:
        case "greater_than_equal":
            return f"must be at least {context['ge']}.", "Correct the number."
        case "greater_than":
            return f"must be more than {context['gt']}.", "Correct the number."
        case "less_than_equal":
            return f"must be at most {context['le']}.", "Correct the number."
        case "less_than":
            return f"must be less than {context['lt']}.", "Correct the number."
        case "string_too_short":
            return "is empty.", "Give it a text."
        case "too_short":
            return f"needs at least {context['min_length']} in its list.", "Add what is missing."
        case "missing":
            return f"{item['loc'][-1]!r} is missing.", "Add it."
        case "extra_forbidden":
            return (
                f"{item['loc'][-1]!r} is not a rule City Compact knows.",
                "Correct the spelling or remove the line.",
            )
        case "literal_error" | "enum":
            return "is not one of the allowed words.", f"Use {context['expected']}."
        case "union_tag_invalid":
            return f"{context['tag']!r} is not a kind of group.", f"Use {context['expected_tags']}."
        case "union_tag_not_found":
            return "has no kind.", 'Add kind = "...".'
        case "value_error":
            message, _, mend = str(context["error"]).partition(" | ")
            return message, mend or "Correct it."
        case _ if kind.partition("_")[0] in _PLAIN:
            return _PLAIN[kind.partition("_")[0]]
        case _:
            return "cannot be read.", f"Correct the value: {item['msg']}."
