"""How runs are asked for, found, claimed, stopped and ended; every change is one statement.

A change names the state that it starts from, so that two processes never both make it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from clearway.errors import RecordMissingError
from clearway.record.snapshots import current_id
from clearway.web.runs.models import OPEN, Run, State, key_of

if TYPE_CHECKING:
    from clearway.web.accounts.models import User
    from clearway.web.cases.models import Case

MOST_KEPT = 50
"""Ended runs that a case keeps, the latest ones; and none for longer than:"""
KEPT_FOR = timedelta(days=90)
MOST_OPEN = 3
"""Runs of one person that may wait or run at a time; the guests of a case are one person."""
LOST_AFTER = timedelta(seconds=30)
"""A running row that no pool has seen for so long belongs to none any more."""


class TooManyRunsError(Exception):
    """Somebody has as many runs open as anybody may."""


def find(case: Case, subject: str, options: dict[str, Any]) -> Run | None:
    """Return the last run of a question over a case as it stands, or None."""
    run = Run.objects.filter(case=case, key=_key(case, subject, options)).first()
    if run is not None:
        run.case = case  # what the visitor may do with it is known of this one
    return run


def latest_done(case: Case, subject: str) -> Run | None:
    """Return the last run of a subject over a case as it stands that came to its end, or None."""
    done = Run.objects.filter(case=case, subject=subject, state=State.DONE)
    return done.filter(revision=case.current, snapshot=_snapshot()).first()


def ask(case: Case, subject: str, options: dict[str, Any], by: User | None) -> Run:
    """Ask a question; what is already known, waiting or running is not computed again.

    Raises:
        TooManyRunsError: the asker has too many runs open.
        RecordMissingError: the site has no record yet.
    """
    known = find(case, subject, options)
    if known is not None and (known.is_open or known.state == State.DONE):
        return known
    key, revision = _key(case, subject, options), case.current
    row = {
        "case": case, "revision": revision, "subject": subject, "options": options,
        "snapshot": _snapshot(), "key": key, "by": by,
    }  # fmt: skip
    elsewhere = Run.objects.filter(key=key, state=State.DONE).first()
    if elsewhere is not None:  # the same text in another case: the same answer
        now = timezone.now()
        return Run.objects.create(
            **row, state=State.DONE, result=elsewhere.result, started_at=now, ended_at=now
        )
    return _queue(row)


def find_of_record(subject: str, options: dict[str, Any], by: User) -> Run | None:
    """Return the last run of somebody's question over the record as it stands, or None."""
    key = key_of(b"", _snapshot(), subject, options)
    return Run.objects.filter(case=None, by=by, key=key).first()


def ask_of_record(subject: str, options: dict[str, Any], by: User) -> Run:
    """Ask a question over the record; as `ask` else."""
    known = find_of_record(subject, options, by)
    if known is not None and (known.is_open or known.state == State.DONE):
        return known
    snapshot = _snapshot()
    return _queue({
        "case": None, "subject": subject, "options": options, "snapshot": snapshot,
        "key": key_of(b"", snapshot, subject, options), "by": by,
    })  # fmt: skip


def _queue(row: dict[str, Any]) -> Run:
    mine = Run.objects.filter(by=row["by"], state__in=OPEN)
    if row["by"] is None:
        mine = mine.filter(case=row["case"])
    if mine.count() >= MOST_OPEN:
        raise TooManyRunsError
    try:
        with transaction.atomic():
            return Run.objects.create(**row)
    except IntegrityError:  # somebody asked the same in the same moment
        same = Run.objects.filter(case=row["case"], key=row["key"], state__in=OPEN)
        return same.get() if row["case"] else same.get(by=row["by"])


def _key(case: Case, subject: str, options: dict[str, Any]) -> str:
    return key_of(bytes(case.current.text), _snapshot(), subject, options)


def _snapshot() -> str:
    found = current_id(settings.RECORD_DIR)
    if found is None:
        raise RecordMissingError("The site has no record yet.")
    return found


def stop(run: Run) -> None:
    """Ask for a run to be stopped: one that waits ends at once, a running one with its process."""
    if not _end(run.pk, State.STOPPED, was=State.WAITING):
        Run.objects.filter(pk=run.pk, state=State.RUNNING).update(is_stop_asked=True)


def claim() -> Run | None:
    """Take the run that waits longest, or None; no other pool can take it too."""
    for run in Run.objects.filter(state=State.WAITING).order_by("asked_at", "pk")[:5]:
        now = timezone.now()
        waiting = Run.objects.filter(pk=run.pk, state=State.WAITING)
        if waiting.update(state=State.RUNNING, started_at=now, seen_at=now):
            return run
    return None


def seen(pks: list[int]) -> None:
    """Note that runs are alive."""
    Run.objects.filter(pk__in=pks, state=State.RUNNING).update(seen_at=timezone.now())


def tell(pk: int, words: str, fraction: float | None) -> None:
    """Note how far a run is."""
    Run.objects.filter(pk=pk, state=State.RUNNING).update(progress=words[:200], fraction=fraction)


def finish(pk: int, result: bytes) -> bool:
    """Note what came out."""
    return _end(pk, State.DONE, result=result)


def fail(pk: int, error: str) -> bool:
    """Note what went wrong."""
    return _end(pk, State.FAILED, error=error)


def stopped(pk: int) -> bool:
    """Note that the process of a run was ended because somebody asked for it."""
    return _end(pk, State.STOPPED)


def interrupt(pk: int) -> bool:
    """Note that the site went down under a run."""
    return _end(pk, State.INTERRUPTED)


def interrupt_lost() -> int:
    """Note the same of the runs that no pool has seen for a while; return how many."""
    lost = Run.objects.filter(state=State.RUNNING, seen_at__lt=timezone.now() - LOST_AFTER)
    return lost.update(state=State.INTERRUPTED, ended_at=timezone.now())


def prune() -> int:
    """Take away the results that a case keeps no longer; return how many."""
    ended = Run.objects.exclude(state__in=OPEN)
    old, _by_kind = ended.filter(ended_at__lt=timezone.now() - KEPT_FOR).delete()
    many = ended.order_by().values_list("case").annotate(count=Count("pk"))
    for case, _count in many.filter(count__gt=MOST_KEPT):
        latest = list(ended.filter(case=case).values_list("pk", flat=True)[:MOST_KEPT])
        old += ended.filter(case=case).exclude(pk__in=latest).delete()[0]
    return old


def _end(pk: int, state: State, was: State = State.RUNNING, **more: Any) -> bool:
    running = Run.objects.filter(pk=pk, state=was)
    return bool(running.update(state=state, ended_at=timezone.now(), **more))
