"""Everything that a run can be about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from clearway.web.dossier.subjects import BESIDE
from clearway.web.meaning.subjects import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clearway.app import Desk
    from clearway.case import Case
    from clearway.web.meaning.subjects import Options, Say
    from clearway.web.meaning.told import Telling


class Asked(Protocol):
    """A question with its headline, whose page has the name of the question."""

    @property
    def title(self) -> Any:
        """The headline."""

    @property
    def ask(self) -> Callable[[Desk, Case, Options, Say], Telling]:
        """Asks the engine, and returns what tells the answer."""


ASKED: Mapping[str, Asked] = {**SUBJECTS, **BESIDE}
