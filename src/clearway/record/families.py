"""Families computed from the links of documents to their priorities.

Two definitions: the DOCDB simple family (the same active priorities) and the INPADOC extended
family (everything connected). A record holds rights, so a document here is a right as a rule; any
text that names one will do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clearway.record.family_numbers import extended_families, simple_families
from clearway.record.first_filings import active_claims, marks_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clearway.record.family_numbers import Numbers

LARGEST = 2000
"""Members beyond which a family is looked at. ETSI's largest hold some hundreds of rights; trees
of continuations run to the low thousands of documents at most (from memory, no source at hand);
a missing id gathers tens of thousands."""
COMMON = 0.1
"""Share of members that one priority or one applicant must reach for a large family to be one."""


def compute_families(links: pl.DataFrame, documents: pl.DataFrame | None = None) -> pl.DataFrame:
    """Compute both families of every document.

    Args:
        links: columns `document`, `priority` (application numbers of one grammar) and, where
            known, `active` (null counts as active): continuations and the like are links that do
            not count for the simple family. Rows may repeat, in any order.
        documents: columns `document` and `application` (null where unknown), one row each, for
            documents that may have no priority. A document without an active priority has its own
            application as priority; every document's own application ties it to those that claim
            it in the extended family.

    Returns:
        `document`, `simple`, `extended`, sorted by document; a family is named by the first of its
        documents in the order of text, so it does not depend on the order of rows.
    """
    tied = _tied(links, documents)
    known = tied["priority"].is_not_null().to_numpy()
    active = tied["active"].to_numpy() & known
    numbers, names = number_texts(tied["document"])
    priorities, _ = number_texts(tied["priority"])
    del tied
    names, ranks = _in_order(names)
    numbers = ranks[numbers]
    simple = simple_families(numbers[active], priorities[active], len(names))
    extended = extended_families(numbers[known], priorities[known], len(names))
    return pl.DataFrame(
        {"document": names, "simple": names.gather(simple), "extended": names.gather(extended)}
    )


def families_of(rights: pl.DataFrame, ties: pl.DataFrame | None = None) -> pl.DataFrame:
    """Compute both families of the rights of a record.

    Args:
        rights: `right_id`, `application_number` and `priority_numbers` (list; null is none); and
            `inactive_priorities` (list) where the sources tell which do not count. Where it is
            null, or absent, the first filings among the priorities count (`first_filings`).
        ties: `right_id` and `family_id`: rights that some source puts into one family, of either
            kind, are in one extended family here.

    Returns:
        `document` (the `right_id`), `simple`, `extended`, as `compute_families`; and `is_told`:
        the right has priorities, or its application is one that another right claims.
    """
    rights = rights.sort("right_id").with_row_index("place")
    links = _links(rights)
    applications = rights["application_number"]
    texts = pl.concat([links["priority"], applications.drop_nulls()])
    numbers, words = number_texts(texts)
    claims = numbers[: len(links)]
    own = np.full(len(rights), -1, dtype=np.int32)
    own[applications.is_not_null().to_numpy()] = numbers[len(links) :]
    del numbers, texts
    places = links["place"].to_numpy().astype(np.int32)
    active = _active(rights, links["active"], places, claims, own, words)
    claimed = np.zeros(len(rights), dtype=np.bool_)
    claimed[places[active]] = True
    told = _told(places, claims, own, len(words))
    alone = np.flatnonzero((own >= 0) & ~claimed).astype(np.int32)
    simple = simple_families(
        np.concatenate([places[active], alone]),
        np.concatenate([claims[active], own[alone]]),
        len(rights),
    )
    with_own = np.flatnonzero(own >= 0).astype(np.int32)
    tied, tie = _ties(rights, ties, len(words))
    extended = extended_families(
        np.concatenate([places, with_own, tied]),
        np.concatenate([claims, own[with_own], tie]),
        len(rights),
    )
    names = rights["right_id"]
    return pl.DataFrame(
        {
            "document": names,
            "simple": names.gather(simple),
            "extended": names.gather(extended),
            "is_told": told,
        }
    )


def _links(rights: pl.DataFrame) -> pl.DataFrame:
    """`place` of a right, `priority`, and `active` (null where no source tells), none twice."""
    inactive = pl.lit(None, pl.List(pl.String))
    if "inactive_priorities" in rights.columns:
        inactive = pl.col("inactive_priorities")
    both = (
        rights.select("place", priority=column, active=active).explode("priority")
        for column, active in (
            (pl.col("priority_numbers"), pl.when(inactive.is_not_null()).then(True)),  # noqa: FBT003
            (inactive, pl.lit(False)),  # noqa: FBT003
        )
    )
    links = pl.concat(both).filter(pl.col("priority").is_not_null())
    return links.group_by("place", "priority").agg(pl.col("active").max()).sort("place", "priority")


def _active(  # noqa: PLR0913 -- the columns of one table
    rights: pl.DataFrame,
    told: pl.Series,
    places: Numbers,
    claims: Numbers,
    own: Numbers,
    words: pl.Series,
) -> NDArray[np.bool_]:
    """Which links count: as a source tells, else by the first filings."""
    starts = np.zeros(len(rights) + 1, dtype=np.int64)
    np.cumsum(np.bincount(places, minlength=len(rights)), out=starts[1:])
    document_of = np.full(len(words), -1, dtype=np.int32)
    known = np.flatnonzero(own >= 0)
    document_of[own[known]] = known
    is_us = rights["right_id"].str.starts_with("US").to_numpy()
    found = active_claims(starts, claims, own, document_of, marks_of(words), is_us)
    said = told.fill_null(value=True).to_numpy()
    return np.where(told.is_null().to_numpy(), found, said)


def _told(places: Numbers, claims: Numbers, own: Numbers, words: int) -> NDArray[np.bool_]:
    """Which rights claim another application than their own, or are claimed by another."""
    others = claims != own[places]
    is_claimed = np.zeros(words + 1, dtype=np.bool_)  # the last is that of no application
    is_claimed[claims[others]] = True
    told = is_claimed[own]
    told[places[others]] = True
    return told


def _ties(rights: pl.DataFrame, ties: pl.DataFrame | None, first: int) -> tuple[Numbers, Numbers]:
    """Rights and what ties them, numbered on from `first`."""
    nothing = np.empty(0, dtype=np.int32)
    if ties is None or ties.is_empty():
        return nothing, nothing
    placed = ties.join(rights.select("right_id", "place"), on="right_id")
    numbers, _ = number_texts(placed["family_id"])
    return placed["place"].to_numpy().astype(np.int32), numbers + np.int32(first)


def number_texts(texts: pl.Series) -> tuple[Numbers, pl.Series]:
    """Number the different texts of a column from 0, in an order of no meaning.

    By sorting hashes, which takes less time than a hash table when most texts are seen once or
    twice; the texts themselves are compared, so two texts never share a number.

    Returns:
        The number of each row, and the text of each number.
    """
    hashes = texts.hash()
    order = hashes.arg_sort()
    ordered = texts.gather(order)
    new = _changes(ordered)
    if new.sum() != _changes(hashes.gather(order)).sum():
        order = texts.arg_sort()  # two texts share a hash
        ordered = texts.gather(order)
        new = _changes(ordered)
    numbers = np.empty(len(texts), dtype=np.int32)
    numbers[order.to_numpy()] = new.cum_sum().to_numpy() - 1
    return numbers, ordered.filter(new)


def _changes(values: pl.Series) -> pl.Series:
    """Say of each value whether it differs from the one before it."""
    column = pl.col("values")
    changed = column.ne_missing(column.shift()) | (pl.int_range(pl.len()) == 0)
    return pl.DataFrame({"values": values}).select(changed).to_series()


def _in_order(names: pl.Series) -> tuple[pl.Series, Numbers]:
    """Return different texts in their order, and the place there of each as they were.

    Sorting texts alone is several times faster than sorting them with their places; the order of
    hashes, which both have, then tells one from the other.
    """
    ordered = names.sort()
    places = ordered.hash().arg_sort()
    ranks = np.empty(len(names), dtype=np.int32)
    ranks[names.hash().arg_sort().to_numpy()] = places.to_numpy()
    if ordered.hash().n_unique() < len(names):
        ranks[names.arg_sort().to_numpy()] = np.arange(len(names), dtype=np.int32)
    return ordered, ranks


def _tied(links: pl.DataFrame, documents: pl.DataFrame | None) -> pl.DataFrame:
    """Return the links, each with `active`, and with those to the documents' own applications."""
    active = pl.col("active") if "active" in links.columns else pl.lit(None, pl.Boolean)
    given = links.select("document", "priority", active.fill_null(value=True).alias("active"))
    if documents is None:
        return given
    claimed = given.filter("active", pl.col("priority").is_not_null())["document"].unique()
    own = documents.select(
        "document",
        pl.col("application").alias("priority"),
        (~pl.col("document").is_in(claimed.implode())).alias("active"),
    )
    return pl.concat([given, own])


