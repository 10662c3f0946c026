"""The case file: the question and everything private about it. Read it, check it, write it."""

from __future__ import annotations

from clearway.case.check import (
    Companies,
    check_case,
    named_companies,
    unknown_standards,
)
from clearway.case.dates import (
    PartialDate,
    date_text,
    parse_date,
)
from clearway.case.entry import (
    Entry,
    Place,
)
from clearway.case.evidence import (
    By,
    Forecast,
    Question,
    Sighting,
    Source,
    Statement,
    seal_of,
)
from clearway.case.findings import (
    Finding,
)
from clearway.case.model import (
    Affiliates,
    Burden,
    Case,
    Company,
    Component,
    Deal,
    DealKind,
    DealStatus,
    ExchangeRate,
    Launch,
    Member,
    Money,
    Order,
    Ownership,
    OwnRights,
    Policy,
    Pool,
    Product,
    Suit,
    VenueNote,
    Weights,
)
from clearway.case.read import (
    read_case,
    read_findings,
    read_text,
)
from clearway.case.words import (
    CATEGORIES,
)
from clearway.case.write import (
    case_text,
    write_case,
)

__all__ = [
    "CATEGORIES",
    "Affiliates",
    "Burden",
    "By",
    "Case",
    "Companies",
    "Company",
    "Component",
    "Deal",
    "DealKind",
    "DealStatus",
    "Entry",
    "ExchangeRate",
    "Finding",
    "Forecast",
    "Launch",
    "Member",
    "Money",
    "Order",
    "OwnRights",
    "Ownership",
    "PartialDate",
    "Place",
    "Policy",
    "Pool",
    "Product",
    "Question",
    "Sighting",
    "Source",
    "Statement",
    "Suit",
    "VenueNote",
    "Weights",
    "case_text",
    "check_case",
    "date_text",
    "named_companies",
    "parse_date",
    "read_case",
    "read_findings",
    "read_text",
    "seal_of",
    "unknown_standards",
    "write_case",
]
