"""Where the sample's European patents took effect and where they lapsed, as OPS legal events.

In each state of the convention on the filing day a patent is validated or lapses on its grant
(PG25); where it is validated, each state lapses on its own once a fee is not paid (PG25), and
Germany, France and Britain tell the last fee paid (PGFP). Layout: `clearway.sources.inpadoc`.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from clearway.model.territory import epochs
from clearway.sample.drawing import Floats, Ints, stream
from clearway.sample.numbering import TRANSLATION
from clearway.sample.offices.documents import Documents, compact
from clearway.sample.offices.grants import UNGRANTED
from clearway.sample.rights import CODES, EDITION, EP
from clearway.sample.tables import kept_of, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from clearway.sample.rights import Rights

LISTED_PATENTS = 477
"""European patents that the counts of `validations.csv` are of."""

BREADTH = 0.7
"""How alike the states of one patent are, from 0 to 1: owners validate widely or narrowly. With 0.7
the number of states of a patent spreads as in the list that `validations.csv` counts (6.7)."""

TOLD_AFTER_GRANT = (156, 429)
"""Days from the grant until the gazette tells that a patent was not validated: those of the 26 such
lapses of EP 2400812 but for the slowest five (OPS, service legal)."""

TOLD_AFTER_LAPSE = (280, 336)
"""Days from a lapse for fees until the gazette tells it: those of the six of EP 2400812."""

FEES_TOLD_IN = ("DE", "FR", "GB")
FIRST_FEE_YEAR = 3
"""Fees are due from the third year of the term on (EPC article 86; national fees follow)."""

TERM = 20
NO_TRANSLATION, NO_FEE, FEE = range(3)
"""What an event tells: not validated, lapsed for fees, fee paid."""

BEFORE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<ops:world-patent-data '
    'xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">\n'
    '<ops:patent-family legal="true">\n'
)
AFTER = "</ops:patent-family>\n</ops:world-patent-data>\n"
_MEMBER = (
    '<ops:family-member><publication-reference><document-id document-id-type="docdb"><country>EP'
    "</country><doc-number>{number}</doc-number><kind>{kind}</kind><date>{granted}</date>"
    "</document-id></publication-reference>{events}</ops:family-member>\n"
)
_LAPSED = (
    '<ops:legal code="PG25" desc="LAPSED IN A CONTRACTING STATE" infl="-"><ops:L001EP>EP'
    "</ops:L001EP><ops:L007EP>{public}</ops:L007EP><ops:L008EP>PG25</ops:L008EP><ops:L500EP>"
    "<ops:L501EP>{state}</ops:L501EP><ops:L510EP>LAPSE BECAUSE OF {why}</ops:L510EP>"
    "<ops:L525EP>{on}</ops:L525EP></ops:L500EP></ops:legal>"
)
_PAID = (
    '<ops:legal code="PGFP" desc="ANNUAL FEE PAID TO NATIONAL OFFICE" infl="+"><ops:L001EP>EP'
    "</ops:L001EP><ops:L007EP>{public}</ops:L007EP><ops:L008EP>PGFP</ops:L008EP><ops:L500EP>"
    "<ops:L501EP>{state}</ops:L501EP><ops:L518EP>{on}</ops:L518EP></ops:L500EP></ops:legal>"
)
_WHY = ("FAILURE TO SUBMIT A TRANSLATION OR TO PAY THE FEE IN TIME", "NON-PAYMENT OF DUE FEES")


@dataclass(frozen=True)
class StateEvents:
    """Events of single states, by right and day they were public; days since 1970.

    `right` is a place among the rights, `state` one in `states`, `kind` what the event tells.
    """

    states: tuple[str, ...]
    right: Ints
    state: Ints
    kind: Ints
    on: Ints
    public: Ints

    def __len__(self) -> int:
        """The number of events."""
        return int(self.right.size)

    @property
    def patents(self) -> Ints:
        """The patents that have events, as places among the rights."""
        return np.unique(self.right)


@dataclass(frozen=True)
class _Patents:
    """The granted European patents: places among the rights, days of filing and grant."""

    right: Ints
    filed: Ints
    granted: Ints


def draw_state_events(rights: Rights, granted: Ints, seed: int) -> StateEvents:
    """Draw what becomes of every European patent in every state.

    Args:
        rights: of the sample.
        granted: day of grant by right, from `draw_grants`.
        seed: any integer.
    """
    own = rights.text == np.arange(len(rights))
    right = np.flatnonzero(own & (rights.office == EP) & (granted != UNGRANTED))
    patents = _Patents(right, rights.filed[right], granted[right])
    states = tuple(row["state"] for row in read_rows("validations.csv"))
    is_member = _members(patents.filed, states)
    is_valid = _validated(right.size, states, stream(seed, "validations"))
    is_valid |= _translated(rights, right, states)
    rows = [
        _not_validated(patents, is_member & ~is_valid, stream(seed, "lapses on grant")),
        *_kept_for_a_while(patents, is_member & is_valid, states, stream(seed, "annuities")),
    ]
    place, state, kind, on, public = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.lexsort((kind, state, public, place))
    order = order[public[order] <= EDITION]
    return StateEvents(
        states, right[place[order]], state[order], kind[order], on[order], public[order]
    )


def _members(filed: Ints, states: tuple[str, ...]) -> NDArray[np.bool_]:
    """Patents x states: which were members of the convention on the filing day."""
    found = np.zeros((filed.size, len(states)), dtype=np.bool_)
    for epoch in epochs("EP"):
        start = np.datetime64(epoch.from_ or "0001-01-01", "D").astype(np.int64)
        end = np.datetime64(epoch.to or "9999-12-31", "D").astype(np.int64)
        column = np.array([state in epoch.countries for state in states])
        found |= ((filed >= start) & (filed < end))[:, None] & column[None, :]
    return found


def _validated(count: int, states: tuple[str, ...], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Patents x states: validated in the listed shares, states of one patent alike."""
    shares = [int(row["patents"]) / LISTED_PATENTS for row in read_rows("validations.csv")]
    limit = np.array([NormalDist().inv_cdf(share) for share in shares])
    breadth = rng.standard_normal((count, 1))
    each = rng.standard_normal((count, len(states)))
    return np.asarray(np.sqrt(BREADTH) * breadth + np.sqrt(1 - BREADTH) * each < limit[None, :])


