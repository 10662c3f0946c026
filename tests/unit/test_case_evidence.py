"""Statements, sightings and forecasts of a case: what is refused, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from case_texts import HEAD, LICENSE

from clearway.case import case_text, check_case, read_case, read_text, seal_of

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = '\n[[source]]\nid = "s"\n'
SAID = '\n[[statement]]\nid = "{id}"\nspeaker = "N"\non = 2017-01-02\nsays = "x"\nsource = "s"\n'
SEEN = '\n[[sighting]]\nid = "{id}"\nproduct = "P"\nmarket = "AE"\n'
SEEN += 'channel = "launch"\non = 2017-01-02\n'
EXPECTED = (
    '\n[[forecast]]\nid = "f"\nforecaster = "N"\nevent = "launch"\nmarket = "US"\n'
    "opens = 2017-01-01\ndeadline = 2018-12-31\n"
)
_BY = "by = [{ on = 2017-06-30, probability = 0.5 }, { on = 2018-12-31, probability = 0.2 }]\n"

BROKEN = {
    "a link to nothing": (SAID.format(id="a") + 'corrects = ["b"]', 'unknown statement "b"'),
    "a link forward": (
        SAID.format(id="a") + 'corrects = ["b"]\n' + SAID.format(id="b"),
        "not listed before",
    ),
    "a link to itself": (SAID.format(id="a") + 'retracts = ["a"]', "not listed before"),
    "an id twice": (SAID.format(id="a") * 2, "already used"),
    "a value of nothing": (SAID.format(id="a") + "value = 3", 'add "property"'),
    "an update of nothing": (SAID.format(id="a") + 'kind = "update"', "acts on another"),
    "a deal's status in no known word": (
        LICENSE + SAID.format(id="a") + 'subject = "lic"\nproperty = "status"\nvalue = "sinned"',
        'did you mean "signed"',
    ),
    "a hash that is none": ('\n[[source]]\nid = "t"\nsha256 = "abc"\n', "64 hexadecimal digits"),
    "a source withdrawn before it appeared": (
        '\n[[source]]\nid = "t"\npublished = 2017-02-01\nwithdrawn = 2017-01-01\n',
        "is before published",
    ),
    "a refused sighting without a reason": (
        SEEN.format(id="a") + 'state = "inaccurate"',
        'add "reason"',
    ),
    "a duplicate of itself": (
        SEEN.format(id="a") + 'state = "duplicate"\nreason = "r"\nduplicate_of = "a"',
        "is no other sighting",
    ),
    "a forecast edited after its seal": (EXPECTED + 'seal = "0000000000000000"', "frozen"),
    "a probability said twice": (
        EXPECTED + 'probability = 0.5\nwords = "likely"',
        'says the same as "probability"',
    ),
    "a falling distribution": (EXPECTED + _BY, "rising probabilities"),
    "a distribution that ends early": (
        EXPECTED + "by = [{ on = 2017-06-30, probability = 0.5 }]",
        "add the deadline itself",
    ),
    "an absence before the deadline": (
        EXPECTED + 'resolution = "no"\nresolved_on = 2018-06-01',
        "shows only after the deadline",
    ),
    "a resolution without a day": (EXPECTED + 'resolution = "no"', '"resolved_on" is missing'),
    "void without a reason": (
        EXPECTED + 'resolution = "void"\nresolved_on = 2018-06-01',
        'add "because"',
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_named_with_its_place_and_remedy(name: str) -> None:
    """Each broken rule gives one finding, at a line of the entry, that says what to do."""
    text, said = BROKEN[name]
    case, findings = read_text((HEAD + SOURCE + text).encode(), "trial.toml")
    assert case is None
    assert len(findings) == 1
    assert said in findings[0].message
    assert findings[0].place.startswith(f"trial.toml:{findings[0].line}: [[")


def test_resolution_leaves_the_seal_whole_and_a_moved_deadline_breaks_it(tmp_path: Path) -> None:
    """The seal holds the question and the probability, and lets the answer come later."""
    path = tmp_path / "case.toml"
    path.write_text(HEAD + SOURCE + EXPECTED)
    forecast = read_case(path).forecasts[0]
    later = replace(forecast, resolution="yes", because="seen", happened_on=forecast.opens)
    assert seal_of(later) == seal_of(forecast)
    for changed in (
        replace(forecast, deadline=forecast.opens),
        replace(forecast, probability=0.4),
        replace(forecast, question="Will it?"),
        replace(forecast, forecaster="M"),
    ):
        assert seal_of(changed) != seal_of(forecast)


def test_evidence_is_written_and_read_back_the_same() -> None:
    """Everything that evidence can say survives being laid out anew."""
    text = (
        HEAD
        + '\n[[source]]\nid = "s"\nlanguage = "de"\nretrieved = "2017-07"\nwithdrawn = 2018-01-01\n'
        + f'archive = "https://a.example/x"\nsha256 = "{"ab" * 32}"\n'
        + SAID.format(id="a")
        + 'kind = "deal"\nas_written = "so"\nsubject = "P"\nproperty = "standards"\n'
        + 'value = ["3G", "4G"]\nevent_on = "2016"\nfirst_seen = 2017-01-02\n'
        + SAID.format(id="b")
        + 'confirms = ["a"]\nvalue = 2016-01-01\nsubject = "P"\nproperty = "born"\n'
        + SEEN.format(id="c")
        + 'category = "smartphone"\n'
        + EXPECTED
        + "by = [{ on = 2017-06-30, probability = 0.1 }, { on = 2018-12-31, probability = 0.2 }]\n"
        + 'happened_on = "2018-03"\n'
    )
    case, findings = read_text(text.encode(), "trial.toml")
    assert not findings
    assert case is not None
    assert read_text(case_text(case).encode(), "again.toml")[0] == case


@pytest.mark.parametrize(
    ("lines", "resolution"),
    [
        ('resolution = "false, by absence"\nresolved_on = 2020-01-01', "no"),
        ('resolution = "true: official start"\nresolved_on = 2018-03-01', "yes"),
        ('resolution = "Yes, it came"\nresolved_on = 2018-03-01\nbecause = "b"', "yes"),
        ('resolution = "true: official start"', None),
        ('resolution = "false, by absence"\nresolved_on = 2017-06-01', None),
        ('resolution = "still discussed"\nresolved_on = 2020-01-01', None),
    ],
)
def test_a_resolution_as_older_versions_wrote_it_is_read_and_told(
    lines: str, resolution: str | None
) -> None:
    """Its words become the reason, the check warns, and a copy is written as of now."""
    raw = (HEAD + EXPECTED + lines + "\n").encode()
    case, findings = read_text(raw, "case.toml")
    assert case is not None, findings
    (forecast,) = case.forecasts
    said = lines.split('"')[1]
    assert forecast.resolution == resolution
    assert (forecast.resolved_on is None) == (resolution is None)
    assert forecast.because == (f"{said} (b)" if "because" in lines else said)
    (warning,) = [found for found in check_case(case) if "older versions" in found.message]
    assert (warning.severity, warning.line) == (
        "warning",
        raw.decode().count("\n", 0, raw.index(b"resolution")) + 1,
    )
    again, _ = read_text(case_text(case).encode(), "case.toml")
    assert again == case
    assert again is not None
    assert again.former == ()


def test_a_slip_in_a_resolution_is_no_old_spelling() -> None:
    """What is nearly a word of now is refused, with the word."""
    case, findings = read_text((HEAD + EXPECTED + 'resolution = "yess"').encode(), "case.toml")
    assert case is None
    assert 'did you mean "yes"' in findings[0].message
