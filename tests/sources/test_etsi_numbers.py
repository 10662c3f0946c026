"""Number columns: the pattern that saves time agrees with the reader of single numbers."""

from __future__ import annotations

import random

import polars as pl

from clearway.model.numbers import NumberError, parse_application, parse_publication
from clearway.model.territory import OFFICES
from clearway.sources.etsi.numbers import read_applications, read_publications, split_list

_USUAL = ("EP", "US", "WO", "JP", "KR", "CN", "CA", "DE", "TW", "BR", "MX", "IN", "AT", "DK")
_OFFICES = sorted(OFFICES)


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _publication(rng: random.Random) -> str:
    office = rng.choice(_USUAL if rng.random() < 0.6 else _OFFICES)
    year = rng.choice(
        ["", "", f"{rng.randint(1970, 2026)}", f"{rng.randint(0, 99):02d}", "10", "I"]
    )
    number = year + _digits(rng, rng.randint(4, 8))
    return f"{office}{number} {rng.choice(['A', 'A1', 'B', 'B1', 'B2', 'B8', 'T3', 'C', 'U'])}"


def _expected(text: str) -> list[str]:
    try:
        return [parse_publication(text).docdb]
    except NumberError:
        return []


def test_publications_agree_with_the_single_reader() -> None:
    """Every publication reads as `parse_publication` reads it, alone or in company."""
    rng = random.Random(11)
    texts = [_publication(rng) for _ in range(20_000)]
    offices = pl.Series([text[:2] for text in texts])
    read = read_publications(pl.Series(texts), offices)["publication_numbers"].to_list()
    assert read == [_expected(text) for text in texts]
    pairs = [f"{a} | {b}" for a, b in zip(texts[:5000], texts[5000:10_000], strict=True)]
    both = read_publications(pl.Series(pairs), offices[:5000])["publication_numbers"].to_list()
    assert both == [
        list(dict.fromkeys(_expected(a) + _expected(b)))
        for a, b in zip(texts[:5000], texts[5000:10_000], strict=True)
    ]


def test_applications_agree_with_the_single_reader() -> None:
    """Every application reads as `parse_application` reads it."""
    rng = random.Random(12)
    texts = ["", "Pending", "EP06711571.5", "WO2006JP300226", "JP20060552944T", "12/366,384"]
    for _ in range(20_000):
        office = rng.choice(_USUAL if rng.random() < 0.6 else _OFFICES)
        year = rng.randint(1975, 2018)
        texts.append(f"{office}{year}{_digits(rng, rng.randint(4, 8))}{rng.choice(['', '', 'T'])}")
    offices = pl.Series([text[:2] if text[:2] in OFFICES else "US" for text in texts])
    read = read_applications(pl.Series(texts), offices).to_list()
    assert read == [
        parse_application(text, office) for text, office in zip(texts, offices, strict=True)
    ]


def test_lists_between_bars() -> None:
    """Bars at the ends, doubled bars and blanks give no empty parts."""
    texts = pl.DataFrame({"text": ["|A1|B 2|", "", "|", "A1 | | B2", " A1 "]})
    lists = texts.select(split_list(pl.col("text"))).to_series().to_list()
    assert lists == [["A1", "B 2"], [], [], ["A1", "B2"], ["A1"]]
