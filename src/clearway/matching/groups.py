"""Spellings brought together one link at a time, so that what must stay apart stays apart.

A group may carry a company of the bundled table; two groups with different companies never meet,
nor do two that a person keeps apart, however long the chain of likely links between them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Groups:
    """A partition of nodes that only ever coarsens."""

    def __init__(self, nodes: Iterable[str], preference: Mapping[str, tuple[object, ...]]) -> None:
        """Take the nodes, and what makes one the better example of its group: the lesser."""
        self._root = {node: node for node in nodes}
        self._preference = preference
        self._members = {node: [node] for node in self._root}
        self._center = dict(self._root)
        self._company: dict[str, str] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        self._links: dict[str, list[tuple[str, float]]] = defaultdict(list)

    def root(self, node: str) -> str:
        """Return the node that names a node's group."""
        return self._root[node]

    def members(self, node: str) -> list[str]:
        """Return the nodes of a node's group, sorted."""
        return sorted(self._members[self._root[node]])

    def company(self, node: str) -> str | None:
        """Return the company that a node's group carries."""
        return self._company.get(self._root[node])

    def carry(self, node: str, company: str) -> None:
        """Say which company a group is."""
        self._company[self._root[node]] = company

    def keep_apart(self, one: str, other: str) -> None:
        """Forbid two groups ever to meet."""
        one, other = self._root[one], self._root[other]
        if one != other:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def may_meet(self, one: str, other: str) -> bool:
        """Return whether two groups may become one: no person and no table keeps them apart."""
        one, other = self._root[one], self._root[other]
        carried = {self._company[root] for root in (one, other) if root in self._company}
        return len(carried) < 2 and other not in self._apart[one]

    def agree(self, one: str, other: str, compares: Callable[[str, str], bool]) -> bool:
        """Return whether each of two nodes compares with the center of the other's group.

        It stops chains in which every spelling resembles only the next.
        """
        return compares(one, self.center(other)) and compares(self.center(one), other)

    def center(self, node: str) -> str:
        """Return the best example of a node's group."""
        return self._center[self._root[node]]

    def unite(self, one: str, other: str, score: float) -> None:
        """Make two groups one, by a link between two of their nodes."""
        kept, gone = self._root[one], self._root[other]
        if len(self._members[kept]) < len(self._members[gone]):
            kept, gone = gone, kept
        if kept == gone:
            return
        self._links[one].append((other, score))
        self._links[other].append((one, score))
        centers = self._center[kept], self._center.pop(gone)
        self._center[kept] = min(centers, key=self._preference.__getitem__)
        for node in self._members[gone]:
            self._root[node] = kept
        self._members[kept] += self._members.pop(gone)
        if gone in self._company:
            self._company.setdefault(kept, self._company.pop(gone))
        for third in self._apart.pop(gone, set()):
            self._apart[third].discard(gone)
            self._apart[third].add(kept)
            self._apart[kept].add(third)

    def weakest_links(self, start: Iterable[str]) -> Mapping[str, float]:
        """Return, for every node tied to `start`, the weakest link on the way there."""
        reached = dict.fromkeys(start, 1.0)
        waiting = list(reached)
        while waiting:
            node = waiting.pop()
            for other, score in self._links.get(node, ()):
                if other not in reached:
                    reached[other] = min(reached[node], score)
                    waiting.append(other)
        return reached
