"""What is typed about a sighting, by whoever saw it and by whoever decides."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clearway.case.words import CHANNELS, SIGHTING_STATES
from clearway.model.territory import COUNTRIES
from clearway.web.dossier.pictures import redrawn
from clearway.web.pages.templatetags.figures import country, told
from clearway.web.talk.forms import MailForm
from clearway.web.talk.markup import clean_name

if TYPE_CHECKING:
    from datetime import date

    from clearway.case import Case


STATE_WORDS = {
    "verified": _("verified"),
    "inaccurate": _("inaccurate"),
    "duplicate": _("duplicate"),
    "cannot-be-verified": _("cannot be verified"),
}
DISCARD = "discard"


def channels() -> list[tuple[str, str]]:
    """Return the channels with what the reader calls them."""
    return [(name, told(word)) for name, word in CHANNELS.items()]


class SightingForm(MailForm):
    """A product seen in a market."""

    product = forms.CharField(label=_("Product"), max_length=100)
    market = forms.ChoiceField(label=_("Market"))
    channel = forms.ChoiceField(label=_("How it was sold"), choices=channels)
    on = forms.DateField(label=_("Seen on"), widget=forms.DateInput({"type": "date"}))
    place = forms.CharField(label=_("Town or shop"), max_length=100, required=False)
    seller = forms.CharField(label=_("Seller"), max_length=100, required=False)
    by_name = forms.CharField(label=_("Your name, as it will be shown"), max_length=60)
    picture = forms.FileField(
        label=_("Picture"), required=False, max_length=200,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP, at most 5 MB. Place and camera are removed."),
    )  # fmt: skip

    field_order = (
        "product", "market", "channel", "on", "place", "seller", "picture", "by_name", "mail",
    )  # fmt: skip

    def __init__(self, *args: Any, said: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [code for code in said.markets or () if code in COUNTRIES]
        rest = sorted(set(COUNTRIES) - set(first))
        market = self.fields["market"]
        assert isinstance(market, forms.ChoiceField)  # noqa: S101 - declared above
        market.choices = [(code, f"{country(code)} ({code})") for code in (*first, *rest)]

    def clean_product(self) -> str:
        """Return the product on one line."""
        return _line(self.cleaned_data["product"])

    def clean_place(self) -> str:
        """Return the place on one line."""
        return _line(self.cleaned_data["place"], may_be_empty=True)

    def clean_seller(self) -> str:
        """Return the seller on one line."""
        return _line(self.cleaned_data["seller"], may_be_empty=True)

    def clean_by_name(self) -> str:
        """Return the name on one line; no address."""
        name = _line(self.cleaned_data["by_name"])
        if "@" in name or "://" in name:
            raise ValidationError(_("A name is no address."))
        return name

    def clean_on(self) -> date:
        """Return the day; nobody saw anything tomorrow."""
        day: date = self.cleaned_data["on"]
        if day > timezone.now().date() + timedelta(days=1):
            raise ValidationError(_("This day is still to come."))
        return day

    def clean_picture(self) -> bytes:
        """Return the picture drawn anew; empty for none."""
        file = self.cleaned_data["picture"]
        return redrawn(file) if file else b""


def _line(text: str, *, may_be_empty: bool = False) -> str:
    """Return a text on one line, without what is not seen."""
    line = clean_name(text)
    if not line and not may_be_empty:
        raise ValidationError(_("Write some words."))
    return line


class DecideForm(forms.Form):
    """What a moderator makes of a sighting."""

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            *((s, STATE_WORDS[s]) for s in SIGHTING_STATES if s in STATE_WORDS),
            (DISCARD, _("discard, keep nothing")),
        ],
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    duplicate_of = forms.CharField(label=_("Duplicate of"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the state needs one."""
        data: dict[str, Any] = super().clean() or {}
        state = data.get("state")
        if state in {"inaccurate", "duplicate", "cannot-be-verified"} and not data.get("reason"):
            self.add_error("reason", _("Give the reason; it stands beside the sighting."))
        if state == "duplicate" and not data.get("duplicate_of"):
            self.add_error("duplicate_of", _("Of which sighting? Give its id."))
        return data
