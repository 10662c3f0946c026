"""The number columns of the ISLD export, read a column at a time.

Nearly all numbers are already in the offices' DOCDB form up to a blank; those are recognised by
pattern, and only the rest goes through `clearway.model.numbers` one by one; both agree.
"""

from __future__ import annotations

import polars as pl

from clearway.model.numbers import NumberError, parse_application, parse_publication
from clearway.model.territory import OFFICES

_PLAIN = r"^([A-Z]{2})(\d{2,18}) ([A-Z]\d?)$"
_FIXED_PUBLICATIONS = {
    "EP": r"^EP\d{7} ",
    "US": r"^US[1-9]\d{5,9} ",
    "WO": r"^WO20(0[4-9]|[1-9]\d)\d{6} ",
    "JP": r"^JP([1-9]\d{6} B|20\d{8} A)",
    "KR": r"^KR(10\d{7}|20\d{9}) ",
    "CA": r"^CA[1-9]\d+ ",
}
"""Patterns that stand for themselves at offices whose numbers have several spellings."""

_AS_WRITTEN = ("CN", "DE", "GB", "FR", "TW", "AU", "RU", "ZA", "HK", "ES", "IT", "IL", "NZ", "UA")
"""Offices where digits and kind code are the number."""

_FIXED_APPLICATIONS = (
    r"^(EP|JP|KR|TW)(19|20)\d{9}$|^CN(19|20)\d{5,11}$|^(US|CA|AU|DE|GB|FR|ES|RU)(19|20)\d{5,12}T?$"
    r"|^WO(19|20)\d\d[A-Z]{2}\d{5,6}$"
)


def split_list(text: pl.Expr) -> pl.Expr:
    """Split `|JP20050004537|WO2006JP300226|` into its parts, without blanks, sorted, each once."""
    parts = text.str.split("|").list.eval(pl.element().str.strip_chars())
    return parts.list.set_difference([""]).list.sort()


def read_publications(text: pl.Series, office: pl.Series) -> pl.DataFrame:
    """Read `EP1848154 A1 | EP1848154 B1` per row.

    Args:
        text: the column `PUBL_NUMBER`.
        office: the office of each row, for numbers that do not name theirs.

    Returns:
        Per row `publication_numbers` (DOCDB form, sorted, each once) and `unread` (how many parts
        are no publication number).
    """
    rows = pl.DataFrame({"row": pl.arange(len(text), eager=True), "text": text, "office": office})
    pieces = (
        rows.filter(pl.col("text") != "")
        .with_columns(pl.col("text").str.split("|"))
        .explode("text")
        .with_columns(pl.col("text").str.strip_chars())
        .filter(pl.col("text") != "")
    )
    read = _publications_of(pieces)
    lists = read.group_by("row").agg(
        pl.col("docdb").drop_nulls().unique().sort().alias("publication_numbers"),
        pl.col("docdb").null_count().alias("unread"),
    )
    joined = rows.select("row").join(lists, on="row", how="left", maintain_order="left")
    return joined.select(
        pl.col("publication_numbers").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        pl.col("unread").fill_null(0),
    )


def read_applications(text: pl.Series, office: pl.Series) -> pl.Series:
    """Read the column `PATT_APPLICATION_NUMBER`; null where there is no usable number."""
    rows = pl.DataFrame({"text": text.str.strip_chars(), "office": office})
    fixed = pl.col("text").str.contains(_FIXED_APPLICATIONS)
    odd = rows.filter(~fixed & (pl.col("text") != "")).unique()
    read = [parse_application(a, b) for a, b in odd.rows()]
    odd = odd.with_columns(pl.Series("read", read, dtype=pl.String))
    joined = rows.join(
        odd, on=["text", "office"], how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.select(
        pl.when(fixed).then("text").otherwise("read").alias("application")
    ).to_series()


def office_of(text: pl.Expr) -> pl.Expr:
    """Return the office that `JP JAPAN` or `JP20060552944` begins with, or null."""
    letters = text.str.strip_chars().str.slice(0, 2)
    return pl.when(letters.is_in(sorted(OFFICES))).then(letters)


def _publications_of(pieces: pl.DataFrame) -> pl.DataFrame:
    text = pl.col("text")
    letters = text.str.slice(0, 2)
    fixed = letters.is_in(_AS_WRITTEN) & text.str.contains(_PLAIN)
    for office, pattern in _FIXED_PUBLICATIONS.items():
        fixed |= (letters == office) & text.str.contains(_PLAIN) & text.str.contains(pattern)
    pieces = pieces.with_columns(fixed.alias("fixed"))
    plain = pieces.filter("fixed").select(
        "row", text.str.replace(_PLAIN, "${1}-${2}-${3}").alias("docdb")
    )
    rest = pieces.filter(~pl.col("fixed"))
    odd = rest.select("text", "office").unique()
    read = pl.Series("docdb", [_docdb(a, b) for a, b in odd.rows()], dtype=pl.String)
    parsed = rest.join(
        odd.with_columns(read), on=["text", "office"], how="left", nulls_equal=True
    ).select("row", "docdb")
    return pl.concat([plain, parsed])


def _docdb(text: str, office: str | None) -> str | None:
    try:
        return parse_publication(text, office).docdb
    except NumberError:
        return None
