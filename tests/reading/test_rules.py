"""What is proposed of single sentences, and above all what is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from clearway.case import read_case
from clearway.reading import Article, Gazetteer, Proposal, propose

ROOT = Path(__file__).parents[2]
PUBLISHED = date(2017, 7, 6)


@pytest.fixture(scope="module")
def names() -> Gazetteer:
    """The names of the case of the benchmark's articles."""
    return Gazetteer(read_case(ROOT / "benchmarks" / "articles" / "case.toml"))


def said(names: Gazetteer, text: str, comments: str = "") -> list[Proposal]:
    """Return the proposals of a text, parties apart."""
    article = Article(text, "", comments, published_on=PUBLISHED, publisher="Funkpost")
    return [p for p in propose(article, names) if p.kind != "party"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lumora has not launched the Lumora One in Spain.",
        "Lumora never launched the Lumora One in Spain.",
        "Lumora didn't launch the Lumora One in Spain last month.",
        "It had been rumored that the Lumora One was on sale in Spain.",
        "If Lumora launched the Lumora One in Spain, nobody noticed.",
        "Had Lumora launched the Lumora One in Spain, it would have been sued.",
        "Lumora hat das Lumora One in Spanien nicht auf den Markt gebracht.",
        "Lumora verkauft das Lumora One in Spanien offiziell noch nicht.",
        "Lumora dementierte, dass das Lumora One in Spanien verkauft wurde.",
        "Wenn Lumora das Lumora One in Spanien verkauft hätte, gäbe es eine Klage.",
        "Hätte Lumora das Lumora One in Spanien verkauft, gäbe es eine Klage.",
        "Angeblich startete Lumora in Spanien.",
    ],
)
def test_no_launch_where_there_was_none(names: Gazetteer, sentence: str) -> None:
    """Denials, conditions and hearsay become neither a launch nor a sighting."""
    assert not [p for p in said(names, sentence) if p.kind in {"launch", "sighting"}]


@pytest.mark.parametrize(
    "sentence",
    [
        "Orvanta has not licensed its patents to Lumora.",
        "Had Lumora and Orvanta signed a cross-license, the suit would be over.",
        "Lumora would need a license from Orvanta, it agreed.",
        "Lumora nahm keine Lizenz von Orvanta.",
        "Talks over a license between Lumora and Orvanta reached no end.",
        "Lumora hat keine Patente von Orvanta gekauft.",
    ],
)
def test_no_deal_where_there_is_none(names: Gazetteer, sentence: str) -> None:
    """What is denied, conditional, needed or talked about is no deal."""
    assert not [p for p in said(names, sentence) if p.kind == "deal"]


def test_a_purchase_has_seller_buyer_and_number(names: Gazetteer) -> None:
    """German thousands and the order of the words do not matter."""
    (found,) = said(names, "Rund 1.500 Patente verkaufte Brightcell an Lumora.")
    assert found.fields["deal"] == "purchase"
    assert (found.fields["seller"], found.fields["buyer"]) == ("Brightcell", "Lumora")
    assert found.fields["count"] == "1500"


def test_the_direction_of_a_license_is_not_guessed(names: Gazetteer) -> None:
    """Of two makers whose verb tells nothing both stand as parties; who makes nothing grants."""
    (open_one,) = said(names, "Lumora and Tekkori signed a license agreement.")
    assert open_one.fields["parties"] == "Lumora; Tekkori"
    assert "grantor" not in open_one.fields
    (told,) = said(names, "Lumora and Orvanta signed a license agreement.")
    assert (told.fields["grantor"], told.fields["grantee"]) == ("Orvanta", "Lumora")


def test_what_is_to_come_is_a_forecast(names: Gazetteer) -> None:
    """A start that lies ahead is no launch; who plans it, where and by when is kept."""
    (found,) = said(names, "Lumora will launch the Lumora One in Spain by the end of 2018.")
    assert found.kind == "forecast"
    assert found.fields["market"] == "ES"
    assert found.fields["deadline"] == "2018-12-31"
    assert found.fields["forecaster"] == "Lumora"
    assert found.fields["hedge"] == "will"


def test_a_forecast_without_a_time_is_none(names: Gazetteer) -> None:
    """What may come some day can be neither kept nor missed."""
    assert not said(names, "Lumora could enter Spain.")


