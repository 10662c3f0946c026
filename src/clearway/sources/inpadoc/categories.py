"""From a line of the EPO's list of legal codes to the record's category of event.

The list gives each code of an office an influence (`+`, `-` or none) and a class, a letter of the
EPO's scheme that follows WIPO ST.27 (`F` grant, `H` cessation, `K` revival, `B` application
discontinued, `C` application revived, `L` and `E` review, `U` payment ...). A class holds requests
beside decisions and parts beside the whole, so the description decides between them; where a code
has no class, the description decides alone. What does not bear on force is `other`.
"""

from __future__ import annotations

import re

_PARTIAL = re.compile(r"\bPARTIAL|\bIN PART\b|\bPARTLY\b|\bPART-|LIMITED|LIMITATION|CLAIM 1")
_CERTIFICATE = re.compile(r"\bSPC\b|CERTIFICATE|PLANT PROTECTION|SUPPLEMENTARY PROTECTION")
"""Supplementary protection: it begins and ends apart from the patent."""
_ASKED = re.compile(
    r"REQUEST|PETITION|APPLICATIONS? (?:MADE |FILED )?FOR\b|OFFER TO|REFUSED|REFUSING|WITHDRAWN"
    r"|WITHDRAWAL|TERMINATED|APPEAL|PROCEEDINGS? UNDER"
)
_ALLOWED = re.compile(
    r"APPROVE|GRANTED|ALLOWED|ACCEPT|ADOPTED|ORDER MADE|RESTORED|DECISION TO GRANT|CONFIRMED"
    r"|LAPSE OF .* WITHDRAWN|: RESTORATION OF"
)
_UNPAID = re.compile(r"NON-? ?PAYMENT|FAIL(?:URE|ED) (?:TO )?PAY|UNPAID|NOT PAID|ANNUAL FEE|FEES")
_TERM = re.compile(
    r"EXPIR|LAPSE OF TIME|MAXIMUM LIFETIME|END OF (?:THE )?TERM|TERM ENDED|20 YEARS"
    r"|TERMINATION OF 16 YEARS|COMPLETION OF TERM"
)
_ENDED = re.compile(
    r"LAPSE|CEASE|EXPIR|REVOKED|REVOCATION|NULLI|ANNUL|INVALID|SURRENDER|RENUNC|NON-? ?PAYMENT"
    r"|VOID|CANCELLATION OF FINAL|TERMINATION OF PATENT"
)
_GIVEN_UP = re.compile(r"WITHDRAW|REFUS|REJECT|ABANDON|DISPOSAL|SHELVED|DISCONTINU")
_REVIVED = re.compile(r"RESTOR|RE-?INSTAT|RE-?ESTABLISH|RECISSION OF NOTICE OF PATENT EXP")
_NOT_GRANT = re.compile(
    r"INTENTION|EXPECTED|APPROVAL|DECISION|DUPLICATE|REQUEST|OPPOSITION|NOW FINAL|CONVERT|AFTER PA"
    r"|WIPO INFORMATION|REISSUE|CERTIFIED INNOVATION|SECRET|SECT\. 18\(1\)"
)
_PAID = re.compile(r"\bPAID|PAYMENT|RENEWED|RECEIPT OF ANNUAL|RENEWAL FEE|MAINTAINED AFTER")
_NOT_PAID = re.compile(
    r"\bGRANT|DESIGNATION|EXTENSION|FILING FEE|REMINDER|\bDUE\b|REQUIR|REFUND"
    r"|UNPAID|NON PAYMENT|NOTIFICATION|REQUEST|PROCEDURE|IRREGULAR|APPLICATION FEES|EXPEDITION|SPC"
)
_ANNUITY_PAID = re.compile(r"(?:ANNUAL|RENEWAL) FEE PAID|(?<!NON.)PAYMENT OF ANNUAL FEE")
_VALIDATED = re.compile(
    r"(?:\bEP|EUROPEAN) PATENTS? (?:GRANTED|VALIDATED|TAKES EFFECT|IN FORCE)|VALIDATION IN GREECE"
    r"|TRANSLATION (?:OF (?:A |GRANTED |VALIDATED )*|FILED FOR AN )(?:EP|EUROPEAN) PATENT"
    r"|MENTIONED EP PATENT GRANT|REFERENCE TO AT NUMBER"
)
_NOT_VALIDATED = re.compile(
    r"CORRECTED|LIMITED|LICENCE|NOT VALID|REVOCATION|RESTORATION|APPLICATION FOR|CLAIMS|REPRINT"
)
_REVOKED = re.compile(r"PATENT REVOKED\]|REVOCATION OF REGISTRATION BY OPPOSITION")
_NO_REVIEW = re.compile(r"DISCLAIM|DEDICATION|SURRENDER|ABANDON|REISSUE|CERTIFICATE")

