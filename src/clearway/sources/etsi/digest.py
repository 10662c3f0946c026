"""One block of the ISLD export brought down to what it says: each fact once, wrong rows apart.

The export is declaration x standard version x patent, so a block of 30,000 rows says some thousand
things. Declarations and standards become numbers (`Interned`), families and rights stay text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clearway.sources.delimited import Block, Reject, parse_spans, parse_strings
from clearway.sources.etsi.layout import (
    FAMILY,
    HEAD,
    MENTION,
    NEEDED,
    RIGHT,
    STANDARD,
    Layout,
)
from clearway.sources.etsi.numbers import office_of
from clearway.sources.etsi.runs import Runs
from clearway.sources.etsi.terms import read_declaration, read_leaves
from clearway.sources.etsi.values import (
    PART,
    UNKNOWN_DAY,
    Interned,
    Respelled,
    ValueProblemError,
    read_date,
    read_flag,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RIGHT_KEYS = (
    "family_id",
    "is_group",
    "office",
    "application",
    "publications",
    "filed_on",
    "priorities",
    "original_application_number",
    "original_publication_number",
    "normalized",
)
"""What makes two staged right rows the same, beside title and basis."""


@dataclass(frozen=True)
class Digest:
    """What one block says.

    Attributes:
        facts: distinct (declaration, standard, family, mention).
        rights: distinct (family, right as spelled).
        rejects: rows set aside, by line.
        rows: rows in, those set aside included.
        rows_4g: rows loaded whose 4G flag is 1.
    """

    facts: pl.DataFrame
    rights: pl.DataFrame
    rejects: list[Reject]
    rows: int
    rows_4g: int


class Digester:
    """Digests blocks; holds the two dictionaries that all of them share. Safe to use from threads.

    Args:
        layout: where the file has its columns.
    """

    def __init__(self, layout: Layout) -> None:
        self.declarations = Interned(read_declaration)
        self.standards = Interned(read_leaves)
        self._layout = layout
        self._runs = Runs(layout)
        self._declaration_runs = Respelled(self.declarations, self._runs.head_key)
        self._standard_runs = Respelled(self.standards, self._runs.standard_key)

    def digest(self, block: Block) -> Digest:
        """Read one block: quickly when all its rows are sound, else row by row."""
        quick = self._quick(block) if block.height else None
        if quick is None:
            return self._careful(block)
        facts, rights, rows_4g = quick
        rows = block.height + len(block.rejects)
        return Digest(facts, rights, block.rejects, rows, rows_4g)

    def _quick(self, block: Block) -> tuple[pl.DataFrame, pl.DataFrame, int] | None:
        """Drop repeated rows by their bytes, and read the rest; None when some row is not sound."""
        runs = self._runs
        frame = parse_spans(block, runs.spans).with_row_index("row")
        facts = frame.unique(subset=runs.facts, keep="any")
        facts = facts.with_columns(
            _codes(facts, runs.head, self._declaration_runs).alias("declaration"),
            _codes(facts, runs.standard, self._standard_runs).alias("standard"),
        )
        said = _named(self._parse(block, facts, (*FAMILY, *MENTION)))
        said = said.with_columns(facts["declaration"], facts["standard"])
        rights = frame.unique(subset=runs.rights, keep="any")
        held = _named(self._parse(block, rights, (*FAMILY, *MENTION[:1], *RIGHT)))
        if self._problems(said) or self._problems(held):
            return None
        flags = parse_strings(block, [runs.flag_4g]).to_series()
        return _facts(said), _rights(held), int((flags.str.strip_chars() == "1").sum())

    def _parse(self, block: Block, rows: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
        places = [self._layout.place(column) for column in columns]
        frame = parse_strings(block, places, rows["row"].to_numpy().astype(np.int64))
        return frame.select(
            pl.col(str(place)).alias(column) for place, column in zip(places, columns, strict=True)
        )

    def _careful(self, block: Block) -> Digest:
        """Read every row, and set aside those that are not sound."""
        frame = self._read(block)
        problems = self._problems(frame)
        rows = sorted(problems)
        mine = [Reject(int(block.lines[i]), problems[i], block.raw(i)) for i in rows]
        frame = frame.with_row_index("row").filter(~pl.col("row").is_in(rows)).drop("row")
        return Digest(
            _facts(frame),
            _rights(frame),
            sorted(block.rejects + mine, key=lambda reject: reject.line),
            block.height + len(block.rejects),
            int((frame["4G"].str.strip_chars() == "1").sum()),
        )

    def _read(self, block: Block) -> pl.DataFrame:
        layout = self._layout
        frame = parse_strings(block, layout.places)
        frame = frame.select(
            pl.col(str(place)).alias(column)
            for place, column in zip(layout.places, NEEDED, strict=True)
        )
        return _named(frame).with_columns(
            _codes(frame, HEAD, self.declarations).alias("declaration"),
            _codes(frame, STANDARD, self.standards).alias("standard"),
        )

    def _problems(self, frame: pl.DataFrame) -> dict[int, str]:
        """Return row -> reason for rows to set aside; the first reason found stands."""
        problems: dict[int, str] = {}
        for column, terms in (("declaration", self.declarations), ("standard", self.standards)):
            for row in _rows_where(frame, pl.col(column) < 0) if column in frame.columns else ():
                problems.setdefault(row, terms.problem(frame[column][row]))
        for row in _rows_where(frame, pl.col("family_id").is_null()):
            problems.setdefault(row, "DIPG_PATF_ID and DIPG_ID are both blank: no family")
        for column, read in _CHECKED.items():
            wrong = _wrong_values(frame, column, read)
            for row in _rows_where(frame, pl.col(column).is_in(list(wrong))) if wrong else ():
                problems.setdefault(row, wrong[frame[column][row]])
        return problems


_CHECKED: dict[str, Callable[[str, str], object]] = {
    "PBPA_APP_DATE": read_date,
    "Explicitely_Disclosed": read_flag,
}


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `family_id` (null where there is none) and `is_group`."""
    patent, group = (pl.col(column).str.strip_chars() for column in FAMILY)
    return frame.with_columns(
        (patent == "").alias("is_group"),
        pl.when(patent != "").then(patent)
        .when(group != "").then(pl.lit("group-") + group)
        .alias("family_id"),
    )  # fmt: skip


