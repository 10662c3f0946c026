"""A record laid out for one case: markets, owners and holders as numbers, ready for the kernel.

A board is made once for a case and its markets; questions that differ only in deals, days or
products are then answered from it without touching the record again.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from clearway.clearance.arrays import Designations, Holders, Rights, States, Title
from clearway.clearance.force import Force, lay_force
from clearway.clearance.groups import MAX, MIN
from clearway.clearance.layout import FIRST_DAY, day_number
from clearway.clearance.standing import BITS, LEAST, SIDES, side_of
from clearway.clearance.touched import find_touched
from clearway.model.territory import COUNTRIES, REGIONAL, designated, epochs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from clearway.case import Product
    from clearway.clearance.arrays import Touched
    from clearway.clearance.layout import Layout
    from clearway.clearance.setting import Setting

T = TypeVar("T")
UNKNOWN_PREFIX = "unknown (declared by "
HELD_FORCES = 8
"""Products and days that a board keeps laid out; the first made goes first."""


class Board:
    """One layout under one case and for some markets."""

    def __init__(self, layout: Layout, setting: Setting, markets: Sequence[str]) -> None:
        self.layout = layout
        self.setting = setting
        self.markets = tuple(markets)
        self._place = {market: i for i, market in enumerate(self.markets)}
        self._touched: dict[object, tuple[Touched, list[str]]] = {}
        self._forces: dict[object, Force] = {}

    def under(self, setting: Setting) -> Board:
        """Return the board for another question of the same case, knowledge and purchases."""
        self.setting = setting
        return self

    def over(self, layout: Layout) -> Board:
        """Return the board over other families of the same rights; who owns them is kept."""
        other = Board(layout, self.setting, self.markets)
        for name in _OF_RIGHTS:
            other.__dict__[name] = getattr(self, name)
        return other

    @cached_property
    def owners(self) -> list[str]:
        """The company of each owner: those of the layout, then the buyers of the case."""
        listed = [self._company(word) for word in self.layout.words["owners"]]
        buyers = sorted({row[4] for row in self.setting.purchases})
        return [*listed, *buyers]

    def _company(self, word: str) -> str:
        if word.startswith(UNKNOWN_PREFIX):
            declarant = self.setting.companies.as_spelled(word[len(UNKNOWN_PREFIX) : -1])
            if self.setting.case.policy.unknown_owners == "declarants":
                return declarant
            return f"{UNKNOWN_PREFIX}{declarant})"
        return self.setting.companies.as_spelled(word)

    @cached_property
    def owner_places(self) -> dict[str, list[int]]:
        """The places of each company among the owners."""
        places: dict[str, list[int]] = {}
        for index, company in enumerate(self.owners):
            places.setdefault(company, []).append(index)
        return places

    @cached_property
    def title(self) -> Title:
        """Who owns each right when, the purchases of the case included."""
        layout = self.layout
        title = Title(layout.title_at, layout.title_owner, layout.title_from, layout.title_to)
        moves = self._moves()
        return _moved(title, moves) if moves else title

    def _moves(self) -> dict[int, list[tuple[int, int]]]:
        """Right -> (day, owner) of the counted purchases, in their order."""
        known = len(self.layout.words["owners"])
        buyers = {name: known + i for i, name in enumerate(self.owners[known:])}
        moves: dict[int, list[tuple[int, int]]] = {}
        for _, right_id, family_id, _, buyer, effective, _ in self.setting.purchases:
            step = (day_number(effective), buyers[buyer])
            for right in self.rights_of(right_id, family_id):
                moves.setdefault(right, []).append(step)
        return moves

    def rights_of(self, right_id: str | None, family_id: str | None) -> list[int]:
        """Return the places of a right, or of the rights of a family of any kind."""
        layout = self.layout
        if right_id is not None:
            return find(layout.right_ids, right_id)
        return [
            int(right)
            for family in find(layout.family_ids, family_id or "")
            for right in layout.family_right[
                layout.family_right_at[family] : layout.family_right_at[family + 1]
            ]
        ]

    @cached_property
    def _holder_spans(self) -> dict[str, list[tuple[str, date, date]]]:
        spans: dict[str, list[tuple[str, date, date]]] = {}
        for company, holder, start, end in self.setting.groups.ultimates():
            spans.setdefault(company, []).append((holder, start, end))
        return spans

    @cached_property
    def holders(self) -> list[str]:
        """Every company that is the ultimate parent of an owner at some time, sorted."""
        found = {
            span[0]
            for company in set(self.owners)
            for span in self._holder_spans.get(company, [(company, MIN, MAX)])
        }
        return sorted(found)

    @cached_property
    def holder_rows(self) -> Holders:
        """When each owner belongs to which holder."""
        number = {holder: i for i, holder in enumerate(self.holders)}
        rows = [self._holder_spans.get(c, [(c, MIN, MAX)]) for c in self.owners]
        at, flat = _flat(rows)
        return Holders(
            at,
            np.array([number[holder] for holder, _, _ in flat], dtype=np.int32),
            np.array([day_number(start) for _, start, _ in flat], dtype=np.int32),
            np.array([day_number(end) for _, _, end in flat], dtype=np.int32),
        )

    def holders_on(self, day: date) -> np.ndarray:
        """Return int64[R]: in whose hands each right lies on a day; -1 for nobody's."""
        number, title, rows = day_number(day), self.title, self.holder_rows
        holder = np.full(len(self.owners) + 1, -1, dtype=np.int64)
        of_day = (rows.from_day <= number) & (number < rows.to_day)
        owners = np.repeat(np.arange(len(self.owners)), np.diff(rows.at))
        holder[owners[of_day]] = rows.holder[of_day]
        owner = np.full(len(title.at) - 1, -1, dtype=np.int64)
        owned = (title.from_day <= number) & (number < title.to_day)
        rights = np.repeat(np.arange(len(owner)), np.diff(title.at))
        owner[rights[owned]] = title.owner[owned]
        return holder[owner]

    @cached_property
    def _designated(self) -> tuple[np.ndarray, Designations]:
        """int32[R]: the set of each right, -1 for none; and the sets."""
        layout = self.layout
        designation = np.full(len(layout.right_ids), -1, dtype=np.int32)
        pending: list[list[int]] = []
        patent: list[list[int]] = []
        for index, office in enumerate(layout.words["offices"]):
            of_office = layout.right_office == index
            for chosen, countries in self._office_sets(office, of_office):
                numbers = self._numbers(countries)
                designation[chosen] = len(pending) if numbers else -1
                pending.append(numbers)
                patent.append(self._numbers(countries & self._patent_states(office)))
        (pending_at, pending_market), (patent_at, patent_market) = _flat(pending), _flat(patent)
        return designation, Designations(
            pending_at,
            np.array(pending_market, dtype=np.int32),
            patent_at,
            np.array(patent_market, dtype=np.int32),
        )

    @property
    def designations(self) -> Designations:
        """Where rights have effect, as sets of markets."""
        return self._designated[1]

    @cached_property
    def rights(self) -> Rights:
        """The bounds of each right, where it has effect and whose it is."""
        layout = self.layout
        return Rights(
            layout.right_filed, layout.right_granted, layout.right_ended, layout.right_flags,
            self._designated[0], self.states, self.title,
        )  # fmt: skip

    @cached_property
    def states(self) -> States:
        """What is on record of single states, as markets."""
        layout = self.layout
        market = [self._place.get(c.decode(), -1) for c in layout.state_country.tolist()]
        return States(
            layout.state_at, np.array(market, dtype=np.int16), layout.state_kind,
            layout.state_from, layout.state_to,
        )  # fmt: skip

    def _office_sets(
        self, office: str, of_office: np.ndarray
    ) -> Iterable[tuple[np.ndarray, frozenset[str]]]:
        if office in REGIONAL:
            filed = self.layout.right_filed
            yield of_office & (filed == FIRST_DAY), designated(office, None)
            for epoch in epochs(office):
                start = day_number(epoch.from_) if epoch.from_ else FIRST_DAY + 1
                end = day_number(epoch.to) if epoch.to else day_number(MAX)
                yield of_office & (filed >= start) & (filed < end), frozenset(epoch.countries)
        elif office in COUNTRIES:
            yield of_office, frozenset({office})

    def _patent_states(self, office: str) -> frozenset[str]:
        named = self.setting.case.policy.ep_validation
        if office == "EP" and not isinstance(named, str):
            return frozenset(named)
        return COUNTRIES

    def _numbers(self, countries: Iterable[str]) -> list[int]:
        return sorted(self._place[country] for country in countries if country in self._place)

    def touched(self, product: Product, leaf_class: np.ndarray) -> tuple[Touched, list[str]]:
        """Return what a product touches, found once, and the names of the holders touched.

        Args:
            product: its standards, and on which side it stands.
            leaf_class: not negative for the leaves that its standards cover.
        """
        key = self._kind(product)
        if key not in self._touched:
            self._touched[key] = find_touched(self, leaf_class, *self._leaves(product))
        return self._touched[key]

    def _kind(self, product: Product) -> tuple[tuple[str, ...], int, str]:
        """What products that touch the same have in common."""
        least = LEAST[self.setting.question.essentiality]
        return product.standards, least, side_of(product.category) if least else ""

    def _leaves(self, product: Product) -> tuple[np.ndarray, np.ndarray]:
        """CSR by family: its leaves, less those where assessments say it leaves the product be."""
        layout, (_, least, side) = self.layout, self._kind(product)
        if not least:
            return layout.family_leaf_at, layout.family_leaf
        standing = (layout.family_standing >> (BITS * SIDES.index(side))) & ((1 << BITS) - 1)
        kept = np.zeros(len(standing) + 1, dtype=np.int64)
        np.cumsum(standing >= least, out=kept[1:])
        return kept[layout.family_leaf_at], layout.family_leaf[standing >= least]

    def force(
        self,
        product: Product,
        leaf_class: np.ndarray,
        days: np.ndarray,
        *,
        by_holder: bool,
    ) -> Force:
        """Return when and where a product is touched, the last few kept.

        Args:
            product: its standards, and on which side it stands.
            leaf_class: not negative for the leaves that its standards cover.
            days: int32[D], ascending, days since 1970-01-01.
            by_holder: whether to count by holder too.
        """
        listed = self._listed()
        key = (self._kind(product), listed, days.tobytes(), by_holder)
        if key not in self._forces:
            if len(self._forces) == HELD_FORCES:
                del self._forces[next(iter(self._forces))]
            touched, holders = self.touched(product, leaf_class)
            special = self._special_rights(*listed)
            self._forces[key] = lay_force(
                self, touched, holders, days, special, by_holder=by_holder
            )
        return self._forces[key]

    def _listed(self) -> tuple[frozenset[str], frozenset[str]]:
        """Families and rights that some deal lists, counted or not: switching one changes nothing.

        Rights as publication numbers.
        """
        case, question = self.setting.case, self.setting.question
        deals = (*case.deals, *case.candidates, *question.deals)
        return (
            frozenset(family for deal in deals for family in deal.families or ()),
            frozenset(number for deal in deals for number in deal.rights or ()),
        )

    def _special_rights(self, families: Iterable[str], numbers: Iterable[str]) -> np.ndarray:
        """bool[R]: the rights that a pool or a deal lists, or that lie in one of the families."""
        special = np.zeros(len(self.layout.right_ids), dtype=np.bool_)
        special[self.layout.pool_right] = True
        for family in families:
            special[self.rights_of(None, family)] = True
        for rights in self.setting.facts.find_rights(tuple(sorted(numbers))).values():
            for right in rights:
                special[self.rights_of(right, None)] = True
        return special