_EUROPEAN = {
    "validation": "ET ET1 ET2 ET3 GBT GBT8 GBTA ITF EAL T3 T4 SC4A U07 REF AXX RAX RAV",
    "lapse": "25 EN EN3 GBDW U90",
    "restoration": "EN4 ETR GBDL GBRH GBRI PG2D D25 D27W D18D D18R D18W U53 U92 U95",
    "opposition": "27A PUAH PLDC",
    "withdrawal": "B1DE DB1",
    "other": "RDAF U91 U94 PLCN GBGD GBGR GBGW",
}
"""The EPO's own codes whose class or words mislead: what is filed with one state's office, lapses
taken back (an event deleted), and events of the unitary patent."""
_OWN = {code: category for category, codes in _EUROPEAN.items() for code in codes.split()}
_NATIONAL = {
    ("NO", "EPNV"): "lapse",
    ("NO", "MMEP"): "lapse",
    **dict.fromkeys([("BR", "B15Y"), ("FR", "DO"), ("GB", "734A"), ("GB", "740R")], "other"),
    **dict.fromkeys([("GB", "WAPI"), ("NZ", "S37A"), ("NL", "GRER")], "other"),
}


def categorize(office: str, code: str, letter: str, influence: str, description: str) -> str:
    """Return the category of a code.

    Args:
        office: WIPO ST.3 code of the office whose code it is.
        code: without blanks.
        letter: its class in the EPO's scheme, or "".
        influence: `+`, `-`, or anything else for none.
        description: the EPO's English one, in capitals.

    Returns:
        `grant`, `lapse`, `expiry`, `restoration`, `withdrawal`, `fee`, `opposition`, `validation`
        or `other`.
    """
    if office == "EP" and code in _OWN:
        return _OWN[code]
    if (office, code) in _NATIONAL:
        return _NATIONAL[office, code]
    supplementary = code.startswith("SPC") or _CERTIFICATE.search(description)
    if supplementary and letter != "F":
        return "other"
    if _is_validation(office, letter, description):
        return "validation"
    read = _BY_CLASS.get(letter)
    return read(influence, description) if read else _unclassed(letter, influence, description)


def _is_validation(office: str, letter: str, description: str) -> bool:
    """What a state's office says of the European patent in that state."""
    said = _VALIDATED.search(description) and not _NOT_VALIDATED.search(description)
    return bool(said) and office != "EP" and letter in {"", "F", "Q", "W", "Z"}


def _cessation(_influence: str, description: str) -> str:
    if _PARTIAL.search(description) or description.startswith("OFFER TO"):
        return "other"
    return "expiry" if _TERM.search(description) and not _UNPAID.search(description) else "lapse"


def _discontinuation(influence: str, description: str) -> str:
    asked = influence != "-" and re.search(r"GREEN|PROCESSING APPLICATIONS|APPEAL", description)
    return "other" if asked else "withdrawal"


def _revival(influence: str, description: str) -> str:
    asked = _ASKED.search(description) and not _ALLOWED.search(description)
    if asked or influence == "-":
        return "other"
    return "other" if description.endswith("REQUESTED") else "restoration"


def _grant(influence: str, description: str) -> str:
    return "other" if influence != "+" or _NOT_GRANT.search(description) else "grant"


def _review(influence: str, description: str) -> str:
    if influence == "-" and _REVOKED.search(description):
        return "lapse"
    return "other" if _NO_REVIEW.search(description) else "opposition"


def _payment(influence: str, description: str) -> str:
    paid = _PAID.search(description) and not _NOT_PAID.search(description)
    return "fee" if paid and influence != "-" else "other"


def _maintenance(_influence: str, description: str) -> str:
    return "opposition" if "OPPOSITION" in description else "other"


def _unclassed(letter: str, influence: str, description: str) -> str:
    """A code without a class: its words, where its influence bears them out."""
    if letter or "MEANTIME" in description or "CORRECTI" in description:
        return "other"
    if influence == "-":
        return _unclassed_end(description)
    if _ANNUITY_PAID.search(description):
        return "fee"
    if influence == "+" and _REVIVED.search(description):
        return _revival(influence, description)
    return "other"


def _unclassed_end(description: str) -> str:
    if re.search(
        r"OPPOSITION (?:AGAINST|\[)|REQUEST|RESTRICTED|DECISION ON RE-|PUBLICATION (?:OF|FORB)",
        description,
    ):
        return "other"
    if _GIVEN_UP.search(description):
        return "withdrawal"
    return _cessation("-", description) if _ENDED.search(description) else "other"


_BY_CLASS = {
    "B": _discontinuation,
    "C": _revival,
    "E": _review,
    "F": _grant,
    "H": _cessation,
    "K": _revival,
    "L": _review,
    "M": _maintenance,
    "U": _payment,
}
