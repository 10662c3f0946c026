"""Which neighboring columns of a given file can be compared as one stretch of bytes.

Most rows of the export repeat what other rows say. Comparing stretches of bytes finds the repeats
before anything is read; how the columns lie in the file decides the stretches, not the outcome.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from clearway.sources.delimited import split_span
from clearway.sources.etsi.layout import FAMILY, HEAD, MENTION, RIGHT, SEPARATOR, STANDARD
from clearway.sources.etsi.values import PART

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clearway.sources.etsi.layout import Layout


class Runs:
    """The stretches of one file.

    Attributes:
        spans: first and last place of every stretch, by name.
        head, standard: names of the stretches that hold what is said of declaration and standard.
        facts, rights: names of the stretches that tell one fact, one right from another.
        flag_4g: place of the 4G flag.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        head, standard = self._runs(HEAD), self._runs(STANDARD)
        facts, rights = self._runs(FAMILY + MENTION), self._runs(FAMILY + MENTION[:1] + RIGHT)
        self.spans = {_name(run): run for run in (*head, *standard, *facts, *rights)}
        self.head = [_name(run) for run in head]
        self.standard = [_name(run) for run in standard]
        self.facts = [*dict.fromkeys([*self.head, *self.standard, *map(_name, facts)])]
        self.rights = [_name(run) for run in rights]
        self.flag_4g = layout.place("4G")
        self.head_key = partial(self._key, head, HEAD)
        self.standard_key = partial(self._key, standard, STANDARD)

    def _runs(self, columns: Sequence[str]) -> list[tuple[int, int]]:
        """Join the columns' places into runs of neighbors."""
        runs: list[tuple[int, int]] = []
        for place in sorted(map(self._layout.place, columns)):
            if runs and runs[-1][1] == place - 1:
                runs[-1] = (runs[-1][0], place)
            else:
                runs.append((place, place))
        return runs

    def _key(self, runs: Sequence[tuple[int, int]], columns: Sequence[str], stretches: str) -> str:
        """Read the values of `columns` off their stretches; `PART` joins both."""
        values: dict[int, str] = {}
        for (first, last), text in zip(runs, stretches.split(PART), strict=True):
            values |= enumerate(split_span(text, last - first + 1, SEPARATOR), first)
        return PART.join(values[self._layout.place(column)] for column in columns)


def _name(run: tuple[int, int]) -> str:
    return f"{run[0]}-{run[1]}"