def test_of_two_clauses_only_the_one_that_looks_ahead_forecasts(names: Gazetteer) -> None:
    """Where the phone is already sold is no market of the forecast."""
    found = said(names, "The Lumora One came to China in May, and will arrive in India in 2018.")
    assert [p.fields["market"] for p in found if p.kind == "forecast"] == ["IN"]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("In Polen startet der Verkauf im September.", "forecast"),
        ("Lumora bringt heute das Lumora One in Polen auf den Markt.", "launch"),
        ("Lumora launches the Lumora One in Poland in May 2018.", "forecast"),
        ("Lumora verkauft das Lumora One seit September offiziell in Polen.", "launch"),
    ],
)
def test_the_present_tells_what_is_or_is_to_come(
    names: Gazetteer, sentence: str, kind: str
) -> None:
    """A month without a year beside `startet` lies ahead; today and since are past."""
    (found,) = said(names, sentence)
    assert found.kind == kind
    assert found.fields["market"] == "PL"


def test_the_day_of_a_report_is_not_the_day_of_the_deal(names: Gazetteer) -> None:
    """When somebody told of a purchase is not when it was made."""
    deal = said(names, "Lumora bought 31 patents from Intel, IAM reported on 25 January.")[0]
    assert "start" not in deal.fields
    deal = said(names, "Lumora bought 31 patents from Intel on 25 January.")[0]
    assert deal.fields["start"] == "2017-01-25"


def test_companies_of_a_record_are_found_by_its_spellings(names: Gazetteer) -> None:
    """A spelling of the record leads to its company; the case's own word goes first."""
    told = {"Exemplar Wireless": "Exemplar", "Lumora": "Other", "ab": "Short"}
    case = read_case(ROOT / "benchmarks" / "articles" / "case.toml")
    found = Gazetteer(case, told).companies("Exemplar Wireless sued Lumora, ab said.")
    assert [each.value for each in found] == ["Exemplar", "Lumora"]
    assert not names.companies("Exemplar Wireless won.")


def test_a_denial_is_a_statement(names: Gazetteer) -> None:
    """Who denies is kept, and that it is a denial."""
    (found,) = said(names, "Einen Start in Spanien dementierte ein Sprecher von Lumora.")
    assert found.kind == "statement"
    assert (found.fields["speaker"], found.fields["denial"]) == ("ein Sprecher", "yes")


def test_two_roles_of_one_person_are_kept(names: Gazetteer) -> None:
    """Who is chairman and chief executive is both."""
    found = said(names, "“We wait and see,” said Bo Lind, chairman and chief executive of Lumora.")
    assert found[0].fields["role"] == "chairman and chief executive of Lumora"


def test_readers_give_no_statements_and_no_deals(names: Gazetteer) -> None:
    """A comment proposes sightings, forecasts and questions only, each marked as a reader's."""
    comments = (
        "Lumora has signed a license agreement with Orvanta, said Mara Lund, chief executive.\n"
        "Saw the Lumora One in a shop in Dubai yesterday.\nIch tippe auf Herbst 2018 in Spanien.\n"
        "Does this cover tablets as well?\nReally?"
    )
    found = said(names, "Lumora hat Pläne.", comments)
    assert [p.kind for p in found] == ["sighting", "forecast", "question"]
    assert all(p.fields["reader"] == "yes" and p.part == "comments" for p in found)


def test_every_quote_stands_at_its_offsets(names: Gazetteer) -> None:
    """A proposal's span is in the text as quoted, whatever letters come before."""
    text = (
        "Überschrift – „x“\n“We wait and see,” said Mara Lund, chief executive of Lumora. 😀 "
        "Laut Radio Wire startete Lumora am Dienstag in Köln."
    )
    article = Article(text, "", published_on=PUBLISHED)
    found = propose(article, names)
    assert {p.kind for p in found} >= {"statement", "citation", "launch"}
    for proposal in found:
        assert article.part(proposal.part)[proposal.start : proposal.end] == proposal.quote


def test_the_outlet_does_not_cite_itself(names: Gazetteer) -> None:
    """`Funkpost reported` in Funkpost names no other source."""
    assert not said(names, "Funkpost reported on Monday.")
    (found,) = said(names, "Wie die dpa am Montag berichtet, wird verhandelt.")
    assert found.fields["cited"] == "dpa"
