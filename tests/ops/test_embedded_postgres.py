"""The embedded server lives as long as a process that needs it, and no longer."""

import os
import signal
import time

from citycompact.ops.embedded_postgres import keep_running, start, stop
from site_processes import python, server_of

HELD = """
import os, signal
from pathlib import Path
from citycompact.ops.embedded_postgres import start
start(Path({folder!r}))
{end}
"""


def test_a_process_that_was_killed_does_not_keep_the_server_for_ever(tmp_path):
    folder = str(tmp_path / "postgres")
    killed = python(tmp_path, HELD.format(folder=folder, end="os.kill(os.getpid(), signal.SIGKILL)"))
    assert killed.returncode == -signal.SIGKILL
    assert server_of(tmp_path) is not None
    orderly = python(tmp_path, HELD.format(folder=folder, end=""))
    assert orderly.returncode == 0, orderly.stderr
    assert server_of(tmp_path) is None


def test_a_server_that_died_comes_back_at_the_same_address_and_is_stopped_when_told(tmp_path):
    address = start(tmp_path / "postgres")
    number = server_of(tmp_path)
    os.kill(number, signal.SIGKILL)
    until = time.monotonic() + 30
    while server_of(tmp_path) in (None, number) and time.monotonic() < until:
        keep_running(tmp_path / "postgres")
        time.sleep(0.2)
    assert server_of(tmp_path) not in (None, number)
    keep_running(tmp_path / "postgres")
    assert start(tmp_path / "postgres") == address
    stop(tmp_path / "postgres")
    assert server_of(tmp_path) is None
    stop(tmp_path / "postgres")
    stop(tmp_path / "never")
