"""What a record knows of one right, one family, one company, and what it covers.

Nothing is read twice: dates, effect and title are those of the clearance rules, run over the part
of the record that is looked up, so a sheet cannot differ from an answer.
"""

from __future__ import annotations

from clearway.lookup.changes import RecordChanges, changes_between
from clearway.lookup.company import CompanySheet, look_up_company
from clearway.lookup.coverage import Coverage, coverage
from clearway.lookup.family import FamilySheet, look_up_family
from clearway.lookup.right import RightSheet, look_up_right
from clearway.lookup.stale import StaleOwner, stale_owners

__all__ = [
    "CompanySheet",
    "Coverage",
    "FamilySheet",
    "RecordChanges",
    "RightSheet",
    "StaleOwner",
    "changes_between",
    "coverage",
    "look_up_company",
    "look_up_family",
    "look_up_right",
    "stale_owners",
]
