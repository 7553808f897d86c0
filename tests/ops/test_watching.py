"""Whoever is killed leaves nothing running; whoever ends in order is not meddled with."""

from __future__ import annotations

import signal
import subprocess
import sys

from citycompact.ops.watching import watch

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(99)"
)


def started(code):
    words = [sys.executable, "-c", code]
    process = subprocess.Popen(words, start_new_session=True, stdout=subprocess.PIPE)
    process.stdout.readline()
    return process


def test_groups_end_where_the_pipe_closed_unsaid_also_one_that_does_not_listen(monkeypatch):
    from citycompact.ops import watching

    monkeypatch.setattr(watching, "_PATIENCE", 0.5)
    mild, stubborn = started("print(1, flush=True); import time; time.sleep(99)"), started(STUBBORN)
    watch([f"{mild.pid}\n", f"{stubborn.pid}\n"], 1, None)
    assert mild.wait(5) == -signal.SIGTERM
    assert stubborn.wait(5) == -signal.SIGKILL


def test_nothing_is_ended_where_all_was_said_to_be_well():
    process = started("print(1, flush=True); import time; time.sleep(99)")
    watch([f"{process.pid}\n", "ended\n"], 1, None)
    assert process.poll() is None
    process.kill()
    process.wait()
