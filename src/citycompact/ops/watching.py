"""Ends what the site's first process started, where that one was killed and could not do so itself.

Run as ``python -m citycompact.ops.watching PID [FOLDER]``: a process that waits at a pipe, which the system
closes with the one that it belongs to, however that ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

_PATIENCE = 15.0


class Watcher:
    """The other end of the pipe, held by the process that is watched.

    Parameters
    ----------
    folder
        Of the embedded database that ends with it; None where the database is another's.
    """

    def __init__(self, folder: Path | None) -> None:
        words = [sys.executable, "-m", __name__, str(os.getpid()), *([] if folder is None else [str(folder)])]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, text=True, start_new_session=True)

    def tell(self, word: str) -> None:
        """Say which group of processes was started (its number), or that all ended well (``ended``)."""
        assert self._process.stdin is not None
        # A watcher that somebody killed is missed by nothing else.
        with contextlib.suppress(OSError):
            self._process.stdin.write(f"{word}\n")
            self._process.stdin.flush()


def watch(lines: Iterable[str], watched: int, folder: Path | None) -> None:
    """Read the pipe to its end; where nobody said that all is well, end the groups and the database."""
    groups: list[int] = []
    for line in lines:
        if line.strip() == "ended":
            return
        groups.append(int(line))
    for order in (signal.SIGTERM, signal.SIGKILL):
        groups = [group for group in groups if _told(group, order)]
        until = time.monotonic() + _PATIENCE
        while (groups := [group for group in groups if _told(group, 0)]) and time.monotonic() < until:
            time.sleep(0.2)
    if folder is not None:
        from citycompact.ops.embedded_postgres import let_go

        let_go(folder, watched)


def _told(group: int, order: int) -> bool:
    """Send a signal to a group (0 asks only); False where nothing is left of it."""
    try:
        os.killpg(group, order)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    watch(sys.stdin, int(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
