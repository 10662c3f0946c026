"""What a discussion keeps: who writes, what was written, how it was judged, who is told."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clearway.web.accounts.models import User
from clearway.web.cases.models import Case, Link
from clearway.web.talk.rules import EDIT_TIME

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self


class Terms(models.Model):
    """What the owner of a case allows in its discussion; no row is: nothing beyond the rule."""

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, related_name="terms", primary_key=True
    )
    guests_by_link = models.BooleanField(_("Whoever reads by a link may comment"), default=False)

    def __str__(self) -> str:
        return f"{self.case}: guests by link {self.guests_by_link}"


class Kind(models.TextChoices):
    """How an author is known."""

    MEMBER = "member", _("member")
    GUEST = "guest", _("guest")


class Author(models.Model):
    """Who writes.

    Attributes:
        uid: what exports call the author.
        user: the member; None for others, and when the account is gone.
        mail: the address that a guest answered from; None for others.
        case: the case that an imported author came into; None for those who wrote here. An
            imported author is nobody who could sign in or be written to, whatever the file said.
        kind: member or guest, as known where the comment was written.
    """

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, null=True, on_delete=models.SET_NULL, related_name="author")
    mail = models.EmailField(null=True, unique=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(max_length=8, choices=Kind.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "uid"), name="imported_author_once"),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(user__isnull=True, mail__isnull=True),
                name="imported_author_is_nobody_here",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_imported(self) -> bool:
        """Whether the author came with an import."""
        return self.case_id is not None


class State(models.TextChoices):
    """Where a comment stands; only `shown` is public."""

    SHOWN = "shown", _("shown")
    WAITING = "waiting", _("waiting for a moderator")
    REJECTED = "rejected", _("rejected")
    SPAM = "spam", _("spam")
    WITHDRAWN = "withdrawn", _("taken back")


class Reason(models.TextChoices):
    """Why a comment waits."""

    NEW = "new", _("new author")
    LINK = "link", _("link")
    RATE = "rate", _("many in a short time")
    FLAGGED = "flagged", _("flagged")


class Markup(models.TextChoices):
    """What the text of a comment is written in; HTML comes with imports only."""

    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments of one case, narrowed to what a reader may see."""

    def seen_by(self, author: Author | None, *, is_moderator: bool) -> Self:
        """Return what is public, and what is the reader's own; to moderators all but spam."""
        if is_moderator:
            return self.exclude(state__in=(State.SPAM, State.WITHDRAWN))
        mine = Q(author=author) & ~Q(state=State.WITHDRAWN) if author else Q(pk__in=())
        return self.filter(Q(state=State.SHOWN) | mine)


class Comment(models.Model):
    """One comment.

    Attributes:
        uid: what it is known by within its case, in exports and imports too.
        target: the place in the case, `targets.Target` as text; "case" for the whole.
        thread: the comment that began the thread; None for that one itself.
        depth: steps from the beginning of the thread, at most `rules.DEEPEST`.
        reasons: `Reason` values, by comma; what it waits for, or last waited for.
        version: raised by every change, so that a decision on an older one is refused.
        is_settled: whether a moderator decided on it; ends the time for editing.
        closed_at: of the comment that began a thread: since when nobody replies in it.
    """

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="comments")
    target = models.CharField(max_length=400, default="case")
    author = models.ForeignKey(Author, on_delete=models.RESTRICT, related_name="comments")
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="replies")
    thread = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    depth = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()
    markup = models.CharField(max_length=8, choices=Markup.choices, default=Markup.MARKDOWN)
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reasons = models.CharField(max_length=60, blank=True)
    is_settled = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Comment]] = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=("case", "uid"), name="comment_once"),)
        indexes = (
            models.Index(fields=("case", "state", "target"), name="comment_place"),
            models.Index(fields=("case", "thread", "at"), name="comment_thread"),
        )

    def __str__(self) -> str:
        return f"#{self.pk} by {self.author}"

    @property
    def root_id(self) -> int:
        """Number of the comment that began the thread."""
        return self.thread_id or self.pk

    @property
    def is_closed(self) -> bool:
        """Whether nobody replies any more in its thread."""
        return (self.thread or self).closed_at is not None

    @property
    def why(self) -> list[Reason]:
        """What the comment waits for, as reasons."""
        return [Reason(reason) for reason in self.reasons.split(",") if reason]

    def is_open_to_change(self, author: Author | None, now: datetime | None = None) -> bool:
        """Say whether its author may still change it: in time, unanswered, not yet judged."""
        return (
            author is not None
            and self.author_id == author.pk
            and self.state in (State.SHOWN, State.WAITING)
            and not self.is_settled
            and (now or timezone.now()) < self.at + EDIT_TIME
            and not self.replies.exists()
        )

    def change(self, **to: Any) -> bool:
        """Change the comment if nobody did since it was read; say whether that was so."""
        done = Comment.objects.filter(pk=self.pk, version=self.version).update(
            version=F("version") + 1, **to
        )
        return done == 1


