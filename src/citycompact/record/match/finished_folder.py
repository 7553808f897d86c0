"""Reading the folder of a finished round again: for letters, comparisons and receipts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from citycompact.doors import Result
from citycompact.enrollment import ROOM, SECTION, Outcome, outcome_of
from citycompact.facts import FactsError, Problem, file_sha256
from citycompact.record.in_folder import read_folder
from citycompact.record.match.publishing import MATCH
from citycompact.record.record import FORMAT, draw_of, read_record
from citycompact.record.written import MEND, not_of_its_record
from citycompact.words import Language


@dataclass(frozen=True)
class FinishedFolder:
    """The folder that ``citycompact match`` wrote."""

    path: Path

    def __post_init__(self) -> None:
        if not all((self.path / name).exists() for name in ("record.json", "audit/auditor/applicants.csv")):
            raise FactsError(
                [
                    Problem(
                        self.path.name, "is not the result of a match.", "Give the folder named after --out."
                    )
                ]
            )

    @cached_property
    def record(self) -> dict[str, Any]:
        """The content of ``record.json``, as the present format has it."""
        return read_record(self.path / "record.json")

    @property
    def audit(self) -> Path:
        """Folder of the bundles."""
        return self.path / "audit"

    def table(self, name: str) -> pl.DataFrame:
        """Read one of the published tables; ids are text.

        Raises
        ------
        FactsError
            Where it is not the table whose hash the record holds: then nobody may word it.
        """
        path = self.path / f"{name}.csv"
        if file_sha256(path) != self.record["result_sha256"].get(name):
            raise FactsError([Problem(path.name, "is not the table of its record.", MEND)])
        return self._csv(path)

    @cached_property
    def programs(self) -> pl.DataFrame:
        """Programs with names, schools and sectors."""
        return self._csv(self.audit / "auditor" / "programs.csv")

    @cached_property
    def applicants(self) -> pl.DataFrame:
        """Applicants with grade, facts and lottery number."""
        return self._csv(self.audit / "auditor" / "applicants.csv")

    @cached_property
    def applications(self) -> dict[str, Any]:
        """Committed application record of every applicant."""
        # Only "\n" ends a line: canonical JSON leaves other separators, such as U+2028, as they are.
        text = (self.audit / "auditor" / "applications.txt").read_bytes().decode()
        lines = text.removesuffix("\n").split("\n") if text else []
        records = [json.loads(line.partition(" ")[2]) for line in lines]
        return {record["applicant"]: record for record in records}

    @cached_property
    def rules(self) -> dict[str, Any]:
        """The ``[enrollment]`` section that was applied.

        Earlier versions published the whole rulebook, later ones the section with what is signed.
        """
        text = (self.audit / "public" / "rulebook.json").read_text(encoding="utf-8")
        published: dict[str, Any] = json.loads(text)
        content: dict[str, Any] = (
            published["content"] if "content" in published else published.get(SECTION, {})
        )
        return content

    @cached_property
    def result(self) -> Result:
        """The match as it was published, with what a letter needs beside the tables."""
        if self.record["format"] == FORMAT:
            written = read_folder(self.path, ROOM, MATCH)
            if strange := not_of_its_record(written):
                raise FactsError([Problem(self.path.name, f"is not of its record: {strange[0]}.", MEND)])
            return written.result
        lottery = self.applicants.select("applicant_id", "lottery_number", "lottery_place")
        tables = {name: self.table(name) for name in ("assignments", "explanations")}
        values = self.record["values"]
        if "labels" not in values:
            # Format 1 keeps them in its rules alone.
            groups = self.rules.get("groups", {})
            values = {**values, "labels": {name: group.get("labels", {}) for name, group in groups.items()}}
        return Result({**tables, "lottery": lottery}, values, draw_of(self.record))

    def outcome(self, applicant_id: str, language: Language) -> Outcome:
        """Everything a letter says about one applicant; FactsError for one who took no part."""
        return outcome_of(self.result, self.programs, applicant_id, language)

    @staticmethod
    def _csv(path: Path) -> pl.DataFrame:
        text = ("applicant_id", "program_id", "school_id", "lottery_number", "name", "school_name", "grade")
        header = pl.read_csv(path, n_rows=0, infer_schema=False).columns
        return pl.read_csv(
            path,
            schema_overrides={name: pl.String for name in header if name in text},
            infer_schema_length=None,
        )
