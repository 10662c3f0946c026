"""The EPO's bibliographic exchange documents: DOCDB bulk files and the same inside OPS responses.

Publisher: European Patent Office. DOCDB: https://www.epo.org/en/searching-for-patents/data/bulk-data-sets/docdb
(weekly front files, a yearly back file); OPS 3.2: https://www.epo.org/en/searching-for-patents/data/web-services/ops.
Terms: the EPO's conditions for bulk data sets and for OPS. Layout: exchange-documents 2.5.x (the
samples are 2.5.7 and 2.5.9) and OPS 3.2.
"""

from clearway.sources.docdb.reader import read_docdb

__all__ = ["read_docdb"]
