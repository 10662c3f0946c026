"""Telling persons from organizations by the way the USPTO writes names of assignors and assignees.

The USPTO does not say which a party is. A person is written `DOE, JANE Q.`; so, nearly, is `ACME
RADIO, INC.`. Only names that are clearly the one or the other are told; the rest stay unknown.
"""

from __future__ import annotations

import re
from functools import lru_cache


def _set_of(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_LEGAL_FORMS = _set_of(
    "INC INCORPORATED CORP CORPORATION COMPANY COMPANIES LTD LIMITED LLC LLP PLC PLLC GMBH KGAA",
    "OYJ PUBL APS SARL SRL KAISHA KABUSHIKI PTY PVT BHD SDN TBK JSC KFT SRO LTDA",
)
"""Words that no person's name holds."""
_SHORT_FORMS = _set_of("CO LP AG KG EV SE OY AB AS ASA SA SAS SNC NV BV SPA SL KK GK PTE OOO")
"""Legal forms at the end of a name that are syllables of persons' names too (`LEE, SANG SE`)."""
_INSTITUTIONS = _set_of(
    "BANK TRUST FUND UNIVERSITY UNIVERSITE UNIVERSITAET UNIVERSIDAD COLLEGE SCHOOL INSTITUTE",
    "FOUNDATION FONDATION HOSPITAL CLINIC CENTER CENTRE LABORATORY LABORATORIES AGENCY",
    "GOVERNMENT MINISTRY DEPARTMENT SECRETARY REPRESENTED ADMINISTRATION COMMISSION COUNCIL",
    "AUTHORITY COMMISSARIAT FRAUNHOFER GESELLSCHAFT GROUP GRUPPE HOLDING HOLDINGS PARTNERS",
    "PARTNERSHIP VENTURES CAPITAL INDUSTRIES INDUSTRIAL INTERNATIONAL TECHNOLOGY TECHNOLOGIES",
    "SYSTEMS SOLUTIONS SERVICES ELECTRONICS SEMICONDUCTOR COMMUNICATIONS WIRELESS NETWORKS",
    "SOFTWARE LICENSING PATENTS INTELLECTUAL PROPERTY PROPERTIES INNOVATIONS RESEARCH",
    "ENTERPRISES ASSOCIATION SOCIETY REGENTS TRUSTEES",
)
"""Words of institutions and trades, which may be a person's surname too (`BANK, JOHN`)."""

_MARKS = re.compile(r"[^\w\s]")
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_NAMES = r"[^\W\d_](?:[^\W\d_]|['`.\- ])*"
_PERSON = re.compile(rf"{_NAMES}, ?{_NAMES}(?:, ?(?:JR|SR|II|III|IV|PH\.?D|MD|DR)\.?)?")
_SHORTEST = 3
"""Words up to which an institution's word may be a surname."""
_LONGEST = 6
"""Words of the longest name that is believed a person's."""


@lru_cache(maxsize=65536)
def is_organization(name: str) -> bool | None:
    """Say whether a name is an organization's (True), a person's (False), or unclear (None)."""
    capitals = name.upper().replace("\u2019", "'").strip()
    words = _MARKS.sub(" ", _DOTTED.sub("", capitals)).split()
    if not words:
        return None
    if _LEGAL_FORMS.intersection(words) or "&" in capitals:
        return True
    has_form = words[-1] in _SHORT_FORMS
    has_trade = not _INSTITUTIONS.isdisjoint(words)
    if not _PERSON.fullmatch(capitals) or len(words) > _LONGEST:
        return True if has_form or has_trade else None
    if has_form or has_trade:
        return True if has_trade and len(words) > _SHORTEST else None
    return False
