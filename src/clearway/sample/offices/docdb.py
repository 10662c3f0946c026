"""The sample's rights as DOCDB exchange documents.

One for each: the grant where there is one, else the application as published, with its dates,
applicant, first priority and simple family. Layout: EPO exchange-documents 2.5.9, as
`clearway.sources.docdb` describes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np

from clearway.sample.drawing import Ints, years_of
from clearway.sample.numbering import PUBLISHED, TRANSLATION, write_priority
from clearway.sample.offices.documents import Documents, compact
from clearway.sample.offices.grants import UNGRANTED
from clearway.sample.tables import declarants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clearway.sample.families import Units
    from clearway.sample.rights import Rights

BEFORE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<exch:exchange-documents '
    'xmlns:exch="http://www.epo.org/exchange" date-of-exchange="20261009" dtd-version="2.5.9" '
    'file="SAMPLE">\n'
)
AFTER = "</exch:exchange-documents>\n"
PUBLISHED_AFTER = 548
"""Days from the first filing to the publication of an application: 18 months (PCT article 21)."""
FAMILIES_FROM = 900_000_000
"""Simple family ids start here, above any that the EPO has given."""

_DOCUMENT = (
    '<exch:exchange-document country="{office}" doc-number="{number}" kind="{kind}" '
    'date-publ="{published}" family-id="{family}" status="C"><exch:bibliographic-data>'
    '<exch:publication-reference data-format="docdb"><document-id><country>{office}</country>'
    "<doc-number>{number}</doc-number><kind>{kind}</kind><date>{published}</date></document-id>"
    '</exch:publication-reference><exch:application-reference data-format="docdb"><document-id>'
    "<country>{office}</country><doc-number>{filing}</doc-number><kind>A</kind><date>{filed}</date>"
    '</document-id></exch:application-reference><exch:application-reference data-format="epodoc">'
    "<document-id><doc-number>{application}</doc-number></document-id>"
    '</exch:application-reference><exch:priority-claims><exch:priority-claim sequence="1" '
    'data-format="epodoc"><document-id><doc-number>{priority}</doc-number></document-id>'
    "<exch:priority-active-indicator>Y</exch:priority-active-indicator></exch:priority-claim>"
    '</exch:priority-claims><exch:parties><exch:applicants><exch:applicant sequence="1" '
    'data-format="docdba"><exch:applicant-name><name>{applicant}</name></exch:applicant-name>'
    "</exch:applicant></exch:applicants></exch:parties></exch:bibliographic-data>"
    "</exch:exchange-document>\n"
)


def documented(rights: Rights) -> Ints:
    """The rights that have a document of their own: published, no translation, listed once."""
    own = rights.text == np.arange(len(rights))
    return np.flatnonzero(own & (rights.state >= PUBLISHED) & (rights.state != TRANSLATION))


def write_documents(units: Units, rights: Rights, granted: Ints) -> Iterator[str]:
    """Write one document for each right of `documented`, in order."""
    chosen = documented(rights)
    documents = Documents(rights)
    first_years = years_of(units.day - 365)
    published = np.where(granted == UNGRANTED, rights.filed + PUBLISHED_AFTER, granted)
    days, filed = compact(published[chosen]), compact(rights.filed[chosen])
    names = [escape(item.name) for item in declarants()]
    for place, right in enumerate(chosen.tolist()):
        unit = int(rights.unit[right])
        declarant = int(units.declarant[unit])
        document = documents.of(right)
        yield _DOCUMENT.format(
            office=document.office,
            number=document.number,
            kind=document.kind,
            published=days[place],
            family=FAMILIES_FROM + unit,
            filing=document.application[2:],
            filed=filed[place],
            application=document.application,
            priority=write_priority(declarant, unit, int(first_years[unit])),
            applicant=names[declarant],
        )
