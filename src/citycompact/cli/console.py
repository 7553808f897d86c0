"""How the command line speaks: results on standard output, progress and problems on standard error."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from citycompact.facts import FactsError, Problem

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn expected errors into a list of problems and exit code 1; anything else stays a traceback."""
    try:
        yield
    except FactsError as error:
        print_problems(error.problems)
        raise typer.Exit(1) from None
    except FileExistsError as error:
        said = f"{error.filename} exists already." if error.filename else str(error)
        err.print(said or "The file already exists.", style="red", markup=False)
        raise typer.Exit(1) from None
    except BrokenPipeError:
        # Who reads only the beginning has closed the pipe; typer ends quietly.
        raise
    except OSError as error:
        err.print(f"{error.filename or 'A file'}: {error.strerror or error}.", style="red", markup=False)
        raise typer.Exit(1) from None
    except UnicodeError as error:
        err.print(f"What was given is not UTF-8 text: {error}.", style="red", markup=False)
        raise typer.Exit(1) from None


def print_problems(problems: list[Problem]) -> None:
    """Print each problem in two lines: where and what, then how to mend it."""
    for problem in problems:
        where = problem.file
        if problem.row is not None:
            where += f", {'line' if problem.in_toml else 'row'} {problem.row}"
        if problem.column:
            where += f", {problem.column}"
        value = f" {problem.value!r}" if problem.value is not None else ""
        err.print(f"{where}:{value} {problem.message}", style="red", markup=False)
        err.print(f"    {problem.mend}", markup=False)
    count = len(problems)
    err.print(f"{count} {'problem' if count == 1 else 'problems'} found.", style="bold red")


class Steps:
    """Named steps of a long job, each with its time; a spinner where there is a terminal."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=err,
            transient=True,
        )
        self._started = time.perf_counter()
        self._name: str | None = None
        self._task = self._progress.add_task("starting")

    def __enter__(self) -> Steps:
        self._progress.start()
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            self._finish()
        self._progress.stop()

    def __call__(self, name: str) -> None:
        """Begin a step; the one before it is finished and its time printed."""
        self._finish()
        self._name = name
        self._started = time.perf_counter()
        self._progress.update(self._task, description=name)

    def _finish(self) -> None:
        if self._name is not None:
            err.print(
                f"  {self._name} ({time.perf_counter() - self._started:.2f} s)", style="dim", markup=False
            )
        self._name = None