_OF_RIGHTS = (
    "owners", "owner_places", "title", "holders", "holder_rows", "_designated", "rights", "states",
)  # fmt: skip
"""What a board knows of rights, whatever their families."""


def _flat(rows: Sequence[Sequence[T]]) -> tuple[np.ndarray, list[T]]:
    """Return the CSR offsets of some rows, and what they hold."""
    at = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=at[1:])
    return at, [value for row in rows for value in row]


def find(sorted_bytes: np.ndarray, text: str) -> list[int]:
    """Return the place of a text in a sorted array of bytes, as a list of none or one."""
    key = np.array([text.encode()], dtype="S")
    place = int(np.searchsorted(sorted_bytes, key)[0])
    found = place < len(sorted_bytes) and sorted_bytes[place] == key[0]
    return [place] if found else []


def _moved(title: Title, moves: dict[int, list[tuple[int, int]]]) -> Title:
    """Apply purchases: from its day on a right is the buyer's, until it moves again."""
    counts = np.diff(title.at)
    changed = {right: _bought(title, right, steps) for right, steps in moves.items()}
    for right, spans in changed.items():
        counts[right] = len(spans)
    at = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=at[1:])
    arrays = [np.empty(at[-1], dtype=np.int32) for _ in range(3)]
    same = np.ones(len(counts), dtype=bool)
    same[list(changed)] = False
    source = np.repeat(same, np.diff(title.at))
    target = np.repeat(same, counts)
    for array, old in zip(arrays, (title.owner, title.from_day, title.to_day), strict=True):
        array[target] = old[source]
    for right, spans in changed.items():
        for offset, span in enumerate(spans):
            for array, value in zip(arrays, span, strict=True):
                array[at[right] + offset] = value
    return Title(at, *arrays)


def _bought(
    title: Title, right: int, steps: Iterable[tuple[int, int]]
) -> list[tuple[int, int, int]]:
    """(owner, from, to) of one right after purchases, each cutting the span of its day."""
    rows = slice(title.at[right], title.at[right + 1])
    spans = list(
        zip(
            title.owner[rows].tolist(),
            title.from_day[rows].tolist(),
            title.to_day[rows].tolist(),
            strict=True,
        )
    )
    for day, buyer in steps:
        cut: list[tuple[int, int, int]] = []
        for owner, start, end in spans:
            if start <= day < end:
                cut += [(owner, start, day)] if start < day else []
                cut.append((buyer, day, end))
            else:
                cut.append((owner, start, end))
        spans = cut
    return spans
