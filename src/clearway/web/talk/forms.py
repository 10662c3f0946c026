"""What people type in a discussion, cleaned before anything else sees it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clearway.web.talk.judging import VERDICTS
from clearway.web.talk.markup import clean_name, clean_text
from clearway.web.talk.models import State
from clearway.web.talk.rules import MOST_CHARACTERS

if TYPE_CHECKING:
    from django.http import QueryDict

    from clearway.web.talk.models import Author

LONGEST_IMPORT = 100_000_000
MOST_CHOSEN = 100
_CHOSEN = re.compile(r"(?<![0-9])([0-9]{1,18}):([0-9]{1,9})(?![0-9])")


class MailForm(forms.Form):
    """Where a guest can be asked: those only whom the site does not know yet."""

    mail = forms.EmailField(
        label=_("Mail address"), max_length=254,
        help_text=_("Never shown. A mail asks you to confirm before anything happens."),
    )  # fmt: skip

    def __init__(self, *args: Any, author: Author | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if author is not None:
            del self.fields["mail"]

    def clean_mail(self) -> str:
        """Return the address; plain letters only, so that it reads as what it is."""
        mail: str = self.cleaned_data["mail"].lower()
        if not mail.isascii():
            raise ValidationError(_("Write the address in plain letters (ASCII)."))
        return mail


class WhoForm(MailForm):
    """Who a guest is: asked of those only whom the site does not know yet."""

    name = forms.CharField(label=_("Name, as it will be shown"), max_length=60)

    field_order: tuple[str, ...] = ("name", "mail")

    def __init__(self, *args: Any, author: Author | None, **kwargs: Any) -> None:
        super().__init__(*args, author=author, **kwargs)
        if author is not None:
            del self.fields["name"]

    def clean_name(self) -> str:
        """Return the name on one line; it holds a letter, and is no address."""
        name = clean_name(self.cleaned_data["name"])
        if not any(unicodedata.category(letter).startswith("L") for letter in name):
            raise ValidationError(_("A name holds a letter."))
        if "@" in name or "://" in name or "www." in name.casefold():
            raise ValidationError(_("A name is no address."))
        return name


class TextForm(forms.Form):
    """The text of a comment."""

    text = forms.CharField(
        label=_("Comment"), max_length=MOST_CHARACTERS, strip=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Markdown: *emphasis*, **strong**, > quote, - list, [words](address)."),
    )  # fmt: skip

    def clean_text(self) -> str:
        """Return the text without what cannot be seen."""
        text = clean_text(self.cleaned_data["text"])
        if not text:
            raise ValidationError(_("The comment is empty."))
        return text


class WriteForm(WhoForm, TextForm):
    """A new comment, or a reply."""

    tell_me = forms.BooleanField(label=_("Mail me replies"), required=False)
    on = forms.CharField(widget=forms.HiddenInput, required=False)
    to = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("text", "name", "mail", "tell_me")


class FlagForm(WhoForm):
    """Why a moderator should look."""

    why = forms.CharField(label=_("What is wrong with it?"), max_length=300, required=False)

    field_order = ("why", "name", "mail")

    def clean_why(self) -> str:
        """Return the words on one line."""
        return clean_name(self.cleaned_data["why"])


class VerdictForm(forms.Form):
    """A moderator's decision, and why."""

    verdict = forms.ChoiceField(choices=[(v.value, v.label) for v in VERDICTS])
    why = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where a comment is turned away: its author and the log will read it."""
        data: dict[str, Any] = super().clean() or {}
        data["why"] = clean_name(data.get("why", ""))
        if data.get("verdict") == State.REJECTED and not data["why"]:
            self.add_error("why", _("Say why: its author will read it."))
        return data


class DecideForm(VerdictForm):
    """A decision on one comment, and the version it is made on."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class DecideManyForm(VerdictForm):
    """One decision on several comments, and the version of each that it is made on."""

    chosen = forms.CharField(error_messages={"required": _("Choose at least one comment.")})

    def __init__(self, data: QueryDict) -> None:
        one = data.copy()
        one["chosen"] = ",".join(data.getlist("chosen"))
        super().__init__(one)

    def clean_chosen(self) -> dict[int, int]:
        """Return the number and the version of each comment."""
        found = _CHOSEN.findall(self.cleaned_data["chosen"])[:MOST_CHOSEN]
        if not found:
            raise ValidationError(_("Choose at least one comment."))
        return {int(number): int(version) for number, version in found}


class PromoteForm(forms.Form):
    """What of a comment becomes a statement, and how it is graded (Admiralty code, two axes)."""

    says = forms.CharField(
        label=_("What was said, in the author's words"), max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Leave out what does not belong to it; words that are not his are refused."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What it is about"), initial="statement",
        choices=[("statement", _("something said")), ("deal", _("a deal")),
                 ("launch", _("a launch")), ("sighting", _("a sighting")), ("suit", _("a suit")),
                 ("ownership", _("who owns what")), ("question", _("an open question"))],
    )  # fmt: skip
    reliability = forms.ChoiceField(
        label=_("Reliability of the source"), initial="F",
        choices=[("A", _("A completely reliable")), ("B", _("B usually reliable")),
                 ("C", _("C fairly reliable")), ("D", _("D not usually reliable")),
                 ("E", _("E unreliable")), ("F", _("F cannot be judged"))],
    )  # fmt: skip
    credibility = forms.TypedChoiceField(
        label=_("Credibility of what is said"), coerce=int, initial=6,
        choices=[(1, _("1 confirmed by others")), (2, _("2 probably true")),
                 (3, _("3 possibly true")), (4, _("4 doubtful")), (5, _("5 improbable")),
                 (6, _("6 cannot be judged"))],
    )  # fmt: skip

    def __init__(self, *args: Any, words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words = words
        self.fields["says"].initial = words[:2000]

    def clean_says(self) -> str:
        """Return the words on one line; they stand in the comment, one after another."""
        says = " ".join(clean_text(self.cleaned_data["says"]).split())
        if says not in self._words:
            raise ValidationError(_("These words do not stand in the comment like this."))
        return says


class ImportForm(forms.Form):
    """A discussion from elsewhere."""

    file = forms.FileField(
        label=_("File"), max_length=200,
        help_text=_("WordPress (WXR), Disqus (XML) or Clearway (JSON lines), at most 100 MB."),
    )  # fmt: skip
    post = forms.CharField(
        label=_("Only from the page with this address"), max_length=500, required=False,
        help_text=_("Exports hold all pages of a site; empty takes the comments of all."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Return the file, if it is not too long."""
        file = self.cleaned_data["file"]
        if file.size > LONGEST_IMPORT:
            raise ValidationError(_("The file is larger than 100 MB."))
        return file
