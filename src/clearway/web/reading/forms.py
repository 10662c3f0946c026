"""The form that takes an article: its text, or a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clearway.errors import SourceError
from clearway.reading.apart import read_apart
from clearway.web.pages.complaints import said_of

MOST_BYTES = 5_000_000


class ArticleForm(forms.Form):
    """An article, and what it does not say of itself; gives `article`."""

    text = forms.CharField(
        label=_("Text of the article"), required=False, max_length=200_000,
        widget=forms.Textarea({"rows": 12}),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a file"), required=False, max_length=200,
        help_text=_("A saved page (HTML), a text or a PDF, of at most 5 MB."),
    )  # fmt: skip
    publisher = forms.CharField(label=_("Publisher"), required=False, max_length=200)
    published_on = forms.DateField(
        label=_("Published on"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=_("Needed for 'last month' where the page does not say."),
    )  # fmt: skip
    address = forms.URLField(
        label=_("Address"), required=False, max_length=500, assume_scheme="https",
        help_text=_("Noted as the source; nothing is fetched from it."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read what was given, apart from this process."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        file, text = data.get("file"), data.get("text", "")
        if bool(file) == bool(text):
            raise ValidationError(_("Give the text or a file, one of both."))
        if file and file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 5 MB."))
        try:
            data["article"] = read_apart(
                file.read() if file else text.encode(), file.name if file else str(_("The text"))
            )
        except SourceError as error:
            raise ValidationError(said_of(error)) from error
        return data
