"""Conveyance texts and names of parties: what they are taken for, and what is left unknown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearway.sources.uspto.conveyances import classify, corrected, write_place
from clearway.sources.uspto.persons import is_organization

PLAIN = "ASSIGNMENT OF ASSIGNORS INTEREST (SEE DOCUMENT FOR DETAILS)."


@pytest.mark.parametrize(
    ("text", "kind", "moves"),
    [
        (PLAIN, "assignment", True),
        ("ASSIGNMENT OF ASSIGNOR'S INTEREST", "assignment", True),
        ("ASSIGNMENT AND ASSUMPTION AGREEMENT", "assignment", True),
        ("PATENT ASSIGNMENT OF 100% OF THE RIGHTS", "assignment", True),
        ("ASSET PURCHASE AGREEMENT", "assignment", True),
        ("NUNC PRO TUNC ASSIGNMENT (SEE DOCUMENT FOR DETAILS).", "nunc pro tunc", True),
        ("MERGER (SEE DOCUMENT FOR DETAILS).", "merger", True),
        ("MERGER AND CHANGE OF NAME", "merger", True),
        ("CHANGE OF NAME (SEE DOCUMENT FOR DETAILS).", "change of name", True),
        ("CHANGE OF THE CORPORATE NAME", "change of name", True),
        ("ENTITY CONVERSION", "change of name", True),
        ("SECURITY INTEREST (SEE DOCUMENT FOR DETAILS).", "security interest", False),
        ("ASSIGNMENT FOR SECURITY -- PATENTS", "security interest", False),
        ("COLLATERAL ASSIGNMENT", "security interest", False),
        ("MORTGAGE", "security interest", False),
        ("RELEASE BY SECURED PARTY (SEE DOCUMENT FOR DETAILS).", "release", False),
        ("TERMINATION AND RELEASE OF SECURITY INTEREST", "release", False),
        ("REASSIGNMENT AND RELEASE OF SECURITY INTEREST", "release", False),
        ("LICENSE (SEE DOCUMENT FOR DETAILS).", "license", False),
        ("EXCLUSIVE LICENCE", "license", False),
        ("CONFIRMATORY LICENSE (SEE DOCUMENT FOR DETAILS).", "government interest", False),
        ("LIEN (SEE DOCUMENT FOR DETAILS).", "lien", False),
        ("COURT ORDER (SEE DOCUMENT FOR DETAILS).", "court order", False),
        ("DECLARATION", "declaration", False),
        ("CHANGE OF ADDRESS", "declaration", False),
        ("ASSIGNMENT OF AN UNDIVIDED 50% INTEREST", "part interest", False),
        ("CONDITIONAL ASSIGNMENT (SEE DOCUMENT FOR DETAILS).", "conditional assignment", False),
        ("AGREEMENT TO ASSIGN", "option", False),
        ("EMPLOYMENT AGREEMENT", "employment agreement", False),
        ("LETTERS OF TESTAMENTARY (SEE DOCUMENT FOR DETAILS).", "inheritance", False),
        ("RESCISSION OF ASSIGNMENT", "rescission", False),
        ("SEE DOCUMENT FOR DETAILS", "none stated", False),
        ("", "none stated", False),
        ("WHATEVER THE PARTIES MEANT", "unknown", False),
        ("CORRECTIVE ASSIGNMENT TO CORRECT THE ASSIGNEE'S NAME", "assignment (correction)", True),
        ("CORRECTIVE ASSIGNMENT TO CORRECT THE NUMBER. ASSIGNOR(S) HEREBY CONFIRMS THE MERGER.",
         "merger (correction)", True),
        ("CORRECTIVE ASSIGNMENT TO CORRECT IT. ASSIGNOR(S) HEREBY CONFIRMS THE SECURITY INTEREST.",
         "security interest (correction)", False),
        ("CORRECTIVE ASSIGNMENT TO CORRECT THE ASSIGNEE TO ACME SECURITY", "unknown (correction)",
         False),
    ],
)  # fmt: skip
def test_kinds(text: str, kind: str, moves: bool) -> None:
    """Words decide what a conveyance does; what no rule knows moves nothing."""
    conveyance = classify(text)
    assert (conveyance.name, conveyance.moves) == (kind, moves)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("PREVIOUSLY RECORDED ON REEL/FRAME 028805/0592.", ["028805/0592"]),
        ("PREVIOUSLY RECORDED AT REEL: 020550 FRAME: 0332.", ["020550/0332"]),
        ("ON REEL 37000 FRAME 1 AND REEL 037001, FRAME 0002", ["037000/0001", "037001/0002"]),
        ("RECORDED AT REEL NO. 012345 AND FRAME NO. 0678", ["012345/0678"]),
        ("PREVIOUSLY RECORDED 028805/0592", ["028805/0592"]),
        ("SERIAL NO. 12/345,678", []),
    ],
)  # fmt: skip
def test_corrected_places(text: str, places: list[str]) -> None:
    """A correction names reel and frame in many spellings."""
    assert [write_place(place) for place in corrected(text)] == places


@pytest.mark.parametrize(
    ("name", "organization"),
    [
        ("DOE, JANE Q.", False),
        ("LEE, SE HYUN", False),
        ("O'BRIEN, PATRICK J., JR.", False),
        ("D\xdcRR, MATTHIAS", False),
        ("ACME RADIO, INC.", True),
        ("ACME RADIO CO., LTD.", True),
        ("BETA OY", True),
        ("THE REGENTS OF THE UNIVERSITY OF NOWHERE", True),
        ("SMITH & SONS", True),
        ("ACME", None),
        ("LEE, SANG SE", None),
        ("BANK, JOHN", None),
        ("", None),
    ],
)
def test_persons_and_organizations(name: str, organization: bool | None) -> None:
    """Only what is clearly a person or an organization is called one."""
    assert is_organization(name) is organization


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_some_kind(text: str) -> None:
    """Any text is of some kind, and only kinds of the table move title."""
    assert classify(text).kind
    assert isinstance(corrected(text), list)
    assert is_organization(text) in {True, False, None}
