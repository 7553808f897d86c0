"""What tests of joint decisions share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def decision(closed):
    """The decision of the demo's round after its deadline."""
    return closed.decision
