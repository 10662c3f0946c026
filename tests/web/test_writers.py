"""Several who write at once: nothing is lost, nothing overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clearway.web.accounts.models import User
from clearway.web.cases import keeping
from clearway.web.cases.models import Case
from web.site_case import CASE
from web.together import WRITERS, at_once

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def _together(write: Callable[[int], object]) -> list[str]:
    """Let several write at the same moment; return how each ended."""

    def one(number: int) -> str:
        try:
            write(number)
        except keeping.ChangedMeanwhileError:
            return "changed meanwhile"
        return "written"

    return sorted(map(str, at_once(one)))


def test_of_those_who_change_the_same_text_one_wins_and_the_others_are_told(case: Case) -> None:
    """All write on revision 1 at once: there is one revision 2, and no error but the named one."""
    owner = User.objects.get(username="owner")

    def write(number: int) -> None:
        keeping.revise(case, CASE.replace("May", f"{number} May").encode(), owner, "x", seen=1)

    assert _together(write) == ["changed meanwhile"] * (WRITERS - 1) + ["written"]
    assert [revision.number for revision in case.revisions.all()] == [2, 1]
    title = Case.objects.get(pk=case.pk).title
    assert title == keeping.parse(keeping.text_of(case)).question, (
        "title and text are of one writer"
    )


def test_those_who_make_cases_at_once_all_get_one(case: Case) -> None:
    """Writers wait for each other; none fails because the database is busy."""
    owner = User.objects.get(username="owner")
    made = _together(lambda number: keeping.create(CASE.encode(), owner, f"{number}"))
    assert made == ["written"] * WRITERS
    assert Case.objects.count() == 1 + WRITERS
