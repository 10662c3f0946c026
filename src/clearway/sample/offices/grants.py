"""When the sample's rights were granted, which ETSI's export does not say."""

from __future__ import annotations

import numpy as np

from clearway.sample.drawing import Ints, stream
from clearway.sample.numbering import GRANTED
from clearway.sample.rights import CODES, EDITION, GRANT_LAGS, Rights

UNGRANTED = -1
LEAST_LAG = 200
"""Days from filing to grant at least."""


def draw_grants(rights: Rights, seed: int) -> Ints:
    """Draw the day of grant of every right, `UNGRANTED` for those without.

    Lags spread as those that decided whether a right was granted at all, within the time it had.

    Args:
        rights: of the sample.
        seed: any integer.
    """
    rng = stream(seed, "grants")
    lag = np.array([GRANT_LAGS.get(code, 1500.0) for code in CODES])[rights.office]
    lag *= np.exp(0.35 * rng.standard_normal(len(rights)))
    latest = np.maximum(EDITION - 20 - rights.filed, 1)
    day = rights.filed + np.minimum(np.maximum(lag.astype(np.int64), LEAST_LAG), latest)
    return np.where(rights.state == GRANTED, day, UNGRANTED)
