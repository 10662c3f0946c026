"""Exchange documents and OPS responses of our own making, in the EPO's layouts."""

from __future__ import annotations

BIBLIO = """
<exch:publication-reference data-format="docdb"><document-id><country>{country}</country>
<doc-number>{number}</doc-number><kind>{kind}</kind><date>{published}</date></document-id>
</exch:publication-reference>
<exch:publication-reference data-format="original"><document-id><doc-number>{country} {number}
</doc-number></document-id></exch:publication-reference>
<exch:application-reference doc-id="7" data-format="docdb"><document-id><country>{country}</country>
<doc-number>{filing}</doc-number><kind>A</kind><date>{filed}</date></document-id>
</exch:application-reference>
<exch:application-reference data-format="original"><document-id><doc-number>{filing}.4</doc-number>
</document-id></exch:application-reference>
<exch:priority-claims>{priorities}</exch:priority-claims>
<exch:parties><exch:applicants>
<exch:applicant sequence="1" data-format="docdb"><exch:applicant-name><name>ACME RADIO CO</name>
</exch:applicant-name><residence><country>FI</country></residence></exch:applicant>
<exch:applicant sequence="2" data-format="docdb"><exch:applicant-name><name>DOE JANE</name>
</exch:applicant-name></exch:applicant>
<exch:applicant sequence="1" data-format="docdba"><exch:applicant-name>
<name>Acme-Radio  Company, </name></exch:applicant-name></exch:applicant>
<exch:applicant sequence="2" data-format="docdba"><exch:applicant-name><name>DOE, Jane</name>
</exch:applicant-name></exch:applicant></exch:applicants>
<exch:inventors><exch:inventor sequence="1" data-format="docdb"><exch:inventor-name>
<name>DOE JANE</name></exch:inventor-name></exch:inventor></exch:inventors></exch:parties>
<exch:invention-title lang="de">{title} (deutsch)</exch:invention-title>
<exch:invention-title lang="en">{title}</exch:invention-title>{more}
"""

PRIORITY = """<exch:priority-claim sequence="{sequence}" data-format="docdb"><document-id>
<country>EP</country><doc-number>{number}</doc-number><kind>A</kind></document-id>
<exch:priority-active-indicator>{active}</exch:priority-active-indicator></exch:priority-claim>
<exch:priority-claim sequence="{sequence}" data-format="epodoc"><document-id>
<doc-number>EP2009{number:0>7}</doc-number></document-id></exch:priority-claim>"""

DEFAULTS = {
    "country": "EP",
    "number": "2400001",
    "kind": "A1",
    "published": "20111228",
    "filing": "10167001",
    "filed": "20100624",
    "title": "Paging",
    "priorities": PRIORITY.format(sequence=1, number="9167001", active="Y")
    + PRIORITY.format(sequence=2, number="9167002", active="N"),
    "more": "",
}


def document(*, status: str = "", doc_id: str = "", family: str = "43088001", **said: str) -> str:
    """One exchange document; of status D, CV or DV its number alone."""
    values = DEFAULTS | said
    attributes = {
        "country": values["country"],
        "doc-number": values["number"],
        "kind": values["kind"],
        "doc-id": doc_id,
        "date-publ": values["published"],
        "family-id": family,
        "status": status,
    }
    shown = " ".join(f'{name}="{value}"' for name, value in attributes.items() if value)
    biblio = "" if status in {"D", "CV", "DV"} else BIBLIO.format(**values)
    return (
        f"<exch:exchange-document {shown}><exch:bibliographic-data>{biblio}"
        "</exch:bibliographic-data></exch:exchange-document>\n"
    )


def delivery(*documents: str, on: str = "20240218") -> bytes:
    """One DOCDB file, delivered on a day."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<!DOCTYPE exch:exchange-documents SYSTEM "docdb-entities.dtd">'
        '<exch:exchange-documents xmlns:exch="http://www.epo.org/exchange" '
        f'date-of-exchange="{on}" dtd-version="2.5.9">{"".join(documents)}'
        "</exch:exchange-documents>"
    ).encode()


def identity(country: str, number: str, kind: str, on: str = "") -> str:
    """A number as OPS writes it."""
    dated = f"<date>{on}</date>" if on else ""
    return (
        f'<document-id document-id-type="docdb"><country>{country}</country>'
        f"<doc-number>{number}</doc-number><kind>{kind}</kind>{dated}</document-id>"
    )


def member(
    publication: tuple[str, str, str, str],
    application: tuple[str, str, str, str],
    *,
    family: str = "43088001",
    inner: str = "",
) -> str:
    """One member of an OPS family response."""
    return (
        f'<ops:family-member family-id="{family}">'
        f"<publication-reference>{identity(*publication)}</publication-reference>"
        f"<application-reference>{identity(*application)}</application-reference>"
        f'<priority-claim sequence="1">{identity("EP", "9167001", "A")}'
        "<priority-active-indicator>YES</priority-active-indicator></priority-claim>"
        f"{inner}</ops:family-member>"
    )


def response(*members: str, size: int | None = None) -> bytes:
    """One OPS family response."""
    count = len(members) if size is None else size
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet type="text/xsl" href="f.xsl"?>'
        '<ops:world-patent-data xmlns="http://www.epo.org/exchange" '
        f'xmlns:ops="http://ops.epo.org"><ops:patent-family total-result-count="{count}">'
        f"<ops:publication-reference>{identity('EP', '2400001', 'A1')}</ops:publication-reference>"
        f"{''.join(members)}</ops:patent-family></ops:world-patent-data>"
    ).encode()