def _translated(rights: Rights, right: Ints, states: tuple[str, ...]) -> NDArray[np.bool_]:
    """Patents x states: those of which the register lists a translation."""
    found = np.zeros((right.size, len(states)), dtype=np.bool_)
    unit = rights.unit[right]
    for place in np.flatnonzero(rights.state == TRANSLATION).tolist():
        code = CODES[rights.office[place]]
        if code in states:
            first, last = np.searchsorted(unit, rights.unit[place] + np.array([0, 1]))
            found[first:last, states.index(code)] = True
    return found


_Rows = tuple[Ints, Ints, Ints, Ints, Ints]


def _not_validated(patents: _Patents, where: NDArray[np.bool_], rng: np.random.Generator) -> _Rows:
    place, state = np.nonzero(where)
    on = patents.granted[place]
    public = on + rng.integers(*TOLD_AFTER_GRANT, place.size)
    return place, state, np.full(place.size, NO_TRANSLATION), on, public


def _kept_for_a_while(
    patents: _Patents, where: NDArray[np.bool_], states: tuple[str, ...], rng: np.random.Generator
) -> tuple[_Rows, _Rows]:
    """The lapses for fees of what was validated, and the last fees paid where they are told."""
    place, state = np.nonzero(where)
    filed = patents.filed[place]
    due = np.maximum((patents.granted[place] - filed) // 365 + 1, FIRST_FEE_YEAR)
    kept = _kept_by_year()
    missed = np.searchsorted(-kept, -(rng.random(place.size) * kept[np.minimum(due, TERM) - 1]))
    on = _fee_day(filed, missed)
    public = on + rng.integers(*TOLD_AFTER_LAPSE, place.size)
    lapsed = (missed < TERM) & (on < EDITION)
    last = np.minimum(missed - 1, (EDITION - filed) // 365 - 1)
    told = np.isin(state, [states.index(code) for code in FEES_TOLD_IN]) & (last >= due)
    paid = _fee_day(filed, last) - rng.integers(1, 60, place.size)
    return (
        (place[lapsed], state[lapsed], np.full(lapsed.sum(), NO_FEE), on[lapsed], public[lapsed]),
        (place[told], state[told], np.full(told.sum(), FEE), paid[told], paid[told] + 30),
    )


def _kept_by_year() -> Floats:
    """Share still paid for after the fee of each year of the term, by year, 1 before the first."""
    (first, start), (middle, half), (last, end) = kept_of("EP")
    early = (half / start) ** (1 / (middle - first))
    late = (end / half) ** (1 / (last - middle))
    yearly = [early if year <= middle else late for year in range(FIRST_FEE_YEAR, TERM + 1)]
    return np.concatenate([np.ones(FIRST_FEE_YEAR), np.cumprod(yearly)])


def _fee_day(filed: Ints, year: Ints) -> Ints:
    """The end of the month of the anniversary of filing, when the fee of a year falls due."""
    month = filed.astype("datetime64[D]").astype("datetime64[M]") + 12 * np.minimum(year, TERM)
    return np.asarray((month + 1).astype("datetime64[D]").astype(np.int64) - 1)


def write_state_events(rights: Rights, granted: Ints, events: StateEvents) -> Iterator[str]:
    """Write one family member for each patent that has events, as OPS answers for it."""
    documents = Documents(rights)
    patents, first = np.unique(events.right, return_index=True)
    last = np.append(first[1:], len(events))
    on = compact(events.on)
    public = np.datetime_as_string(events.public.astype("datetime64[D]"))
    days = compact(granted[patents])
    for place, right in enumerate(patents.tolist()):
        document = documents.of(right)
        told = [
            _event(events.states[events.state[row]], int(events.kind[row]), on[row], public[row])
            for row in range(first[place], last[place])
        ]
        yield _MEMBER.format(
            number=document.number, kind=document.kind, granted=days[place], events="".join(told)
        )


def _event(state: str, kind: int, on: str, public: str) -> str:
    if kind == FEE:
        return _PAID.format(state=state, on=on, public=public)
    return _LAPSED.format(state=state, on=on, public=public, why=_WHY[kind])
