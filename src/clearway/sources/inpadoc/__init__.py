"""Legal events of the EPO's worldwide data (INPADOC), in bulk or as OPS gives them.

Publisher: European Patent Office. Bulk: product 14.11, "EPO worldwide legal event data (INPADOC)",
`legstat_xml_*.zip`, https://www.epo.org/en/searching-for-patents/data/bulk-data-sets/inpadoc, under
the EPO's terms for bulk data. OPS 3.2: services `legal` and `family/.../legal`,
https://www.epo.org/en/searching-for-patents/data/web-services/ops, under those of OPS.
"""

from clearway.sources.inpadoc.reader import read_inpadoc

__all__ = ["read_inpadoc"]
