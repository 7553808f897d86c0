"""Places that came from a list of people: the result has to say how many, and where."""

from __future__ import annotations

from collections.abc import Mapping

from citycompact.enrollment.recomputed.outcome import Outcome
from citycompact.enrollment.recomputed.violations import Violations


def miscounted(outcome: Outcome, said: Mapping[str, object]) -> Violations:
    """Programs of which the result does not tell how many places a list gave, or tells another number.

    ``said``: number of places by program. A list is the table ``priorities``, where the signed rules name the
    program; nothing else may order people by name.
    """
    round_ = outcome.round
    listed = set(round_.city.table("priorities").select("applicant_id", "program_id").iter_rows())
    due = dict.fromkeys(round_.rules.priorities.ordered_by_list, 0)
    names, ids = round_.programs["program_id"].to_list(), round_.people.ids.to_list()
    for child, program in enumerate(outcome.program.tolist() if due else ()):
        if program >= 0 and names[program] in due and (ids[child], names[program]) in listed:
            due[names[program]] += 1
    return Violations().add(
        f"{due.get(name, 0)} places at {name} came from a list of people; the result says {said.get(name)!r}"
        for name in sorted({*due, *said})
        if said.get(name) != due.get(name) or isinstance(said.get(name), bool)
    )
