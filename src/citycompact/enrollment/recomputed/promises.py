"""Which properties a match promises: those of its mechanism, less what rules and siblings take away."""

from __future__ import annotations

from dataclasses import dataclass

from citycompact.enrollment.rules import MechanismName

ADJUSTED: MechanismName = "efficiency_adjusted_deferred_acceptance"
_STABLE = frozenset({"deferred_acceptance", "stable_improvement_cycles"})
_HOLD_SEATS_BACK = frozenset({"immediate_acceptance", "serial_dictatorship"})


@dataclass(frozen=True)
class Promises:
    """What a match promises; whatever is not asked of it here is always promised.

    Parameters
    ----------
    rights
        Whether anybody has a right to a seat.
    hard
        Whether seats stay empty where the group for which they are kept does not take them. Promises are
        about programs: a child may then wait for a seat that another one, moved to a seat of its group, would
        free.
    settled
        Whether the priorities of placed siblings agree with the outcome. If not, no assignment was found in
        which every claim is just.
    all_consent
        Whether everybody lets a priority that cannot help them be passed over.
    """

    mechanism: MechanismName
    rights: bool = False
    hard: bool = False
    settled: bool = True
    all_consent: bool = True

    @property
    def no_justified_envy(self) -> bool:
        """Nobody sits in a place that someone comes before them for and would rather have."""
        return self.mechanism in _STABLE and self.settled

    @property
    def consent_respected(self) -> bool:
        """Of who does not consent no priority is passed over, whether it can help them or not."""
        return self.mechanism == ADJUSTED and self.settled

    @property
    def reserves_honoured(self) -> bool:
        """Buckets are filled one after the other, their members first."""
        return self.mechanism in _STABLE

    @property
    def non_wasteful(self) -> bool:
        """No program could seat somebody more who would rather be there."""
        return not self.hard and not (self.mechanism in _HOLD_SEATS_BACK and self.rights)

    @property
    def student_optimal(self) -> bool:
        """No other assignment in which every claim is just is better for any applicant."""
        return self.mechanism == "deferred_acceptance" and self.settled and not self.hard

    @property
    def pareto_efficient(self) -> bool:
        """Nobody can gain without somebody's loss."""
        efficient = (
            self.mechanism == "top_trading_cycles"
            or (self.mechanism == "serial_dictatorship" and not self.rights)
            or (self.mechanism == ADJUSTED and self.all_consent)
        )
        return efficient and not self.hard
