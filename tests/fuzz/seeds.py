"""Small sound files of each layout, from which fuzzing starts; all of it invented."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pyarrow as pa

from sources import exchange, isld

if TYPE_CHECKING:
    from collections.abc import Iterable

ISLD = isld.text(isld.rows(3))
GENERAL = (
    b"IPRD_ID;IPRD_REFERENCE;Reflected Date;IPRD_SIGNATURE_DATE;COMP_LEGAL_NAME;"
    b"GEND_APP_TO_ALL_FLAG;ETPR_ACRONYM;Standard;LICD_REC_CONDI_FLAG\n"
    b"7;GL-201001-001;2010-01-05 00:00:00;2010-01-04 00:00:00;Alpha Oy;0;LTE;TS 102 223;1\n"
    b"8;GL-201102-002;;1900-01-01 00:00:00;Beta Inc.;1;;;\n"
)
DYNAMIC = (
    b'"Asked for","any, of all"\n'
    b"ETSI Projects,Standards,Declarant Company,Patent Families,Application Number,"
    b"Publication Numbers,Title,Patent Offices,Declarations,IPR Disclosures,Declaration Date\n"
    b"LTE,TS 36.211 v8.1.0,Example Radio Oy,|US20040000001P|WO2005JP00002|,US20050123456,"
    b"US2006000001 A1|US7654321 B2,Sending,US  (UNITED STATES),ISLD-201501-007,"
    b"Disclosure number  3,20-01-2015\n"
)
DOCDB = exchange.delivery(
    exchange.document(status="A", doc_id="1"), exchange.document(status="D", doc_id="2")
)
OPS_FAMILY = exchange.response(
    exchange.member(("EP", "2400001", "B1", "20191127"), ("EP", "10167001", "A", "20100624"))
)
OPS_EVENT = exchange.response(
    exchange.member(
        ("EP", "2400001", "B1", "20191127"),
        ("EP", "10167001", "A", "20100624"),
        inner='<ops:legal code="PG25" desc="LAPSED" infl="-"><ops:L001EP>EP</ops:L001EP>'
        "<ops:L007EP>2020-05-01</ops:L007EP><ops:L008EP>PG25</ops:L008EP><ops:L500EP>"
        "<ops:L501EP>DE</ops:L501EP><ops:L525EP>20191127</ops:L525EP></ops:L500EP></ops:legal>",
    )
)
_ID = "<document-id><country>{}</country><doc-number>{}</doc-number><kind>{}</kind></document-id>"
OPS_BULK = (
    '<legal-status-documents><legal-status-document country="EP" family-id="43088001">'
    f"<publication-reference>{_ID.format('EP', '2400001', 'B1')}</publication-reference>"
    f"<application-reference>{_ID.format('EP', '10167001', 'A')}</application-reference>"
    '<legal-event providing-office="EP" event-id="1" status="C"><event-date>20200501</event-date>'
    "<event-code>PG25</event-code><event-class>H</event-class><event-details>"
    "<notification-of-lapse><country>DE</country><date-patent-lapsed>20191127</date-patent-lapsed>"
    "</notification-of-lapse></event-details></legal-event></legal-status-document>"
    "</legal-status-documents>"
).encode()
GRANT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<us-patent-grant dtd-version="v4.5 2014-04-03">'
    f"<us-bibliographic-data-grant><publication-reference>{_ID.format('US', '08900001', 'B2')}"
    "</publication-reference><application-reference appl-type='utility'><document-id>"
    "<country>US</country><doc-number>13900001</doc-number><date>20130523</date></document-id>"
    "</application-reference><invention-title>A radio</invention-title><us-term-of-grant>"
    "<us-term-extension>120</us-term-extension></us-term-of-grant><us-parties><us-applicants>"
    "<us-applicant sequence='001'><addressbook><orgname>Acme Radio</orgname></addressbook>"
    "</us-applicant></us-applicants></us-parties></us-bibliographic-data-grant></us-patent-grant>\n"
).encode()
ASSIGNMENT = (
    "<us-patent-assignments date-produced='20120827'><transaction-date><date>20120826</date>"
    "</transaction-date><patent-assignments><patent-assignment><assignment-record>"
    "<reel-no>28805</reel-no><frame-no>645</frame-no><recorded-date><date>20120822</date>"
    "</recorded-date><conveyance-text>ASSIGNMENT OF ASSIGNORS INTEREST</conveyance-text>"
    "</assignment-record><patent-assignors><patent-assignor><name>DOE, JANE</name>"
    "<execution-date><date>20120807</date></execution-date></patent-assignor></patent-assignors>"
    "<patent-assignees><patent-assignee><name>ACME RADIO</name></patent-assignee>"
    f"</patent-assignees><patent-properties><patent-property>{_ID.format('US', '8900001', 'B2')}"
    "</patent-property></patent-properties></patent-assignment></patent-assignments>"
    "</us-patent-assignments>"
).encode()
PORTAL = (
    b'{"count": 1, "patentFileWrapperDataBag": [{"applicationNumberText": "16021001", '
    b'"applicationMetaData": {"patentNumber": "10500001", "filingDate": "2018-06-28"}, '
    b'"assignmentBag": [{"reelNumber": "047305", "frameNumber": "0442", "conveyanceText": '
    b'"ASSIGNMENT OF ASSIGNORS INTEREST", "assignmentRecordedDate": "2018-10-25", "assignorBag": '
    b'[{"assignorName": "DOE, JANE", "executionDate": "2018-09-23"}], "assigneeBag": '
    b'[{"assigneeNameText": "ACME RADIO, INC."}]}]}]}'
)
FEES = (
    b"0000007735000 11420000 N 20060524 20100615 20140714 EXP. \n"
    b"0000007735001 11420001 N 20060524 20100615 20131215 M1551\n"
)
CASES = (
    b"case_row_id,case_number,district_id,court_name,case_cause,date_filed,date_closed,"
    b"case_type_1\n1,5:15-cv-00123,cand,Northern District,35:271 Patent Infringement,2015-06-16,"
    b"2016-01-02,1\n2,1:16-cv-00456,ded,Delaware,28:2201 Declaratory Judgment,2016-02-03,,2\n"
)
PARTIES = (
    b"case_row_id,case_number,party_row_count,party_type,name,name_long\n"
    b"1,5:15-cv-00123,1,Plaintiff,Alpha Radio Inc.,\n1,5:15-cv-00123,2,Defendant,Beta Co.,\n"
)
PATENTS = (
    b"case_row_id,case_number,patent,patent_doc_type\n1,5:15-cv-00123,9000001,Patent\n"
    b"1,5:15-cv-00123,20150000001,Published Application\n2,1:16-cv-00456,NA,\n"
)
POOL = (
    b"Profile,Country,Patent Number,Licensor\nMain/Main10,US,US10003793,Alpha\n"
    b"Main/Main10,AT,AT-EP3474552,Beta\nMain/Main10,KR,KR10-0583552,Beta\n"
)
MARKETS_LONG = b"Country Name,Country Code,Year,Value\nKorea,KOR,2017,51361911\nWorld,WLD,2017,7\n"
MARKETS_WIDE = (
    b'"Data Source","Indicators",\n\n"Last Updated Date","2024-06-28",\n\n"Country Name",'
    b'"Country Code","Indicator Name","Indicator Code","2016","2017",\n'
    b'"Germany","DEU","Population, total","SP.POP.TOTL","82348669","",\n'
)
DEVICES = (
    b"brand,model,network_technology,WLAN,bluetooth,Chipset,announced,approx_price_EUR\n"
    b"Acme,One,GSM / HSPA / LTE,Wi-Fi 802.11 a/b/g,4.1| LE,Qualcomm MSM8953,2017  January,180\n"
)
CASE = b"""\
[case]
id = "trial"
company = "X"
as_of = 2018-01-01
markets = ["CN", "DE"]

