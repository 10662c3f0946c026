"""Kind codes of publications, read by office and era: granted? a translation of a European patent?

Source: WIPO Standard ST.16 and the offices' lists in the WIPO Handbook, Part 7.3; each row of
`data/vocabulary/kind_codes.csv` carries a note. A kind whose meaning changed has an interval of
filing dates `[filed_from, filed_before)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.model.calendar import contains
from clearway.model.vocabulary import read_day, read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class KindRule:
    """One kind code of one office, for applications filed in `[filed_from, filed_before)`."""

    office: str
    kind: str
    meaning: str
    filed_from: date | None
    filed_before: date | None


def _rules(row: dict[str, str]) -> Iterable[KindRule]:
    start, end = read_day(row["filed_from"]), read_day(row["filed_before"])
    for office in row["offices"].split():
        for kind in row["kinds"].split():
            yield KindRule(office, kind, row["meaning"], start, end)


KIND_RULES: tuple[KindRule, ...] = tuple(
    rule for row in read_vocabulary("kind_codes") for rule in _rules(row)
)
"""Every rule, `meaning` being `granted` or `translation`; what is not listed is neither."""


def _by_office(meaning: str) -> dict[str, frozenset[str]]:
    """Kinds by office whose meaning holds today, which is how an unknown filing date is read."""
    found: dict[str, set[str]] = {}
    for rule in KIND_RULES:
        if rule.meaning == meaning and rule.filed_before is None:
            found.setdefault(rule.office, set()).add(rule.kind)
    return {office: frozenset(kinds) for office, kinds in found.items()}


GRANTED_KINDS: Mapping[str, frozenset[str]] = _by_office("granted")
"""Office -> kinds that say 'granted', for a filing of today or of an unknown date."""

TRANSLATION_KINDS: Mapping[str, frozenset[str]] = _by_office("translation")
"""Office -> kinds under which it publishes translations of granted European patents."""

_ERAS: Mapping[tuple[str, str], tuple[KindRule, ...]] = {
    (rule.office, rule.kind): tuple(
        other
        for other in KIND_RULES
        if (other.office, other.kind, other.meaning) == (rule.office, rule.kind, "granted")
    )
    for rule in KIND_RULES
    if rule.meaning == "granted" and (rule.filed_from or rule.filed_before)
}


def is_granted(office: str, kind: str, filed: date | None = None) -> bool:
    """Say whether a publication of this kind shows that the right was granted.

    Args:
        office: WIPO ST.3 code.
        kind: kind code, `B1`.
        filed: filing date, where known; it decides kinds whose meaning changed (CN `B`, CA `A`).

    Returns:
        False for corrections (EP `B8`), translations, applications and unknown kinds.
    """
    eras = _ERAS.get((office, kind))
    if filed is None or eras is None:
        return kind in GRANTED_KINDS.get(office, frozenset())
    return any(contains(rule.filed_from, rule.filed_before, filed) for rule in eras)


def is_translation(office: str, kind: str) -> bool:
    """Say whether a publication of this kind translates a granted European patent.

    Such a publication is evidence that the European patent was validated in that country; it is no
    right of its own (records page, ETSI export).
    """
    return kind in TRANSLATION_KINDS.get(office, frozenset())
