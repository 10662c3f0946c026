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

if TYPE_CHECKING:
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


def families_of(rights: pl.DataFrame) -> pl.DataFrame:
    """Compute both families of the rights of a record.

    Args:
        rights: `right_id`, `application_number` and `priority_numbers` (list; null is none); and
            `inactive_priorities` (list) where the sources tell which do not count.

    Returns:
        As `compute_families`; `document` is the `right_id`.
    """
    kinds = [("priority_numbers", True)]
    if "inactive_priorities" in rights.columns:
        kinds.append(("inactive_priorities", False))
    links = pl.concat(
        rights.select(
            pl.col("right_id").alias("document"),
            pl.col(column).alias("priority"),
            pl.lit(active).alias("active"),
        ).explode("priority")
        for column, active in kinds
    ).filter(pl.col("priority").is_not_null())
    documents = rights.select(
        pl.col("right_id").alias("document"), pl.col("application_number").alias("application")
    )
    return compute_families(links, documents)


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
