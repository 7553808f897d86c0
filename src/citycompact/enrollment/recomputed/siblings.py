"""Siblings in the same run: who has one placed at the school, by the outcome and by what was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from citycompact.enrollment.recomputed.groups import Mask
from citycompact.enrollment.recomputed.kept_together import Asking
from citycompact.enrollment.recomputed.outcome import Outcome
from citycompact.enrollment.recomputed.result_tables import Published
from citycompact.enrollment.recomputed.violations import Violations

SIBLING_PLACED = "sibling_placed"
CLOSED = "closed"
SIBLING_UNCOUNTED = "sibling_uncounted"
EFFECTS = (SIBLING_PLACED, CLOSED, SIBLING_UNCOUNTED)


@dataclass(frozen=True, eq=False)
class Siblings:
    """What an outcome gives to siblings, and what the published table ``siblings`` says that it gave.

    Parameters
    ----------
    said
        What the values of the result say of siblings.
    """

    outcome: Outcome
    found: Published
    said: Mapping[str, Any]

    @cached_property
    def placed(self) -> Mask:
        """Shape (p,): pairs that have the priority of a sibling placed at the school, by the outcome."""
        round_, at = self.outcome.round, self.outcome.program
        people, school = round_.people, round_.programs["school"]
        seated = pl.DataFrame({"family": people.family, "program": at}).filter(pl.col("program") >= 0)
        homes = seated.select("family", school=school.gather(seated["program"])).drop_nulls()
        pairs = np.flatnonzero((round_.with_sibling > 0) & people.has_sibling.to_numpy()[round_.child])
        own = pl.Series(at[round_.child[pairs]], dtype=pl.Int64)
        asked = pl.DataFrame(
            {
                "family": people.family.gather(round_.child[pairs]),
                "school": school.gather(round_.program[pairs]),
                "own": school.gather(pl.select(pl.when(own >= 0).then(own)).to_series()),
            }
        ).join(
            homes.group_by("family", "school").len("there"),
            on=["family", "school"],
            how="left",
            maintain_order="left",
        )
        itself = (pl.col("own") == pl.col("school")).fill_null(False).cast(pl.Int64)
        others = asked.select(pl.col("there").fill_null(0).cast(pl.Int64) - itself > 0).to_series()
        found = np.zeros(len(round_.child), dtype=bool)
        found[pairs] = others.to_numpy()
        return found

    @cached_property
    def used(self) -> Mask:
        """Shape (p,): listed pairs that had that priority in the run, by the published table."""
        return self._named(SIBLING_PLACED)

    @cached_property
    def _said_closed(self) -> Mask:
        return self._named(CLOSED)

    @cached_property
    def closed(self) -> Mask:
        """Shape (p,): listed pairs that the published table says were closed, where anything can close them.

        Nobody else's choice can be closed, and no seat by right: a table that says so hides nothing by it.
        """
        return self._said_closed & self.asking.closable

    @cached_property
    def _said_uncounted(self) -> Mask:
        return self._named(SIBLING_UNCOUNTED)

    @cached_property
    def asking(self) -> Asking:
        """Families that ask to be kept together."""
        return Asking(self.outcome.round)

    @cached_property
    def fixed_point(self) -> bool:
        """Whether the priorities that were used are those that the outcome gives."""
        return bool(np.array_equal(self.placed & self.outcome.round.listed, self.used))

    def broken(self) -> Violations:
        """Priorities for a sibling who is not there, split families, and words that are not true."""
        round_ = self.outcome.round
        violations = Violations().add(self.found.odd["siblings"]).add(self._odd_rows())
        violations.add_each(np.flatnonzero(self.used & ~self.placed), self._say_unbacked)
        violations.add_each(
            np.flatnonzero(self._said_closed & ~self.asking.closable),
            lambda pair: f"{round_.says(pair, round_.own)} is said to be closed, and nothing closes it",
        )
        due = self.placed & round_.listed & ~self.used & ~self._said_closed
        violations.add_each(np.flatnonzero(due != self._said_uncounted), self._say_untold)
        violations.add(self.asking.split(self.outcome, self.closed))
        return violations.add(self._untrue())

    def _named(self, effect: str) -> Mask:
        """Shape (p,): listed pairs that the published table names with an effect."""
        round_ = self.outcome.round
        rows = self.found["siblings"].filter(pl.col("effect") == effect)
        mask = np.zeros(len(round_.child), dtype=bool)
        if rows.is_empty():
            return mask
        named = rows.join(round_.people.table.select("applicant_id", "child"), on="applicant_id").join(
            round_.programs.select("program_id", "program"), on="program_id"
        )
        touched = np.zeros(len(round_.people), dtype=bool)
        touched[named["child"].to_numpy()] = True
        theirs = np.flatnonzero(round_.listed & touched[round_.child])
        listed = round_.pairs.select("child", "program")[theirs].with_columns(pair=theirs)
        mask[listed.join(named, on=["child", "program"], how="semi")["pair"].to_numpy()] = True
        return mask

    def _odd_rows(self) -> Iterator[str]:
        """Rows of another effect, rows that stand there twice, and rows about what nobody chose."""
        rows = self.found["siblings"].group_by("applicant_id", "program_id", "effect").len()
        known = pl.col("effect").is_in(EFFECTS).fill_null(False)
        for name, program, effect, times in rows.sort("applicant_id", "program_id", "effect").iter_rows():
            if times > 1:
                yield f"applicant {name} at {program}: {effect!r} stands in the table {times} times"
            if effect not in EFFECTS:
                yield f"applicant {name} at {program}: {effect!r} is no effect of a rule"
        listed = (self.used, self._said_closed, self._said_uncounted)
        strange = rows.filter(known).height - sum(int(mask.sum()) for mask in listed)
        if strange:
            yield f"{strange} rows of the table are about no choice of any applicant"

    def _say_unbacked(self, pair: int) -> str:
        round_ = self.outcome.round
        program = int(round_.program[pair])
        return (
            f"applicant {round_.who(pair)} had priority {round_.with_sibling[pair]} for a sibling placed at "
            f"{round_.where(pair)}, and no brother or sister who can give it is placed at "
            f"{round_.programs['school_id'][program]}"
        )

    def _say_untold(self, pair: int) -> str:
        round_ = self.outcome.round
        said = "says" if self._said_uncounted[pair] else "does not say"
        return (
            f"the table {said} that applicant {round_.who(pair)} has a sibling placed at "
            f"{round_.where(pair)} without the priority for it, and by the outcome it is the other way round"
        )

    def _untrue(self) -> Iterator[str]:
        """What the values of the result say of siblings and the outcome does not."""
        round_, rules = self.outcome.round, self.outcome.round.rules
        fixed, restart = self.said.get("fixed_point"), self.said.get("restart")
        # Top trading cycles also ranks pairs that nobody listed; of these the table says nothing.
        unlisted = rules.mechanism.name == "top_trading_cycles"
        if fixed is not self.fixed_point and not (unlisted and fixed is False):
            missing = int((self.placed & round_.listed & ~self.used).sum())
            yield (
                f"the result says fixed_point = {fixed}; of the choices with a sibling there {missing} "
                f"did not have its priority, and {int((self.used & ~self.placed).sum())} others had it"
            )
        rounds, together = self.said.get("rounds"), self.said.get("kept_together")
        if not isinstance(rounds, int) or isinstance(rounds, bool) or rounds < 1:
            yield f"the result says that the mechanism ran {rounds} times"
        if together != self.asking.families:
            asked = self.asking.families
            yield f"the result says that {together} families asked to be kept together; {asked} did"
        if restart is not None and restart not in range(1, rules.siblings.restarts + 1):
            most = rules.siblings.restarts
            yield f"the result says that restart {restart} settled it; the rules have {most}"
        if restart is not None and fixed is False:
            yield f"the result says that restart {restart} settled it, and that nothing did"
