"""The mechanisms, each by its paper, each from a Market to an Assignment."""

from collections.abc import Callable

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.market import Market
from citycompact.enrollment.mechanisms.deferred_acceptance import deferred_acceptance
from citycompact.enrollment.mechanisms.efficiency_adjusted import efficiency_adjusted_deferred_acceptance
from citycompact.enrollment.mechanisms.immediate_acceptance import immediate_acceptance
from citycompact.enrollment.mechanisms.serial_dictatorship import serial_dictatorship
from citycompact.enrollment.mechanisms.stable_improvement_cycles import stable_improvement_cycles
from citycompact.enrollment.mechanisms.top_trading_cycles import top_trading_cycles
from citycompact.enrollment.rules import MechanismName

MECHANISMS: dict[MechanismName, Callable[[Market], Assignment]] = {
    "deferred_acceptance": deferred_acceptance,
    "top_trading_cycles": top_trading_cycles,
    "immediate_acceptance": immediate_acceptance,
    "serial_dictatorship": serial_dictatorship,
    "efficiency_adjusted_deferred_acceptance": efficiency_adjusted_deferred_acceptance,
    "stable_improvement_cycles": stable_improvement_cycles,
}

__all__ = [
    "MECHANISMS",
    "deferred_acceptance",
    "efficiency_adjusted_deferred_acceptance",
    "immediate_acceptance",
    "serial_dictatorship",
    "stable_improvement_cycles",
    "top_trading_cycles",
]
