"""From spellings to companies: what is certain, what a person decided, what is probable.

The certain steps (`model.names`) come first. A person's decisions beat them and everything else.
What is left is compared pair by pair, the likeliest pairs first; a pair at or above the threshold
is merged, one below it is a proposal. The same spellings and decisions give the same answer in any
order.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clearway.matching.candidates import candidate_pairs
from clearway.matching.compare import compare
from clearway.matching.groups import Groups
from clearway.matching.review import Decision, Review
from clearway.matching.scores import PROPOSED, THRESHOLD, score
from clearway.matching.words import cut, kind_of
from clearway.model.names import NameMatch, bundled_keys, match_by, merge_names, normalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_PROPOSED = 500
"""Proposals of one run, the likeliest; people read them."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two companies that may be one.

    Attributes:
        name: a spelling of one.
        company: the other, by its display name.
        score: 0 to 1.
        note: what they differ in.
    """

    name: str
    company: str
    score: float
    note: str

    def to_decision(self) -> Decision:
        """Return the row that puts it before a person."""
        return Decision(self.name, self.company, "proposed", self.score, note=self.note)


@dataclass(frozen=True)
class Resolution:
    """What came of a set of spellings."""

    matches: tuple[NameMatch, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class _Link:
    """Two nodes that compare."""

    score: float
    one: str
    other: str
    note: str


def resolve(names: Iterable[str], review: Review | None = None) -> list[NameMatch]:
    """Bring spellings to companies, one match for each distinct one, sorted by spelling.

    Args:
        names: as written in the sources, repeats allowed.
        review: what people decided; None is nothing.

    Returns:
        Matches. `probable` ones carry the score of the weakest link to their company.
    """
    return list(resolve_all(names, review).matches)


def resolve_all(
    names: Iterable[str], review: Review | None = None, *, threshold: float = THRESHOLD
) -> Resolution:
    """Bring spellings to companies as `resolve` does, and say what a person should look at.

    Args:
        names: as written in the sources, repeats allowed.
        review: what people decided; None is nothing.
        threshold: the least score that is merged without a person.
    """
    return _Run(sorted(set(names)), review or Review()).resolution(threshold)


class _Run:
    """One resolution. Its nodes are normalized keys, and spellings that a person set apart."""

    def __init__(self, names: Sequence[str], review: Review) -> None:
        self._review = review
        self._bundled = bundled_keys()
        self._standing = tuple(self._turned(row) for row in review.standing())
        self._own = {
            row.name for row in self._standing
            if row.verdict == "apart" and normalize_name(row.name) == normalize_name(row.company)
        }  # fmt: skip
        self._names: dict[str, list[str]] = defaultdict(list)
        for name in names:
            self._names[self._node(name)].append(name)
        self._certain = {m.name: m for m in merge_names(n for n in names if n not in self._own)}
        self._decided = {self._node(row.name): row for row in self._standing}
        told = {self._node(text) for row in self._standing for text in (row.name, row.company)}
        nodes = {*self._names, *self._bundled, *told}
        self._groups = Groups(nodes)
        self._cut = {node: cut(node.removeprefix("=")) for node in nodes}

    def _turned(self, row: Decision) -> Decision:
        """Of two names set apart the company of the table stays, and the other one goes."""
        keys = normalize_name(row.name), normalize_name(row.company)
        own = self._bundled.get(keys[0])
        if row.verdict == "apart" and keys[0] != keys[1] and own and normalize_name(own) == keys[0]:
            return replace(row, name=row.company, company=row.name)
        return row

    def _node(self, text: str) -> str:
        return f"={text}" if text in self._own else normalize_name(text)

    def resolution(self, threshold: float) -> Resolution:
        self._take_bundled()
        self._take_decisions()
        links = self._links()
        for link in links:
            if link.score >= threshold:
                self._try(link)
        matches = [match for node in self._roots() for match in self._matches(node)]
        return Resolution(
            tuple(sorted(matches, key=lambda match: match.name)), tuple(self._proposals(links))
        )

    def _take_bundled(self) -> None:
        """Let every key of the table carry its company, but for those a person decided on."""
        first: dict[str, str] = {}
        for key, company in sorted(self._bundled.items()):
            if key in self._decided and not self._stands(key, company):
                continue
            if company in first:
                self._groups.unite(first[company], key, 1.0)
            first.setdefault(company, key)
            self._groups.carry(key, company)

    def _stands(self, key: str, company: str) -> bool:
        """Return whether what was decided on a key leaves it with its company of the table."""
        rows = [row for row in self._standing if self._node(row.name) == key]
        merged = any(row.verdict == "merge" for row in rows)
        return not merged and all(self._company_of(row.company) != company for row in rows)

    def _company_of(self, text: str) -> str:
        return self._bundled.get(normalize_name(text), text)

    def _take_decisions(self) -> None:
        for row in self._standing:
            if row.verdict == "merge":
                self._groups.unite(self._node(row.name), self._node(row.company), 1.0)
        for row in self._standing:
            if row.verdict == "apart":
                self._groups.keep_apart(self._node(row.name), self._node(row.company))

    def _links(self) -> list[_Link]:
        """Compare what is worth it, and return the links from the likeliest."""
        nodes = sorted(self._cut)
        found = []
        for one, other in candidate_pairs([self._cut[node] for node in nodes]):
            mine, theirs = nodes[one], nodes[other]
            compared = compare(self._cut[mine], self._cut[theirs])
            if compared is None:
                continue
            likely = score(compared)
            if likely >= PROPOSED:
                note = ", ".join(sorted(kind for kind, n in compared.differences.items() if n))
                found.append(_Link(likely, mine, theirs, note))
        return sorted(found, key=lambda link: (-link.score, link.one, link.other))

    def _roots(self) -> list[str]:
        return sorted({self._groups.root(node) for node in self._names})

    def _try(self, link: _Link) -> None:
        """Unite two groups that nothing keeps apart and that agree as wholes."""
        groups = self._groups
        if groups.root(link.one) == groups.root(link.other):
            return
        if groups.may_meet(link.one, link.other) and groups.agree(
            link.one, link.other, self._compares
        ):
            groups.unite(link.one, link.other, link.score)

    def _compares(self, one: str, other: str) -> bool:
        return compare(self._cut[one], self._cut[other]) is not None

    def _lead(self, node: str) -> tuple[str, tuple[str, ...]]:
        """Return a group's company, and the nodes that are it for certain."""
        groups = self._groups
        members = groups.members(node)
        if carried := groups.company(node):
            sure = tuple(key for key in members if self._bundled.get(key) == carried)
            return carried, sure or (members[0],)
        merges = [self._decided[key] for key in members if self._is_merge(key)]
        given = {self._node(row.company): row.company for row in merges}
        for key in sorted(given):
            if not self._is_merge(key):
                return self._shown(key, given[key]), (key,)
        spelled = [key for key in members if key in self._names]
        lead = min(spelled or members, key=lambda key: (-self._ties(key), self._odd(key), key))
        return self._shown(lead, lead), (lead,)

    def _is_merge(self, node: str) -> bool:
        return node in self._decided and self._decided[node].verdict == "merge"

    def _ties(self, node: str) -> float:
        return sum(score for _, score in self._groups.links.get(node, ()))

    def _odd(self, node: str) -> int:
        """Words in no list: of two spellings the one with a common word mistyped has more."""
        return sum(kind_of(word) == "name" for word in self._cut[node].words)

    def _shown(self, node: str, otherwise: str) -> str:
        """The display name of a company: its first spelling on record."""
        spelled = self._names.get(node)
        if not spelled:
            return otherwise
        known = self._certain.get(spelled[0])
        return known.company_id if known and node not in self._bundled else spelled[0]

    def _matches(self, root: str) -> Iterable[NameMatch]:
        company, sure = self._lead(root)
        weakest: Mapping[str, float] = self._groups.weakest_links(sure)
        for node in self._groups.members(root):
            for name in self._names.get(node, ()):
                yield self._match(name, node, company, weakest.get(node, 1.0), sure)

    def _match(
        self, name: str, node: str, company: str, weakest: float, sure: Sequence[str]
    ) -> NameMatch:
        certain = self._certain.get(name)
        if certain is not None and certain.company_id == company:
            return certain
        if self._is_merge(node):
            return match_by(name, company, "reviewed")
        if name == company or node in sure:
            return match_by(name, company, "normalized")
        if weakest == 1.0:
            return match_by(name, company, "reviewed")
        return NameMatch(name, company, "probable", weakest)

    def _proposals(self, links: Sequence[_Link]) -> Iterable[Proposal]:
        known = self._review.pairs()
        seen: set[frozenset[str]] = set()
        for link in links:
            roots = frozenset((self._groups.root(link.one), self._groups.root(link.other)))
            if len(roots) < 2 or roots in seen:
                continue
            seen.add(roots)
            if not self._groups.may_meet(link.one, link.other):
                continue
            proposal = self._proposal(link)
            if proposal and proposal.to_decision().pair not in known:
                yield proposal
            if len(seen) >= MOST_PROPOSED:
                return

    def _proposal(self, link: _Link) -> Proposal | None:
        """Put the name of the smaller group to the company of the larger; None if none is met."""
        groups = self._groups
        one, other = sorted(
            (link.one, link.other),
            key=lambda node: (groups.company(node) is not None, len(groups.members(node)), node),
        )
        if one not in self._names:
            return None
        return Proposal(self._names[one][0], self._lead(other)[0], link.score, link.note)
