"""From any spelling, in the record or in the case, to one company.

A company of the case is found exactly, by alias, or by the record's name resolution: a spelling
that the case names belongs to that company; the rest of its cluster in the record follows, unless
the case names two companies in one cluster.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from typing import TYPE_CHECKING

from clearway.errors import CaseError, UsageError
from clearway.model.names import JOINT, normalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clearway.case import Case


class Companies:
    """Resolves names of one case over one record."""

    def __init__(
        self,
        case: Case,
        names: Mapping[str, str],
        joint: Iterable[str] = (),
        keys: Mapping[str, str] | None = None,
    ) -> None:
        """Take the case and the record's `names`: spelling -> company id; which are `joint`.

        `keys` are those of the spellings (`normalize_name`), as far as they are at hand.
        """
        self._known_keys = keys or {}
        self._keys: dict[str, str] = {}
        for company in case.companies:
            for name in (company.name, *company.aliases):
                self._keys.setdefault(normalize_name(name), company.name)
        self._keys.setdefault(normalize_name(case.company), case.company)
        together = {name for name in joint if not self.is_of_case(name)}
        single = {name: to for name, to in names.items() if name not in together}
        self._of_spelling = self._map_spellings(single)
        self._of_key = {self._key(name): to for name, to in self._of_spelling.items()}
        for name, company_id in single.items():
            # What answers call a company can be asked for, though no spelling may read like that.
            self._of_key.setdefault(self._key(company_id), self._of_spelling[name])
        self.joint: dict[str, tuple[str, ...]] = {}
        """Owners in common, by what they are called together."""
        for name in sorted(together):
            self._join(name, names[name])

    def _join(self, name: str, company_id: str) -> None:
        """Bring a spelling of several owners to these; to one company where they are one."""
        owners = tuple(sorted({self.as_spelled(owner) for owner in name.split(JOINT)}))
        company = JOINT.join(owners)
        if len(owners) > 1:
            self.joint[company] = owners
        self._of_spelling[name] = company
        for spelling in (name, company_id, company):
            self._of_key.setdefault(normalize_name(spelling), company)

    def _key(self, name: str) -> str:
        return self._known_keys.get(name) or normalize_name(name)

    def _map_spellings(self, names: Mapping[str, str]) -> dict[str, str]:
        clusters: dict[str, list[str]] = defaultdict(list)
        for name, company_id in names.items():
            clusters[company_id].append(name)
        return {
            name: company
            for company_id, spellings in clusters.items()
            for name, company in self._map_cluster(company_id, spellings).items()
        }

    def _map_cluster(self, company_id: str, spellings: Iterable[str]) -> dict[str, str]:
        named = {name: self._keys.get(self._key(name)) for name in spellings}
        claims = {company for company in named.values() if company}
        by_id = self._keys.get(self._key(company_id))
        rest = by_id or (claims.pop() if len(claims) == 1 else company_id)
        return {name: company or rest for name, company in named.items()}

    def is_of_case(self, name: str) -> bool:
        """Return whether the case itself says whose name that is."""
        return normalize_name(name) in self._keys

    @property
    def spellings(self) -> dict[str, str]:
        """Every spelling of the record -> its company."""
        return dict(self._of_spelling)

    def find(self, name: str) -> str | None:
        """Return the company of a name, or None when neither case nor record knows it."""
        key = self._key(name)
        return self._keys.get(key) or self._of_spelling.get(name) or self._of_key.get(key)

    def named_in_case(self, name: str, place: object) -> str:
        """Return the company of a name that the case uses; CaseError when nobody knows it."""
        company = self.find(name)
        if company is None:
            raise CaseError(
                f"{place}: unknown company {name!r}{self._nearest(name)}; "
                "add a [[company]] entry or an alias"
            )
        return company

    def asked_for(self, name: str) -> str:
        """Return the company of a name given on the command line."""
        company = self.find(name)
        if company is None:
            raise UsageError(
                f"unknown company {name!r}{self._nearest(name)}: neither the case nor the record "
                "names it"
            )
        return company

    def as_spelled(self, name: str) -> str:
        """Return the company of a name in public data; the name itself when it is unknown."""
        return self.find(name) or name

    def _nearest(self, name: str) -> str:
        known = sorted({*self._keys.values(), *self._of_spelling})
        near = difflib.get_close_matches(name, known, n=2, cutoff=0.6)
        return f" (nearest: {', '.join(near)})" if near else ""
