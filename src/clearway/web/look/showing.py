"""Families and rights as a page shows them: each with its reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clearway.web.look.paging import address
from clearway.web.pages.templatetags.figures import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from clearway.clearance.listing import ListedFamily

STATUS: dict[str, StrOrPromise] = {
    "cleared": gettext_lazy("cleared"),
    "exposed": gettext_lazy("exposed"),
    "pending": gettext_lazy("pending"),
    "pending_exposed": gettext_lazy("pending, exposed"),
    "no right alive": gettext_lazy("no right alive"),
    "not relevant": gettext_lazy("declared to nothing that the product implements"),
}
PHASE: dict[str, StrOrPromise] = {
    "in_force": gettext_lazy("in force"),
    "pending": gettext_lazy("pending"),
    "none": gettext_lazy("without effect here"),
}
EVIDENCE: dict[str, StrOrPromise] = {
    "fees": gettext_lazy("fees paid"),
    "events": gettext_lazy("legal events"),
    "grant on record": gettext_lazy("grant on record"),
    "dates only": gettext_lazy("dates only"),
}
CONDITION: dict[str, StrOrPromise] = {
    "status": gettext_lazy("not counted"),
    "term": gettext_lazy("term"),
    "grantee": gettext_lazy("grantee"),
    "capture": gettext_lazy("captured rights"),
    "standard": gettext_lazy("standard"),
    "family": gettext_lazy("listed patents"),
    "field": gettext_lazy("field of use"),
    "territory": gettext_lazy("territory"),
    "own_rights": gettext_lazy("exhaustion"),
}


@dataclass(frozen=True)
class Reason:
    """Why a right is cleared: a deal, its kind and line; or own rights."""

    name: str
    where: str
    is_deal: bool


@dataclass(frozen=True)
class Missed:
    """A deal that nearly clears a right, and the conditions that failed."""

    deal: str
    failed: tuple[tuple[StrOrPromise, str], ...]


@dataclass(frozen=True)
class RightLine:
    """One right of a family in the market.

    Attributes:
        reasons: what clears every leaf; those of each leaf put together.
        misses: what comes nearest, if a leaf is open.
        open: leaves that nothing clears.
    """

    id: str
    documents: tuple[str, ...]
    phase: StrOrPromise
    owner: str | None
    dates: Mapping[str, Any]
    effect: tuple[tuple[StrOrPromise, str | None, str | None], ...]
    owners: Sequence[Mapping[str, Any]]
    breaks: Sequence[Mapping[str, Any]]
    reasons: tuple[Reason, ...]
    misses: tuple[Missed, ...]
    open: tuple[str, ...]
    evidence: StrOrPromise


def whole_family(entry: Mapping[str, Any], evidence: Mapping[str, str]) -> dict[str, Any]:
    """Return a family with its rights in lines, those with effect first."""
    rights = [_right(right, evidence) for right in entry["rights"]]
    alive = {right["right"] for right in entry["rights"] if right["pairs"]}
    return {
        **entry,
        "said": STATUS.get(entry["status"], entry["status"]),
        "named_leaves": [leaf_name(leaf) for leaf in entry["leaves"]],
        "rights": sorted(rights, key=lambda right: (right.id not in alive, right.id)),
        "declared": [{**row, "leaf": leaf_name(row["leaf"])} for row in entry["declarations"]],
    }


def family_lines(
    entries: Iterable[Mapping[str, Any]], rows: Sequence[ListedFamily], query: QueryDict
) -> list[dict[str, Any]]:
    """Return the families of a page, each with its rights in the market."""
    estimated = {row.family for row in rows if row.is_estimated}
    states = {row.family: row.state for row in rows}
    return [
        {
            "id": entry["family"],
            "title": entry["title"],
            "said": STATUS[states[entry["family"]]],
            "is_estimated": entry["family"] in estimated,
            "address": address(query, family=entry["family"]),
            "rights": [_right(right, {}) for right in entry["rights"]],
        }
        for entry in entries
    ]


def _right(right: Mapping[str, Any], evidence: Mapping[str, str]) -> RightLine:
    pairs = right["pairs"]
    reasons = {r["reason"]: r for pair in pairs for r in pair["reasons"]}
    misses = {m["deal"]: m for pair in pairs for m in pair.get("nearest_misses", ())}
    number = right["application_number"]
    return RightLine(
        id=right["right"],
        documents=(*right["publication_numbers"],) or ((number,) if number else ()),
        phase=PHASE[right["phase"]],
        owner=right["owner"],
        dates=right,
        effect=tuple((PHASE[e["phase"]], e["from"], e["to"]) for e in right["effect"]),
        owners=right["owners"],
        breaks=right["breaks"],
        reasons=tuple(_reason(reason) for _, reason in sorted(reasons.items())),
        misses=tuple(_missed(miss) for _, miss in sorted(misses.items())),
        open=tuple(leaf_name(pair["leaf"]) for pair in pairs if not pair["cleared"]),
        evidence=EVIDENCE.get(evidence.get(right["right"], ""), ""),
    )


def _reason(reason: Mapping[str, Any]) -> Reason:
    name = _("own rights") if reason["reason"] == "own" else reason["reason"]
    line = reason.get("where", "").rpartition(":")[2]
    return Reason(name, _("line %(line)s") % {"line": line} if line else "", "kind" in reason)


def _missed(miss: Mapping[str, Any]) -> Missed:
    failed = tuple(
        (CONDITION.get(f["condition"], f["condition"]), told(f["detail"])) for f in miss["failed"]
    )
    return Missed(told(miss["deal"]), failed)


def leaf_name(leaf: str) -> str:
    """Return a leaf in words: generation and specification."""
    generation, _bar, specification = leaf.partition("|")
    return " ".join(word for word in (generation, specification) if word) or _("no standard named")
