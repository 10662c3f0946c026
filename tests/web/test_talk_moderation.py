"""Moderation: why something waits, decisions that hold once, trust that grows and is lost."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.core import mail as sent
from django.utils import timezone

from clearway.web.accounts.models import User
from clearway.web.cases import keeping as cases
from clearway.web.talk import judging, mails, news, promoting, rules, writing
from clearway.web.talk.limits import tally
from clearway.web.talk.models import Comment, Decision, Letter, Pending, Reason, State, Vote
from clearway.web.talk.people import guest_author, trust_in
from clearway.web.talk.targets import statement_key
from web.site_case import CASE
from web.talk_world import author, guest, open_to_all, post, say
from web.together import WRITERS, at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from clearway.web.cases.models import Case

pytestmark = pytest.mark.database


def test_each_comment_says_why_it_waits(case: Case) -> None:
    """New authors, links beyond trust, many in an hour; a colleague's is shown at once."""
    open_to_all(case)
    ann = guest()
    assert writing.judge(case, ann, "plain") == [Reason.NEW]
    assert writing.judge(case, ann, "www.x.example") == [Reason.NEW, Reason.LINK]
    say(case, by=ann)
    assert writing.judge(case, ann, "plain") == []
    assert writing.judge(case, ann, "see https://x.example") == [Reason.LINK]
    assert writing.judge(case, ann, "plain", count=11) == [Reason.RATE]
    assert writing.judge(case, author("viewer"), "https://x.example " * 5) == []
    with pytest.raises(writing.RefusedError):
        writing.judge(case, ann, "plain", count=31)


def test_trust_grows_with_what_stands_and_falls_with_what_does_not(case: Case) -> None:
    """One comment that stands, then five over two weeks; one rejection, and it begins anew."""
    ann, old = guest(), timezone.now() - timedelta(days=15)
    assert trust_in(ann, case) is rules.TRUST[0]
    for _number in range(4):
        say(case, by=ann)
    say(case, by=ann, at=old)
    assert trust_in(ann, case) is rules.TRUST[2]
    bad = say(case, by=ann, state=State.REJECTED)
    assert trust_in(ann, case) is rules.TRUST[0]
    Comment.objects.filter(pk=bad.pk).update(at=timezone.now() - timedelta(days=91))
    assert trust_in(ann, case) is rules.TRUST[2]


def test_trust_of_one_case_is_none_in_another(case: Case) -> None:
    """An owner who vouches for a guest in a case of his own opens no other."""
    from clearway.web.cases import keeping

    other = keeping.create(CASE.encode(), User.objects.get(username="stranger"))
    for _number in range(6):
        say(other, by=guest(), at=timezone.now() - timedelta(days=20))
    assert trust_in(guest(), case) is rules.TRUST[0]