[policy]
ep_validation = ["DE", "FR"]
grant_lag_days = { US = 900 }

[[company]]
name = "X"
aliases = ["X Mobile"]
country = "CN"

[[ownership]]
child = "A Technologies"
parent = "A"
from = "2011-03"
share = 0.6

[[product]]
name = "phone"
company = "X"
category = "smartphone"
standards = ["4G", "Wi-Fi"]
launched = [{ market = "DE", on = "2017-03" }]

[[deal]]
id = "lic"
kind = "license"
status = "signed"
effective = 2017-07-05
grantors = ["A"]
grantees = ["X"]
territory = { include = ["DE"] }
"""
NAMES = (
    b"name,company,decision,score,by,on,note\nAlpha Radios,Alpha Radio,merge,0.93,me,2020-01-02,\n"
)
ENTRIES = b"company,market,category,event,on,brand\nAcme,DE,smartphone,entry,2017-03,One\n"
FORMS = {
    "declarations": b"reference,declarant,signed_on,family,generation,specification\n"
    b"R1,Nokia,2015-03-01,F1,LTE,TS 36.211\n",
    "rights": b"family,publication,office,application,filed_on,granted_on,ended_on\n"
    b"F1,EP 1848154 B1,,EP06711571.5,2006-01-12,2011-05-11,\n",
    "transfers": b"publication,from,to,executed_on,recorded_on\nEP1848154B1,A,B,2014-01-02,\n",
    "status": b"publication,category,country,dated_on,published_on,code\n"
    b"EP1848154B1,Lapse,de,2016-08-01,2017-02-09,PG25\n",
    "validations": b"publication,country,from,to\nEP1848154B1,DE,2011-05-11,\n",
    "suits": b"suit,court,country,filed_on,closed_on,plaintiff,defendant,action,basis,publication,"
    b"standards,outcome\nS1,LG,DE,2016-03,2018,A|B,C,Infringement,declared,EP1841268,LTE|5G,\n",
    "orders": b"suit,from,to,kind,reaches,except_suppliers\nS1,2016-03-01,2017,injunction,,Q | R\n",
    "standards": b"standard,parent,body,title\nX.1,LTE,3GPP,Title\n",
    "assessments": b"family,standard,assessor,assessed_on,verdict,claim_type,source\n"
    b"F1,36.211,Me,2020-01-01,essential,network,page 3\n",
    "pools": b"pool,licensor,publication,from,to\nAvanci,Nokia,EP1848154B1,2016-01-01,\n",
    "markets": b"country,year,measure,value\nIN,2017,devices,124000000\n",
}
"""A sound row of every plain form; the table of essentiality judgments is `assessments`."""


def _zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def _sheet(rows: Iterable[Iterable[str]]) -> bytes:
    book, packed = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(packed)
    return packed.getvalue()


ZIPPED = _zipped(ISLD__csv=ISLD)
ZIPS_IN_A_ZIP = _zipped(index__xml=b"<index/>", LEGSTAT__zip=_zipped(LEGSTAT__xml=OPS_BULK))
GZIPPED = gzip.compress(DOCDB, mtime=0)
ZSTANDARD = pa.compress(POOL, codec="zstd", asbytes=True)
_DYNAMIC_ROWS = ("Report", *DYNAMIC.decode().splitlines()[1:])
DYNAMIC_SHEET = _sheet(row.split(",") for row in _DYNAMIC_ROWS)
CODES = _sheet([
    ("authority", "event-code", "influence", "description eng", "event-class"),
    ("EP", "PG25", "-", "LAPSED IN A CONTRACTING STATE", "H"),
])  # fmt: skip
