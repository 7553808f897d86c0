"""What each mechanism promises, and what takes promises away."""

import pytest

from citycompact.enrollment.recomputed.promises import Promises
from rich_cities import MECHANISMS

ALWAYS = {
    "deferred_acceptance": {"no_justified_envy", "reserves_honoured", "non_wasteful", "student_optimal"},
    "stable_improvement_cycles": {"no_justified_envy", "reserves_honoured", "non_wasteful"},
    "top_trading_cycles": {"non_wasteful", "pareto_efficient"},
    "efficiency_adjusted_deferred_acceptance": {"consent_respected", "non_wasteful", "pareto_efficient"},
    "serial_dictatorship": {"non_wasteful", "pareto_efficient"},
    "immediate_acceptance": {"non_wasteful"},
}
ASKED = (
    "no_justified_envy",
    "consent_respected",
    "reserves_honoured",
    "non_wasteful",
    "student_optimal",
    "pareto_efficient",
)


def promised(mechanism, **circumstances):
    given = Promises(mechanism, **circumstances)
    return {name for name in ASKED if getattr(given, name)}


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_what_each_mechanism_promises_and_what_is_lost(mechanism):
    usual = ALWAYS[mechanism]
    assert promised(mechanism) == usual
    of_programs = {"non_wasteful", "student_optimal", "pareto_efficient"}
    assert promised(mechanism, hard=True) == usual - of_programs
    assert promised(mechanism, settled=False) == usual - {
        "no_justified_envy",
        "consent_respected",
        "student_optimal",
    }
    held_back = mechanism in ("immediate_acceptance", "serial_dictatorship")
    assert promised(mechanism, rights=True) == (usual - of_programs if held_back else usual)
    needs_consent = mechanism == "efficiency_adjusted_deferred_acceptance"
    assert promised(mechanism, all_consent=False) == usual - (
        {"pareto_efficient"} if needs_consent else set()
    )
