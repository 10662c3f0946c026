"""What offices would say of the sample's rights: grants, legal events, US fees, US assignments.

Invented as the rights are, in the layouts that the readers read: DOCDB exchange documents, OPS
legal events, the USPTO's maintenance fee events and recorded assignments. Proportions are published
ones or marked assumptions, in `clearway/data/sample` beside their sources. File names say SAMPLE.
"""

from __future__ import annotations

from clearway.sample.offices.writer import FILES, OfficeFigures, write_office_sample

__all__ = ["FILES", "OfficeFigures", "write_office_sample"]
