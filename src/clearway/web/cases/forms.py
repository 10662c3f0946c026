"""Forms around a case: make, import, change, share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clearway.case import CATEGORIES
from clearway.errors import CaseError
from clearway.web.accounts.models import Team, User
from clearway.web.cases.keeping import parse
from clearway.web.cases.models import Level
from clearway.web.pages.complaints import lines_of

MOST_BYTES = 2_000_000


class ImportForm(forms.Form):
    """A case file from the reader's disk."""

    file = forms.FileField(
        label=_("Case file"), help_text=_("A TOML file of at most 2 MB."), max_length=200
    )

    def clean_file(self) -> bytes:
        """Return the bytes of the file, having read them as a case."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 2 MB."))
        raw: bytes = file.read()
        return _checked(raw)


class TextForm(forms.Form):
    """The text of a case, changed in the browser."""

    text = forms.CharField(
        label=_("Case file"), strip=False,
        widget=forms.Textarea({"rows": 32, "spellcheck": "false", "class": "code"}),
    )  # fmt: skip
    what = forms.CharField(label=_("What did you change?"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean_text(self) -> bytes:
        """Return the text as bytes with the line ends of a file, having read it as a case."""
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        return _checked(text.encode())


class NewCaseForm(forms.Form):
    """The least that makes a case: who, what, which standards, which day."""

    question = forms.CharField(label=_("Question"), max_length=300)
    company = forms.CharField(label=_("Company"), max_length=200)
    product = forms.CharField(label=_("Product"), max_length=200)
    category = forms.ChoiceField(label=_("Category"), choices=[(c, c) for c in CATEGORIES])
    standards = forms.CharField(
        label=_("Standards"), max_length=1000,
        help_text=_("Separated by commas: 4G, IEEE 802.11ac, ITU-T H.265"),
    )  # fmt: skip
    as_of = forms.DateField(label=_("As of"), widget=forms.DateInput({"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Add the case file that the answers make."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            data["raw"] = _checked(_written(data))
        return data


class ShareForm(forms.Form):
    """A role for one person, by name, or for one team."""

    who = forms.CharField(label=_("Person or team"), max_length=150)
    level = forms.TypedChoiceField(label=_("Role"), choices=Level.choices, coerce=int)

    def clean_who(self) -> User | Team:
        """Return the person or team of that name."""
        name = self.cleaned_data["who"]
        found = (
            User.objects.filter(username=name, is_active=True).first()
            or Team.objects.filter(name=name).first()
        )
        if found is None:
            raise ValidationError(_("No person and no team has this name."))
        return found


class LinkForm(forms.Form):
    """How long a link lets its holder read."""

    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=90, initial=14)


def _checked(raw: bytes) -> bytes:
    try:
        parse(raw)
    except CaseError as error:
        raise ValidationError(lines_of(error)) from error
    return raw


def _written(data: dict[str, Any]) -> bytes:
    """Return a case file of the form's answers; tomlkit quotes whatever they hold."""
    import tomlkit

    document = tomlkit.document()
    document["case"] = {
        "id": "new-case", "question": data["question"], "company": data["company"],
        "as_of": data["as_of"],
    }  # fmt: skip
    names = [name.strip() for name in data["standards"].split(",") if name.strip()]
    products = tomlkit.aot()
    products.append(
        tomlkit.item({"name": data["product"], "category": data["category"], "standards": names})
    )
    document["product"] = products
    return tomlkit.dumps(document).encode()