def suspect_families(
    members: pl.DataFrame,
    *,
    priorities: pl.DataFrame | None = None,
    applicants: pl.DataFrame | None = None,
    largest: int = LARGEST,
    common: float = COMMON,
) -> pl.DataFrame:
    """Find 'families' that are really a missing id: one value given to whatever had none.

    The rule: more than `largest` documents, of which no single priority and no single applicant
    has the share `common`. Where nobody says anything of either, size alone decides.

    Args:
        members: columns `family`, `document`; rows may repeat.
        priorities: columns `document`, `priority`.
        applicants: columns `document`, `applicant`.
        largest: members that a true family may have.
        common: share of members, above 0 to 1.

    Returns:
        `family`, `members`, `same_priority` and `same_applicant` (share of the members that the
        most frequent one has; null where none is known), the largest first.
    """
    distinct = members.select("family", "document").unique()
    sizes = distinct.group_by("family").agg(pl.len().alias("members"))
    large = sizes.filter(pl.col("members") > largest)
    distinct = distinct.join(large, on="family", how="semi")
    for name, said in (("priority", priorities), ("applicant", applicants)):
        share = _most_frequent(distinct, said, name)
        large = large.join(share, on="family", how="left").with_columns(
            (pl.col(f"same_{name}") / pl.col("members")).alias(f"same_{name}")
        )
    shares = pl.max_horizontal("same_priority", "same_applicant").fill_null(0.0)
    return large.filter(shares < common).sort(["members", "family"], descending=[True, False])


def _most_frequent(members: pl.DataFrame, said: pl.DataFrame | None, name: str) -> pl.DataFrame:
    """Return per family how many members the most frequent value has, as `same_NAME`."""
    if said is None:
        said = members.select("document", pl.lit(None, pl.String).alias(name)).clear()
    known = said.select("document", name).drop_nulls().unique()
    counts = members.join(known, on="document").group_by("family", name).len()
    return counts.group_by("family").agg(pl.col("len").max().alias(f"same_{name}"))
