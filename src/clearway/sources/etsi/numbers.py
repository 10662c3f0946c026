"""The number columns of the ISLD export, read a column at a time.

Nearly all numbers are already in the offices' DOCDB form up to a blank; those are recognised by
pattern, and only the rest goes through `clearway.model.numbers` one by one; both agree.
"""

from __future__ import annotations

import polars as pl

from clearway.model.numbers import NumberError, parse_application, parse_publication
from clearway.model.territory import OFFICES

_ALIKE = (
    r"(?:EP[0-9]{7}|US[1-9][0-9]{5,9}|WO20(?:0[4-9]|[1-9][0-9])[0-9]{6}"
    r"|TW[1-9][0-9]{1,17}|TWI[0-9]{6}|CN[1-9][0-9]{8}) [A-Z][0-9]?"
    r"|CN[1-9][0-9]{6} [AB]|DE[1-9][0-9]{1,17} [A-S][0-9]?"
    r"|(?:KR(?:10[0-9]{7}|20[0-9]{9})|(?:AU|PL)[1-9][0-9]{6,17}"
    r"|(?:AT|CA|DK|FI|NO|PT|SI)[1-9][0-9]{2,17}"
    r"|AR[0-9]{6}|BR[1-9][0-9]{8,17}"
    r"|(?:BE|CL|CO|CZ|ES|FR|GB|GR|HK|HU|ID|IE|IL|IT|MY|NL|NZ|PE|PH|RO|RU|SE"
    r"|SK|TH|TR|UA|VN|ZA)[1-9][0-9]{1,17}) [A-TV-XZ][0-9]?"
    r"|JP(?:[1-9][0-9]{6} B|20[0-9]{8} A)[0-9]?"
)
"""Publications that differ from DOCDB form by their punctuation only."""

_ALL_ALIKE = rf"^(?:{_ALIKE})(?: \| (?:{_ALIKE}))*$"
_PARTS = r"([A-Z]{2})(I?[0-9]+) ([A-Z][0-9]?)"

_FIXED_APPLICATIONS = (
    r"^(EP|JP|KR|TW)(19|20)[0-9]{9}$|^CN(19|20)[0-9]{2}[12389][0-9]{7}$"
    r"|^(AR|AT|AU|BE|CA|CL|CO|CZ|DK|ES|FI|FR|GB|GR|HK|HU|ID|IE|IL|IT|MY|NL|NO|NZ|PE|PH|PL|PT"
    r"|RO|RU|SE|SG|SI|SK|TH|TR|UA|US|VN|ZA)(19|20)[0-9]{4,11}[A-Z]?$"
    r"|^WO(19|20)[0-9][0-9][A-Z]{2}[0-9]{5,6}$"
)
"""Applications in our form already."""

_SHORT_CHINESE = r"^CN(19|20)[0-9]{2}[12389][0-9]{4,6}$"
"""Year and type of a Chinese application, then a serial without its leading zeros."""

_NONE = pl.lit([], dtype=pl.List(pl.String))


def split_list(text: pl.Expr) -> pl.Expr:
    """Split `|JP20050004537|WO2006JP300226|` into its parts, in their order, without blanks."""
    bare = text.str.replace_all(r"\s*\|[\s|]*", "|").str.strip_chars("| ")
    return pl.when(bare != "").then(bare.str.split("|")).otherwise(_NONE)


def read_publications(text: pl.Series, office: pl.Series) -> pl.DataFrame:
    """Read `EP1848154 A1 | EP1848154 B1` per row.

    Args:
        text: the column `PUBL_NUMBER`.
        office: the office of each row, for numbers that do not name theirs.

    Returns:
        Per row `publication_numbers` (DOCDB form, in their order; two spellings of one number give
        it once) and `unread` (how many parts are no publication number).
    """
    rows = pl.DataFrame({"text": text, "office": office})
    alike = pl.col("text").str.contains(_ALL_ALIKE)
    odd = rows.filter(~alike & (pl.col("text") != "")).unique()
    read = [_read_cell(cell, place) for cell, place in odd.rows()]
    odd = odd.with_columns(
        pl.Series("read", [numbers for numbers, _ in read], dtype=pl.List(pl.String)),
        pl.Series("unread", [unread for _, unread in read], dtype=pl.Int64),
    )
    joined = rows.join(odd, on=["text", "office"], how="left", maintain_order="left")
    written = pl.col("text").str.replace_all(_PARTS, "${1}-${2}-${3}").str.split(" | ")
    return joined.select(
        pl.when(alike).then(written).otherwise(pl.col("read").fill_null(_NONE))
        .alias("publication_numbers"),
        pl.col("unread").fill_null(0),
    )  # fmt: skip


def read_applications(text: pl.Series, office: pl.Series) -> pl.Series:
    """Read the column `PATT_APPLICATION_NUMBER`; null where there is no usable number."""
    rows = pl.DataFrame({"text": text.str.strip_chars(), "office": office}).with_columns(
        pl.when(pl.col("text").str.contains(_SHORT_CHINESE))
        .then(pl.col("text").str.slice(0, 7) + pl.col("text").str.slice(7).str.zfill(7))
        .otherwise("text")
        .alias("text")
    )
    fixed = pl.col("text").str.contains(_FIXED_APPLICATIONS)
    odd = rows.filter(~fixed & (pl.col("text") != "")).unique()
    read = [parse_application(a, b) for a, b in odd.rows()]
    odd = odd.with_columns(pl.Series("read", read, dtype=pl.String))
    joined = rows.join(odd, on=["text", "office"], how="left", maintain_order="left")
    return joined.select(
        pl.when(fixed).then("text").otherwise("read").alias("application")
    ).to_series()


def office_of(text: pl.Expr) -> pl.Expr:
    """Return the office that `JP JAPAN` or `JP20060552944` begins with, or null."""
    letters = text.str.strip_chars().str.slice(0, 2)
    return pl.when(letters.is_in(sorted(OFFICES))).then(letters)


def _read_cell(cell: str, office: str) -> tuple[list[str], int]:
    """Read the parts of one cell: (numbers, how many parts are none)."""
    parts = [part for part in map(str.strip, cell.split("|")) if part]
    read = [_docdb(part, office) for part in parts]
    return list(dict.fromkeys(filter(None, read))), read.count(None)


def _docdb(text: str, office: str | None) -> str | None:
    try:
        return parse_publication(text, office).docdb
    except NumberError:
        return None
