"""Legal events of the EPO's worldwide data (INPADOC), as OPS gives them.

Publisher: European Patent Office, OPS 3.2 (services `legal` and `family/.../legal`),
https://www.epo.org/en/searching-for-patents/data/web-services/ops. Terms: those of OPS. The bulk
layout (https://www.epo.org/en/searching-for-patents/data/bulk-data-sets/inpadoc) is not read: no
description of it was at hand.
"""

from clearway.sources.inpadoc.reader import read_inpadoc

__all__ = ["read_inpadoc"]
