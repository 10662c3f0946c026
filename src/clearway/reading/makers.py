"""What a row of a review makes of a case: an entry for each kind, or what the row lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from clearway.case import (
    Company,
    Deal,
    Forecast,
    Order,
    Question,
    Sighting,
    Source,
    Statement,
    Suit,
    seal_of,
)
from clearway.model.names import normalize_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clearway.case import Case, Entry
    from clearway.case.evidence import Voice
    from clearway.reading.entering import Entering
    from clearway.reading.review import Row


def _party(row: Row, _source: Source, entering: Entering) -> Company | None:
    """A company that the case does not have yet."""
    name = entering.need(row, "company")[0]
    companies = [*entering.case.companies, *(m for m in entering.made if isinstance(m, Company))]
    known = {normalize_name(n) for c in companies for n in (c.name, *c.aliases)}
    return None if normalize_name(name) in known else Company(name)


_ROLES = {
    "purchase": ("seller", "buyer"),
    "cross-license": ("parties",),
}


def _deal(row: Row, source: Source, entering: Entering) -> Deal:
    if row["region"]:
        message = (
            f"region: {row['region']} is no one country; write those meant under territory, and "
            "empty this"
        )
        raise entering.wrong(row, message)
    kind = entering.need(row, "deal")[0]
    roles = _ROLES.get(kind, ("grantor", "grantee"))
    told = dict(zip(roles, entering.need(row, *roles), strict=True))
    start = entering.day(row, "start") or entering.known_by(row)
    last = entering.day(row, "last_day")
    years = f"{start:%Y}"
    names = row.items("parties") if kind == "cross-license" else tuple(told.values())
    parties: dict[str, Any] = {
        "grantors": row.items("grantor"), "grantees": row.items("grantee"),
    }  # fmt: skip
    if kind == "purchase":
        parties = {"seller": told["seller"], "buyer": told["buyer"]}
    elif kind == "cross-license":
        parties = {"parties": names}
    return Deal(
        id=entering.id_for(f"{'-'.join(names)}-{years}"),
        kind=kind,  # type: ignore[arg-type]
        status=row["status"] or "reported",  # type: ignore[arg-type]
        effective=start,
        ends=last + timedelta(days=1) if last else None,
        standards=row.items("standards") or None,
        field=row.items("field") or None,
        include=row.items("territory") or None,
        exclude=row.items("excluded"),
        count=_count(row, entering),
        sources=(source.id,),
        **parties,
    )


def report_of(deal: Deal, row: Row, source: Source, entering: Entering) -> Statement:
    """Return the statement that a deal rests on: when it falls, the dossier says what else does."""
    names = deal.parties or (*deal.grantors, *deal.grantees, deal.seller or "", deal.buyer or "")
    return Statement(
        source.publisher or source.id, entering.published or entering.known_by(row),
        f"{deal.kind} of {', '.join(filter(None, names))}: {deal.status}", source.id,
        id=entering.id_for(f"{deal.id}-told"), kind="deal", subject=deal.id, property="status",
        value=deal.status, event_on=deal.effective, as_written=row["quote"] or None,
        credibility=_credibility(row, entering), entered_by=entering.by,
        entered_on=entering.today,
    )  # fmt: skip


def _count(row: Row, entering: Entering) -> int | None:
    if not row["count"]:
        return None
    if not row["count"].isdecimal():
        raise entering.wrong(row, f"count: {row['count']!r} is not a whole number")
    return int(row["count"])


def _suit(row: Row, source: Source, entering: Entering) -> Suit:
    plaintiff, defendant, market = entering.need(row, "plaintiff", "defendant", "market")
    filed = entering.known_by(row)
    return Suit(
        id=entering.id_for(f"{plaintiff}-{defendant}-{market}-{filed:%Y}"),
        market=market,
        filed=filed,
        plaintiffs=row.items("plaintiff"),
        defendants=row.items("defendant"),
        standards=row.items("standards"),
        action=row["action"] or "infringement",
        court=row["court"] or None,
        sources=(source.id,),
    )


def _order(row: Row, source: Source, entering: Entering) -> Order:
    """An order in a suit that is named, or that is the one of its sides in its market."""
    start = entering.known_by(row)
    last = entering.day(row, "last_day")
    return Order(
        suit=row["suit"] or _suit_of(row, entering),
        from_on=start,
        to_on=last + timedelta(days=1) if last else None,
        kind=row["order"] or "injunction",
        sources=(source.id,),
    )


def _suit_of(row: Row, entering: Entering) -> str:
    plaintiff, defendant, market = entering.need(row, "plaintiff", "defendant", "market")
    suits = [*entering.case.suits, *(made for made in entering.made if isinstance(made, Suit))]
    found = [
        suit.id
        for suit in suits
        if suit.market == market
        and _share(row.items("plaintiff"), suit.plaintiffs)
        and _share(row.items("defendant"), suit.defendants)
    ]
    if len(found) != 1:
        message = (
            f"{'several suits' if found else 'no suit'} of {plaintiff} against {defendant} in "
            f"{market}; enter the suit, or write its id under suit"
        )
        raise entering.wrong(row, message)
    return found[0]


def _share(names: Iterable[str], others: Iterable[str]) -> bool:
    return not set(map(normalize_name, names)).isdisjoint(map(normalize_name, others))


def _sighting(row: Row, source: Source, entering: Entering) -> Sighting:
    product, market, channel = entering.need(row, "product", "market", "channel")
    return Sighting(
        product, market, channel, entering.known_by(row), seller=row["seller"] or None,
        by="a reader" if row["reader"] else None, sources=(source.id,),
        category=None if _is_listed(product, entering.case) else row["category"] or None,
    )  # fmt: skip


def _is_listed(product: str, case: Case) -> bool:
    return any(each.name == product for each in case.products)


def _statement(row: Row, source: Source, entering: Entering) -> Statement:
    speaker, says = entering.need(row, "speaker", "says")
    return Statement(
        speaker, entering.known_by(row), says, source.id, role=row["role"] or None,
        credibility=_credibility(row, entering), as_written=row["quote"] or None,
        entered_by=entering.by, entered_on=entering.today,
    )  # fmt: skip


def _credibility(row: Row, entering: Entering) -> int | None:
    grade = row["credibility"]
    if grade and grade not in {"1", "2", "3", "4", "5", "6"}:
        raise entering.wrong(row, f"credibility: {grade!r} is none of 1 to 6")
    return int(grade) if grade else None


def _forecast(row: Row, source: Source, entering: Entering) -> Forecast:
    forecaster, event, market, _ = entering.need(row, "forecaster", "event", "market", "deadline")
    opens = entering.day(row, "opens") or entering.published
    deadline = entering.day(row, "deadline")
    if opens is None or deadline is None:
        raise entering.wrong(row, "opens is empty and the article has no date; fill in one")
    made = Forecast(
        forecaster, event, market, opens, deadline, source=source.id,
        company=_other_company(row, entering.case), category=row["category"] or None,
        voice=_voice(row, entering.source), words=row["hedge"] or None, scale="dated",
        specificity=row["when"] or None, entered_by=entering.by, entered_on=entering.today,
    )  # fmt: skip
    return replace(made, seal=seal_of(made))


def _other_company(row: Row, case: Case) -> str | None:
    """The company whose start is expected, where it is not the case's own."""
    name = row["company"]
    is_own = not name or normalize_name(name) == normalize_name(case.company)
    return None if is_own else name


def _voice(row: Row, source: Source) -> Voice:
    if row["reader"]:
        return "reader"
    return "outlet" if row["forecaster"] == source.publisher else "speaker"


def _cited(row: Row, source: Source, entering: Entering) -> Source:
    cited = entering.need(row, "cited")[0]
    return Source(
        entering.id_for(f"{cited} cited by {source.id}"),
        publisher=f"{cited}, as cited by {source.publisher}",
    )


def _question(row: Row, _source: Source, entering: Entering) -> Question:
    return Question(entering.need(row, "says")[0], entering.published)


MAKERS: dict[str, Callable[[Row, Source, Entering], Entry | None]] = {
    "party": _party, "deal": _deal, "suit": _suit, "order": _order,
    "launch": _sighting, "sighting": _sighting, "statement": _statement, "forecast": _forecast,
    "citation": _cited, "question": _question,
}  # fmt: skip