def _codes(frame: pl.DataFrame, columns: Sequence[str], terms: Interned | Respelled) -> pl.Series:
    """Number the rows' values of `columns`, looking at each distinct combination once."""
    keys = frame.select(pl.concat_str(columns, separator=PART).alias("key"))
    distinct = keys.unique()
    codes = pl.Series("code", terms.codes(distinct["key"]), dtype=pl.Int32)
    joined = keys.join(distinct.with_columns(codes), on="key", how="left", maintain_order="left")
    return joined["code"]


def _rows_where(frame: pl.DataFrame, condition: pl.Expr) -> list[int]:
    return frame.select(condition.arg_true()).to_series().to_list()


def _wrong_values(
    frame: pl.DataFrame, column: str, read: Callable[[str, str], object]
) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for value in frame[column].unique() if column in frame.columns else ():
        try:
            read(column, value)
        except ValueProblemError as problem:
            wrong[value] = str(problem)
    return wrong


def _facts(frame: pl.DataFrame) -> pl.DataFrame:
    illustrative = pl.col("Illustrative_Part").str.strip_chars()
    return frame.select(
        "declaration",
        "standard",
        "family_id",
        "is_group",
        _is_basis().alias("is_basis"),
        (pl.col("Explicitely_Disclosed").str.strip_chars() == "1").alias("explicit"),
        pl.when(illustrative != "").then(illustrative).alias("illustrative_part"),
    ).unique()


def _rights(frame: pl.DataFrame) -> pl.DataFrame:
    raw = frame.select("family_id", "is_group", _is_basis().alias("is_basis"), *RIGHT).unique()
    application, publication = pl.col("PATT_APPLICATION_NUMBER"), pl.col("PUBL_NUMBER")
    filed = pl.col("PBPA_APP_DATE").str.strip_chars().str.slice(0, 10)
    filed = pl.when(filed != "").then(filed).str.to_date("%Y-%m-%d")
    normalized = pl.col("Normalized_Patent").str.strip_chars().str.to_lowercase()
    return raw.select(
        "family_id",
        "is_group",
        "is_basis",
        pl.coalesce(
            office_of(pl.col("Country_Of_Registration")),
            office_of(publication),
            office_of(application),
        ).alias("office"),
        application.alias("application"),
        publication.alias("publications"),
        pl.when(filed != UNKNOWN_DAY).then(filed).alias("filed_on"),
        pl.col("PBPA_PRIORITY_NUMBERS").alias("priorities"),
        _text("Original_Application_Number").alias("original_application_number"),
        _text("Original_Publication_Number").alias("original_publication_number"),
        pl.when(normalized.is_in(["yes", "no", "error"])).then(normalized).alias("normalized"),
        _text("PBPA_TITLEEN").alias("title"),
    )


def _is_basis() -> pl.Expr:
    return pl.col("Patent_Type").str.strip_chars().str.to_lowercase() == "basis patent"


def _text(column: str) -> pl.Expr:
    text = pl.col(column).str.strip_chars()
    return pl.when(text != "").then(text)
