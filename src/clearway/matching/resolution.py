"""From spellings to companies: what is certain, what a person decided, what is probable.

The certain steps (`model.names`) come first. A person's decisions beat them and everything else.
What is left is compared pair by pair, the likeliest pairs first; a pair at or above the threshold
is merged, one below it is a proposal. The same spellings and decisions give the same answer in any
order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clearway.matching.candidates import candidate_pairs
from clearway.matching.compare import compare
from clearway.matching.decisions import Certain, Decision, Review
from clearway.matching.groups import Groups
from clearway.matching.scores import PROPOSED, THRESHOLD, score
from clearway.matching.words import cut, kind_of
from clearway.model.names import NameMatch, match_by, merge_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_PROPOSED = 500
"""Proposals of one run, the likeliest; people read them."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name and a company that are alike.

    Attributes:
        name: a spelling.
        company: a company, by its display name.
        score: 0 to 1; from THRESHOLD on the machine made them one.
        differs_in: what the two spellings that were compared differ in.
    """

    name: str
    company: str
    score: float
    differs_in: str

    def to_decision(self) -> Decision:
        """Return the row that puts it before a person."""
        return Decision(self.name, self.company, "proposed", self.score, note=self.differs_in)


@dataclass(frozen=True)
class Resolution:
    """What came of a set of spellings.

    Attributes:
        matches: one for each spelling, sorted by it.
        merged: pairs that likeness alone made one company, from the least sure.
        proposals: pairs that only a person can make one, from the likeliest.
    """

    matches: tuple[NameMatch, ...]
    merged: tuple[Proposal, ...]
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
    """One resolution, over the nodes of `Certain`."""

    def __init__(self, names: Sequence[str], review: Review) -> None:
        self._review = review
        self._told = told = Certain(review)
        self._names: dict[str, list[str]] = defaultdict(list)
        for name in names:
            self._names[told.node(name)].append(name)
        self._certain = {m.name: m for m in merge_names(n for n in names if n not in told.own)}
        self._cut = {n: cut(n.removeprefix("\n")) for n in {*self._names, *told.nodes()}}
        self._links = self._compared()
        alike = Counter(node for link in self._links for node in (link.one, link.other))
        self._groups = Groups(
            self._cut,
            {n: (n not in self._names, -alike[n], self._odd(n), n) for n in self._cut},
        )
        self._leads: dict[str, tuple[str, Sequence[str]]] = {}

    def resolution(self, threshold: float) -> Resolution:
        self._take_certain()
        merged = [link for link in self._links if link.score >= threshold and self._try(link)]
        roots = {self._groups.root(node) for node in self._names}
        matches = [match for root in roots for match in self._matches(root)]
        return Resolution(
            tuple(sorted(matches, key=lambda match: match.name)),
            tuple(found for link in reversed(merged) if (found := self._merged(link))),
            tuple(self._proposals()),
        )

    def _take_certain(self) -> None:
        for one, other, _ in self._told.ties:
            self._groups.unite(one, other, 1.0)
        for node, company in self._told.company.items():
            self._groups.carry(node, company)
        for one, other, _ in self._told.apart:
            self._groups.keep_apart(one, other)

    def _compared(self) -> list[_Link]:
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

    def _try(self, link: _Link) -> bool:
        """Unite two groups that nothing keeps apart and that agree as wholes."""
        groups = self._groups
        if groups.root(link.one) == groups.root(link.other):
            return False
        met = groups.may_meet(link.one, link.other) and groups.agree(
            link.one, link.other, self._compares
        )
        if met:
            groups.unite(link.one, link.other, link.score)
        return met

    def _compares(self, one: str, other: str) -> bool:
        return compare(self._cut[one], self._cut[other]) is not None

    def _odd(self, node: str) -> int:
        """Words in no list: of two spellings the one with a common word mistyped has more."""
        return sum(kind_of(word) == "name" for word in self._cut[node].words)

    def _lead(self, node: str) -> tuple[str, Sequence[str]]:
        """Return a group's company, and the nodes that are it for certain."""
        root = self._groups.root(node)
        if root not in self._leads:
            self._leads[root] = self._find_lead(root)
        return self._leads[root]

    def _find_lead(self, node: str) -> tuple[str, Sequence[str]]:
        members = self._groups.members(node)
        if carried := self._groups.company(node):
            return carried, [key for key in members if self._told.company.get(key) == carried]
        merges = self._told.merges
        given = {self._told.node(merges[key].company): key for key in members if key in merges}
        for key in sorted(given):
            if key not in merges:
                return self._shown(key, merges[given[key]].company), [key]
        lead = self._groups.center(node)
        return self._shown(lead, lead), [lead]

    def _shown(self, node: str, otherwise: str) -> str:
        """Return the display name of a company: its first spelling on record."""
        return self._names[node][0] if node in self._names else otherwise

    def _matches(self, root: str) -> Iterator[NameMatch]:
        company, sure = self._lead(root)
        weakest: Mapping[str, float] = self._groups.weakest_links(sure)
        for node in self._groups.members(root):
            for name in self._names.get(node, ()):
                yield self._match(name, company, weakest[node])

    def _match(self, name: str, company: str, weakest: float) -> NameMatch:
        certain = self._certain.get(name)
        if certain is not None and certain.company_id == company:
            return certain
        if weakest < 1:
            return NameMatch(name, company, "probable", weakest)
        return match_by(name, company, "reviewed")

    def _merged(self, link: _Link) -> Proposal | None:
        """Tell a link that was taken: which spelling came to the company by it."""
        company, sure = self._lead(link.one)
        ends = [node for node in (link.other, link.one) if node in self._names]
        name = next((self._names[node][0] for node in ends if node not in sure), None)
        return Proposal(name, company, link.score, link.note) if name else None

    def _proposals(self) -> Iterator[Proposal]:
        decided = self._review.decided()
        seen: set[frozenset[str]] = set()
        for link in self._links:
            roots = frozenset((self._groups.root(link.one), self._groups.root(link.other)))
            if len(roots) < 2 or roots in seen or len(seen) >= MOST_PROPOSED:
                continue
            seen.add(roots)
            proposal = self._proposal(link)
            if proposal and proposal.to_decision().pair not in decided:
                yield proposal

    def _proposal(self, link: _Link) -> Proposal | None:
        """Put the name of the smaller group to the company of the larger; None if none is met."""
        groups = self._groups
        if not groups.may_meet(link.one, link.other):
            return None
        one, other = sorted(
            (link.one, link.other),
            key=lambda node: (groups.company(node) is not None, len(groups.members(node)), node),
        )
        if one not in self._names:
            return None
        return Proposal(self._names[one][0], self._lead(other)[0], link.score, link.note)
