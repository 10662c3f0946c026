"""Suits and orders, regions, and speakers without a role: what is read, and what stays unread."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clearway.case import read_case
from clearway.errors import SourceError
from clearway.reading import Article, Gazetteer, Proposal, propose
from clearway.reading.enter import entries_of
from clearway.reading.review import Row, source_fields

CASE = read_case(Path(__file__).parents[2] / "benchmarks" / "articles" / "case.toml")
NAMES = Gazetteer(CASE)
ARTICLE = Article("-", "0" * 64, published_on=date(2018, 7, 4), publisher="Funkpost")


def said(text: str) -> list[Proposal]:
    """Return the proposals of a text, parties apart."""
    article = Article(text, "", published_on=date(2018, 7, 4), publisher="Funkpost")
    return [each for each in propose(article, NAMES) if each.kind != "party"]


@pytest.mark.parametrize(
    ("sentence", "sides", "markets", "action"),
    [
        ("Halvard sues Lumora in Munich and London.", "Halvard/Lumora", "DE GB", "infringement"),
        ("Lumora was hit with a suit by Halvard in Delhi.", "Halvard/Lumora", "IN", "infringement"),
        ("Halvard hat Lumora und Tekkori in Paris verklagt.", "Halvard/Lumora; Tekkori", "FR",
         "infringement"),
        ("Lumora wurde von Halvard verklagt.", "Halvard/Lumora", "", "infringement"),
        ("Halvard zieht gegen Lumora in Mannheim vor Gericht.", "Halvard/Lumora", "DE",
         "infringement"),
        ("Gegen Halvard erhob Lumora Nichtigkeitsklage in Karlsruhe.", "Lumora/Halvard", "DE",
         "nullity"),
        ("Halvard beantragte in Turin eine einstweilige Verfügung gegen Lumora.", "Halvard/Lumora",
         "IT", "infringement"),
    ],
)  # fmt: skip
def test_who_sues_whom_and_where(sentence: str, sides: str, markets: str, action: str) -> None:
    """The word before a name or its place beside the verb tells the side; courts tell where."""
    found = said(sentence)
    assert {each.kind for each in found} == {"suit"}
    assert [each.fields.get("market", "") for each in found] == (markets.split() or [""])
    fields = found[0].fields
    assert f"{fields['plaintiff']}/{fields['defendant']}" == sides
    assert fields["action"] == action


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Das LG München untersagt Lumora den Verkauf in Deutschland.",
         {"defendant": "Lumora", "market": "DE", "order": "injunction", "court": "LG München"}),
        ("On 2 July 2018 the ITC issued an exclusion order against Lumora.",
         {"defendant": "Lumora", "market": "US", "order": "import-stop", "start": "2018-07-02"}),
        ("Halvard won an injunction against Lumora in Munich. It takes effect on 9 July 2018.",
         {"plaintiff": "Halvard", "market": "DE", "start": "2018-07-09"}),
    ],
)  # fmt: skip
def test_what_was_forbidden_whom(text: str, told: dict[str, str]) -> None:
    """An order has its court, kind and day; a Landgericht is no maker of phones."""
    found = said(text)[0]
    assert found.kind == "order"
    assert {key: found.fields.get(key) for key in told} == told


@pytest.mark.parametrize(
    "sentence",
    [
        "Halvard has not sued Lumora in Munich.",
        "Halvard could sue Lumora in Munich.",
        "Halvard threatened to sue Lumora in Munich.",
        "Halvard reportedly sued Lumora in Munich.",
        "If Halvard sued Lumora in Munich, phones would vanish.",
        "Halvard dropped its lawsuit against Lumora, filed in Munich.",
        "Halvard and Lumora sued each other.",
        "Did Halvard sue Lumora in Munich?",
        "Eine Klage von Halvard gegen Lumora wurde nie eingereicht.",
        "Das Landgericht Mannheim hat das Verkaufsverbot gegen Lumora aufgehoben.",
        "A court in Wuhan barred Halvard from enforcing its claims.",
        "Lumora is a suit of services.",
        "Klagen über die Akkus: Lumora schweigt.",
    ],
)
def test_no_suit_and_no_order_where_there_is_none(sentence: str) -> None:
    """Denied, threatened, rumored, over, lifted or about something else: it stays unread."""
    assert not [each for each in said(sentence) if each.kind in {"suit", "order"}]


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        ("Lumora will enter Western Europe by the end of 2019.", [("", "Western Europe")]),
        ("Lumora startet spätestens 2019 in Südostasien.", [("", "Southeast Asia")]),
        ("Lumora will enter India and Latin America by the end of 2019.",
         [("IN", ""), ("", "Latin America")]),
        ("Lumora will enter Spain, the largest market of Southern Europe, by the end of 2019.",
         [("ES", "")]),
    ],
)  # fmt: skip
def test_a_region_is_no_market(sentence: str, places: list[tuple[str, str]]) -> None:
    """A region is named and its market left open; beside a country it may say where that lies."""
    found = [(p.fields.get("market", ""), p.fields.get("region", "")) for p in said(sentence)]
    assert found == places


def row(kind: str, **cells: str) -> Row:
    """Return an accepted row."""
    return Row(2, kind, "accept", cells)


SOURCE = Row(1, "source", "accept", source_fields(ARTICLE))
SIDES = {"plaintiff": "Halvard", "defendant": "Lumora", "market": "DE"}


def test_a_person_writes_the_countries_of_a_region() -> None:
    """Empty it is refused with the remedy; several countries become a forecast each."""
    cells = {
        "forecaster": "Lumora", "event": "launch", "deadline": "2019-12-31",
        "region": "Western Europe", "hedge": "will",
    }  # fmt: skip
    with pytest.raises(SourceError, match="Western Europe is no one country; write those meant"):
        entries_of([SOURCE, row("forecast", **cells)], CASE, "review")
    made = entries_of([SOURCE, row("forecast", **cells, market="ES; FR")], CASE, "review")
    assert [each.market for each in made[1:]] == ["ES", "FR"]  # type: ignore[attr-defined]
    deal = {"deal": "license", "grantor": "Halvard", "grantee": "Lumora", "region": "Europe"}
    with pytest.raises(SourceError, match="under territory"):
        entries_of([SOURCE, row("deal", **deal)], CASE, "review")


def test_an_order_enters_with_its_suit() -> None:
    """It is that of its sides in its market, accepted beside it; without one it is refused."""
    order = row("order", **SIDES, order="injunction", start="2018-07-02")
    with pytest.raises(
        SourceError, match="no suit of Halvard against Lumora in DE; enter the suit"
    ):
        entries_of([SOURCE, order], CASE, "review")
    suit = row("suit", **SIDES, start="2018-03-01", end="2018-04-01", court="LG München")
    _, filed, given = entries_of([SOURCE, suit, order], CASE, "review")
    assert given.suit == filed.id == "halvard-lumora-de-2018"  # type: ignore[attr-defined]
    assert str(given.from_on) == "2018-07-02"  # type: ignore[attr-defined]


def test_who_speaks_without_a_role() -> None:
    """A name beside a verb of saying; a company, an agency or a weekday is none; `Li` is Li Wen."""
    text = (
        "“We wait,” said Li Wen. “We hope,” Li added. “No comment,” Radio Wire said. "
        "“Nothing is decided,” said Jo Reed, and Ana Marsh added: “We shall see then.”"
    )
    found = [(p.fields["speaker"], p.quote) for p in said(text) if p.kind == "statement"]
    assert ("Radio Wire", "No comment,") not in found
    assert [speaker for speaker, _ in found if speaker in ("Jo Reed", "Ana Marsh")] == [
        "Jo Reed", "Ana Marsh",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["sued " * 290, "Klage gegen " * 120, "and , " * 240, "Ab Cd said " * 130]
)
def test_built_to_loop(text: str) -> None:
    """A sentence of nothing but our words is read in no time."""
    assert isinstance(said(f"Halvard {text}"), list)