def test_the_queue_shows_what_waits_with_its_reasons_and_the_log_keeps_the_decision(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """An editor reads why, decides with a reason; who, what and why stay in the log."""
    said = say(open_to_all(case), "see www.x.example", guest(), State.WAITING, reasons="new,link")
    editor = client_of("editor")
    queue = editor.get(f"/cases/{case.pk}/talk/queue/").content.decode()
    for why in ("<b>new author</b>: nothing of this author", "<b>link</b>: it holds links"):
        assert why in queue
    assert "errorlist" in post(editor, case, f"{said.pk}/decide/", verdict="rejected", seen=1)
    post(editor, case, f"{said.pk}/decide/", verdict="rejected", why="advertising", seen=1)
    made = Decision.objects.get()
    assert (made.by_name, made.verdict, made.why, made.waited_for) == (
        "editor", "rejected", "advertising", "new,link",
    )  # fmt: skip
    log = editor.get(f"/cases/{case.pk}/talk/log/").content.decode()
    assert "advertising" in log
    assert "new author, link" in log
    assert "Nothing waits" in editor.get(f"/cases/{case.pk}/talk/queue/").content.decode()


def test_several_are_decided_at_once_each_on_the_version_that_was_read(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """What changed since, is another case's or was not chosen stays as it is; each is logged."""
    first, second, third = (say(case, f"{n}", guest(), State.WAITING, reasons="new") for n in "abc")
    Comment.objects.filter(pk=second.pk).update(version=2, text="changed")
    elsewhere = say(cases.create(CASE.encode(), User.objects.get(username="owner")), "d", guest(),
                    State.WAITING)  # fmt: skip
    editor = client_of("editor")
    queue = editor.get(f"/cases/{case.pk}/talk/queue/").content.decode()
    assert f'value="{first.pk}:1" form="many"' in queue
    assert "nothing of this author stands in this case" in queue
    chosen = [f"{one.pk}:1" for one in (first, second, elsewhere)]
    assert (
        "say why" in post(editor, case, "queue/decide/", verdict="rejected", chosen=chosen).lower()
    )
    page = post(editor, case, "queue/decide/", verdict="spam", chosen=chosen)
    assert "1 of 3 decided" in page
    states = {c.pk: c.state for c in Comment.objects.all()}
    assert [states[c.pk] for c in (first, second, third, elsewhere)] == [
        State.SPAM, State.WAITING, State.WAITING, State.WAITING,
    ]  # fmt: skip
    assert Decision.objects.get().comment == first
    assert "Choose at least one" in post(editor, case, "queue/decide/", verdict="spam")


def test_in_a_closed_thread_nobody_replies_until_it_is_open_again(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The page says so and offers no reply; a form sent all the same is refused; the log has it."""
    first = say(open_to_all(case), "first")
    reply = say(case, "reply", parent=first, thread=first, depth=1)
    editor, viewer = client_of("editor"), client_of("viewer")
    assert "A moderator closed this thread" in post(editor, case, f"{first.pk}/close/", closed=1)
    page = viewer.get(f"/cases/{case.pk}/talk/{reply.pk}/").content.decode()
    assert "A moderator closed this thread" in page
    assert f"?to={reply.pk}" not in page
    assert "closed this thread" in post(viewer, case, text="too late", to=reply.pk)
    post(editor, case, f"{first.pk}/close/", closed=1)
    assert [d.why for d in Decision.objects.all()] == ["thread closed"], "once"
    post(editor, case, f"{first.pk}/close/", closed=0)
    post(viewer, case, text="in time", to=reply.pk)
    assert Comment.objects.filter(text="in time", parent=reply).exists()
    assert not Comment.objects.filter(text="too late").exists()


def test_a_rejected_author_reads_why_and_others_read_nothing(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The reason is for the author; other readers do not see that there was something."""
    open_to_all(case)
    post(client_of("stranger"), case, text="my saying")
    said = Comment.objects.get()
    post(
        client_of("owner"), case, f"{said.pk}/decide/", verdict="rejected", why="off topic", seen=1
    )
    assert "off topic" in client_of("stranger").get(f"/cases/{case.pk}/talk/").content.decode()
    assert "my saying" not in client_of("viewer").get(f"/cases/{case.pk}/talk/").content.decode()


def test_the_second_moderator_is_told_who_was_first(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Both read the same; the first decides; the second's decision is not taken, and he is told."""
    said = say(case, by=guest(), state=State.WAITING, reasons="new")
    post(client_of("editor"), case, f"{said.pk}/decide/", verdict="shown", seen=1)
    page = post(client_of("owner"), case, f"{said.pk}/decide/", verdict="spam", seen=1)
    assert "editor decided before you: shown" in page
    said.refresh_from_db()
    assert (said.state, Decision.objects.count()) == (State.SHOWN, 1)


def test_a_decision_on_a_text_that_changed_meanwhile_is_refused(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """Nobody gets a text through by changing it between reading and deciding."""
    open_to_all(case)
    post(client_of("stranger"), case, text="harmless")
    said = Comment.objects.get()
    post(client_of("stranger"), case, f"{said.pk}/edit/", text="harmful")
    page = post(client_of("editor"), case, f"{said.pk}/decide/", verdict="shown", seen=1)
    assert "changed since you read it" in page
    assert Comment.objects.get().state == State.WAITING
    post(client_of("editor"), case, f"{said.pk}/decide/", verdict="shown", seen=2)
    answer = client_of("stranger").post(f"/cases/{case.pk}/talk/{said.pk}/edit/", {"text": "spam"})
    assert answer.status_code == 403, "what was judged is changed no more"


def test_flags_bring_a_comment_before_a_moderator_and_enough_of_them_hide_it(case: Case) -> None:
    """One flag lists it, three persons' hide it; once settled, the same flags count no more."""
    said = say(open_to_all(case))
    flaggers = [guest_author(f"g{n}@example.org", f"G{n}") for n in range(rules.FLAGS_TO_HIDE)]
    writing.flag(said, flaggers[0], "rude")
    writing.flag(said, flaggers[0], "rude again")
    assert [c.pk for c in judging.queue(case)] == [said.pk]
    for who in flaggers[1:]:
        writing.flag(said, who, "")
    said.refresh_from_db()
    assert (said.state, said.why) == (State.WAITING, [Reason.FLAGGED])
    judging.decide(said, User.objects.get(username="owner"), State.SHOWN, "", said.version)
    said.refresh_from_db()
    writing.flag(said, flaggers[0], "still")
    assert said.state == State.SHOWN
    assert not judging.queue(case).exists()
    assert Decision.objects.get().waited_for == "flagged"


def test_spam_is_gone_for_everybody_and_can_be_brought_back(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """A wrong verdict is mended by another, which the log shows below the first."""
    said = say(case, "ham", guest(), State.WAITING)
    editor = client_of("editor")
    post(editor, case, f"{said.pk}/decide/", verdict="spam", seen=1)
    assert "ham" not in editor.get(f"/cases/{case.pk}/talk/").content.decode()
    post(editor, case, f"{said.pk}/decide/", verdict="shown", seen=2)
    assert "ham" in client_of("viewer").get(f"/cases/{case.pk}/talk/").content.decode()
    assert [d.verdict for d in said.decisions.all()] == ["spam", "shown"]


def test_what_was_taken_back_is_not_brought_back(case: Case) -> None:
    """A decision on a comment that its author took back is refused; its text is gone."""
    said = say(case, by=author("viewer"), state=State.WAITING)
    writing.withdraw(said, author("viewer"))
    said.refresh_from_db()
    with pytest.raises(judging.DecidedMeanwhileError):
        judging.decide(said, User.objects.get(username="owner"), State.SHOWN, "", said.version)


def test_an_unknown_verdict_is_refused(case: Case) -> None:
    """Nothing but the verdicts of a moderator changes a state."""
    said = say(case)
    with pytest.raises(ValueError, match="withdrawn"):
        judging.decide(said, User.objects.get(username="owner"), State.WITHDRAWN, "", 1)


def test_the_page_of_rules_shows_the_rules_that_decide(client_of: Callable[[str], Client]) -> None:
    """Each step of trust and each limit is on the page."""
    page = client_of("nobody").get("/talk/rules/").content.decode()
    for step in (*rules.TRUST, rules.COLLEAGUE):
        assert f">{step.name}<" in page
    for limit in rules.LIMITS:
        assert f">{limit.most}<" in page


def test_a_comment_becomes_a_graded_statement_of_its_author(
    case: Case, client_of: Callable[[str], Client]
) -> None:
    """The case's text says who said what when, graded; all its other bytes stay as they were."""
    before = cases.text_of(case)
    said = say(case, 'I saw "it" in **Dubai** <x>. And so on.', guest(name="Ann\u00e4"))
    grades = {"reliability": "C", "credibility": 3, "kind": "sighting"}
    forged = post(client_of("editor"), case, f"{said.pk}/promote/", says="I saw it.", **grades)
    assert "do not stand in the comment" in forged
    words = 'I saw "it" in Dubai <x>.'
    post(client_of("editor"), case, f"{said.pk}/promote/", says=words, **grades)
    after = cases.text_of(case)
    assert after.startswith(before)
    case_file = cases.parse(after)
    (statement,), (source,) = case_file.statements, case_file.sources
    assert (statement.speaker, statement.says, statement.on, statement.credibility) == (
        "Ann\u00e4", words, said.at.date(), 3,
    )  # fmt: skip
    assert (statement.kind, statement.as_written, statement.entered_by, statement.role) == (
        "sighting", words, "editor", "guest in the discussion",
    )  # fmt: skip
    assert (source.id, source.reliability) == (statement.source, "C")
    assert source.url is not None
    assert source.url.endswith(f"/talk/{said.pk}/")
    page = client_of("viewer").get(f"/cases/{case.pk}/talk/").content.decode()
    assert f"?on=statement:{statement_key(statement)}" in page
    assert "statement already" in post(
        client_of("editor"), case, f"{said.pk}/promote/", says=words, **grades
    )
    assert case.current.number == 2
    cases.restore(case, 1, User.objects.get(username="owner"), seen=2)
    post(client_of("editor"), case, f"{said.pk}/promote/", says=words, **grades)
    assert len(cases.parse(cases.text_of(case)).statements) == 1, "undone, it can be done again"


@pytest.mark.django_db(transaction=True)
def test_editors_who_promote_one_comment_at_once_make_one_statement(case: Case) -> None:
    """One statement is entered, and the others are told why not."""
    said = say(case, "words")
    by = User.objects.get(username="owner")
    data = {"says": "words", "kind": "statement", "reliability": "F", "credibility": 6}

    def promote(_number: int) -> bool:
        try:
            promoting.enter(Comment.objects.get(pk=said.pk), data, by)
        except writing.RefusedError:
            return False
        return True

    assert sorted(map(str, at_once(promote))) == ["False"] * (WRITERS - 1) + ["True"]
    assert len(cases.parse(cases.text_of(case)).statements) == 1


@pytest.mark.django_db(transaction=True)
def test_of_moderators_at_the_same_moment_one_wins_and_the_others_are_told(case: Case) -> None:
    """All decide on one version at once: one decision, the others get the winner named."""
    said = say(case, by=guest(), state=State.WAITING, reasons="new")
    by = User.objects.get(username="owner")
    verdicts = (State.SHOWN, State.SPAM, State.REJECTED, State.SHOWN)

    def decide(number: int) -> str:
        mine = Comment.objects.select_related("author", "case").get(pk=said.pk)
        try:
            judging.decide(mine, by, verdicts[number], "x", seen=1)
        except judging.DecidedMeanwhileError as error:
            return f"told: {error.last and error.last.verdict}"
        return verdicts[number]

    said_back = at_once(decide)
    made = Decision.objects.get()
    said.refresh_from_db()
    assert said.state == made.verdict
    assert sorted(map(str, said_back)) == sorted(
        [str(made.verdict), *[f"told: {made.verdict}"] * (WRITERS - 1)]
    )


@pytest.mark.django_db(transaction=True)
def test_flags_raised_at_the_same_moment_are_all_counted(case: Case) -> None:
    """Persons who flag together hide a comment as surely as one after another."""
    said = say(open_to_all(case))
    flaggers = [guest_author(f"g{n}@example.org", f"G{n}") for n in range(WRITERS)]

    def flag(number: int) -> bool:
        try:
            writing.flag(said, flaggers[number], "")
        except writing.RefusedError:
            return False
        return True

    assert sorted(map(str, at_once(flag))) == ["False", "True", "True", "True"]
    said.refresh_from_db()
    assert said.state == State.WAITING


@pytest.mark.django_db(transaction=True)
def test_votes_of_one_person_at_the_same_moment_are_one(case: Case) -> None:
    """A double click, on two connections, is one vote and no error."""
    said, who = say(case), author("viewer")
    at_once(lambda _number: writing.vote(said, who, 1))
    assert Vote.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_count_misses_nothing_when_many_count_at_once(case: Case) -> None:
    """Each of the counters gets a number of its own: no two pass a limit on the same one."""
    assert sorted(map(str, at_once(lambda _number: tally("same", 3600)))) == list("1234")


@pytest.mark.django_db(transaction=True)
def test_a_link_pressed_twice_at_once_writes_once(case: Case) -> None:
    """Two confirmations of one mail at the same moment make one comment."""
    from clearway.web.talk import asking

    open_to_all(case)
    kept = Pending.objects.create(
        case=case, mail="ann@example.org", what="comment",
        said={"text": "x", "name": "Ann", "target": "case"},
        expires_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip

    def confirm(_number: int) -> bool:
        try:
            asking.confirm(kept)
        except writing.RefusedError:
            return False
        return True

    assert sorted(map(str, at_once(confirm))) == ["False"] * (WRITERS - 1) + ["True"]
    assert Comment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_sent_once_by_workers_at_once_and_after_its_comment_is_kept(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mail goes once the transaction is kept; workers that deliver together send no copy."""
    news.follow(guest(), open_to_all(case))
    writing.write(case, author("viewer"), "x", "case")
    assert len(sent.outbox) == 1
    Letter.objects.create(to="b@example.org", subject="s", body="b", stop="http://testserver/")
    gate, claim = Barrier(WRITERS), mails._claim

    def all_have_seen_it(letter: Letter) -> bool:
        gate.wait(timeout=20)
        return claim(letter)

    monkeypatch.setattr(mails, "_claim", all_have_seen_it)
    assert sum(int(str(n)) for n in at_once(lambda _number: mails.deliver())) == 1
    assert len(sent.outbox) == 2
