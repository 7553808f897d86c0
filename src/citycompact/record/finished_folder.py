"""Reading the folder of a finished round again: for letters, comparisons and receipts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from citycompact.enrollment import SECTION
from citycompact.enrollment.letter import Language, Outcome
from citycompact.facts import FactsError, Problem


@dataclass(frozen=True)
class FinishedFolder:
    """The folder that ``citycompact match`` wrote."""

    path: Path

    def __post_init__(self) -> None:
        if not (self.path / "record.json").exists():
            raise FactsError(
                [
                    Problem(
                        self.path.name, "is not the result of a match.", "Give the folder named after --out."
                    )
                ]
            )

    @cached_property
    def record(self) -> dict[str, Any]:
        """The content of ``record.json``."""
        content: dict[str, Any] = json.loads((self.path / "record.json").read_text(encoding="utf-8"))
        return content

    @property
    def audit(self) -> Path:
        """Folder of the bundles."""
        return self.path / "audit"

    def table(self, name: str) -> pl.DataFrame:
        """Read one of the published tables; ids are text."""
        return self._csv(self.path / f"{name}.csv")

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
        lines = (self.audit / "auditor" / "applications.txt").read_text(encoding="utf-8").splitlines()
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

    def program_name(self, program_id: str) -> str:
        """School and program, as a letter prints them."""
        row = self.programs.row(by_predicate=pl.col("program_id") == program_id, named=True)
        return f"{row['school_name']}, {row['name']}" if row["name"] else str(row["school_name"])

    def outcome(self, applicant_id: str, language: Language) -> Outcome:
        """Everything a letter says about one applicant.

        Raises
        ------
        FactsError
            For an applicant who took no part.
        """
        found = self.table("assignments").filter(pl.col("applicant_id") == applicant_id)
        if found.is_empty():
            mend = "Check the id; it is the one in applicants.csv."
            raise FactsError([Problem("assignments.csv", "has no such applicant.", mend, value=applicant_id)])
        row = found.row(0, named=True)
        missed = self.table("explanations").filter(pl.col("applicant_id") == applicant_id)
        me = self.applicants.row(by_predicate=pl.col("applicant_id") == applicant_id, named=True)
        groups = self.rules.get("groups", {})
        return Outcome(
            applicant_id=applicant_id,
            program=None if row["program_id"] is None else self.program_name(row["program_id"]),
            rank=row["choice_rank"],
            lottery_number=me["lottery_number"] or "",
            lottery_place=me["lottery_place"],
            applicants=self.applicants.height,
            seed=self.record["draw"]["seed"],
            missed=[
                {**item, "program_name": self.program_name(item["program_id"])}
                for item in missed.sort("choice_rank").iter_rows(named=True)
            ],
            labels={name: group.get("labels", {}).get(language, "") for name, group in groups.items()},
        )

    @staticmethod
    def _csv(path: Path) -> pl.DataFrame:
        text = ("applicant_id", "program_id", "school_id", "lottery_number", "name", "school_name", "grade")
        header = pl.read_csv(path, n_rows=0, infer_schema=False).columns
        return pl.read_csv(
            path,
            schema_overrides={name: pl.String for name in header if name in text},
            infer_schema_length=None,
        )