class Earlier(models.Model):
    """What a comment said before its author changed it.

    Attributes:
        at: when this text was written.
        was_shown: whether everybody could read it; if not, only moderators can now.
    """

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="earlier")
    text = models.TextField()
    at = models.DateTimeField()
    was_shown = models.BooleanField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"#{self.comment_id} as of {self.at:%Y-%m-%d %H:%M}"


class Vote(models.Model):
    """For (1) or against (-1) a comment, once per person."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="votes")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="+")
    value = models.SmallIntegerField(choices=((1, _("for")), (-1, _("against"))))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("comment", "author"), name="vote_once"),
            models.CheckConstraint(condition=Q(value__in=(1, -1)), name="vote_for_or_against"),
        )

    def __str__(self) -> str:
        return f"{self.value:+d} on #{self.comment_id}"


class Flag(models.Model):
    """Somebody says that a moderator should look; settled by the next decision."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="flags")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(_("why"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    is_settled = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("comment", "author"), name="flag_once"),)

    def __str__(self) -> str:
        return f"flag on #{self.comment_id}"


class Decision(models.Model):
    """What a moderator decided: the log, which nobody changes."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    verdict = models.CharField(max_length=10, choices=State.choices)
    why = models.CharField(_("reason"), max_length=300, blank=True)
    waited_for = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.verdict} on #{self.comment_id} by {self.by_name}"

    @property
    def waits(self) -> list[Reason]:
        """What the comment had waited for, as reasons."""
        return [Reason(reason) for reason in self.waited_for.split(",") if reason]


class Promotion(models.Model):
    """A comment that became a statement of the case.

    Attributes:
        statement: the statement's key as a target.
        revision: number of the revision of the case that it came with.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="promotion")
    statement = models.CharField(max_length=40)
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"#{self.comment_id} as {self.statement}"


class Follow(models.Model):
    """Somebody wants mail of new comments: in a case, at a place in it, or in a thread.

    Attributes:
        target: the place; "" for the whole case.
        thread: the comment that began the thread; None for all.
        link: what a guest reads the case by; the wish ends with it. None where the case is open.
        language: what the mails are written in.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follows")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="follows")
    target = models.CharField(max_length=400, blank=True)
    thread = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(Link, null=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8, default="en")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "author", "target"),
                condition=Q(thread__isnull=True),
                name="follow_place_once",
            ),
            models.UniqueConstraint(
                fields=("thread", "author"),
                condition=Q(thread__isnull=False),
                name="follow_thread_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.author} follows {self.target or self.case}"


class FeedKey(models.Model):
    """The secret address of a private case's feed, for one member; only its hash is kept."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "user"), name="feed_key_once"),)

    def __str__(self) -> str:
        return f"feed of {self.case} for {self.user}"


class Pending(models.Model):
    """What waits for an address to answer; shown to nobody, deleted when its time is over.

    Attributes:
        what: "comment", "vote", "flag", "follow", or a key of `asking.ACTS`.
        said: what the form held, by name.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(Link, null=True, on_delete=models.CASCADE, related_name="+")
    mail = models.EmailField()
    what = models.CharField(max_length=8)
    said = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.what} until {self.expires_at:%Y-%m-%d %H:%M}"


class Tally(models.Model):
    """How often something happened in one window of time, under a keyed hash of what it was."""

    name = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%H:%M}"


class Letter(models.Model):
    """A mail to be sent, written together with what it tells of; deleted once it is gone.

    Attributes:
        stop: address that ends such letters.
        reply_to: where an answer goes; empty for nowhere.
    """

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    stop = models.URLField(max_length=500)
    reply_to = models.EmailField(blank=True, default="")
    made_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.subject


class Received(models.Model):
    """An answer by mail that was filed, so that it is not filed again; only a keyed hash of it."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.digest[:8]} at {self.at:%Y-%m-%d %H:%M}"


class Refusal(models.Model):
    """An address that wants no mail from this site ever again; only its keyed hash is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.digest[:8]} since {self.at:%Y-%m-%d}"
