"""Forms of what if: suppose a deal, change the terms of one, keep a variant.

Each field says what it does to the answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clearway.model.territory import COUNTRIES, country_code

if TYPE_CHECKING:
    from clearway.case import Case, Deal
    from clearway.web.whatif.trying import Trial

_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class TermsForm(forms.Form):
    """The terms that can be changed: where, how long, for which standards."""

    where = forms.ChoiceField(
        label=_("Territory"), required=False,
        choices=[("", _("everywhere")), ("include", _("only in")), ("exclude", _("not in"))],
        help_text=_("Rights of the grantors clear only in the countries that the deal reaches."),
    )  # fmt: skip
    places = forms.CharField(
        label=_("Countries"), required=False, max_length=600,
        help_text=_("Names or codes, by comma: DE, France, US. All others stay as they are."),
    )  # fmt: skip
    effective = forms.DateField(
        label=_("From"), widget=_DAY,
        help_text=_("The deal clears nothing on days before this one."),
    )  # fmt: skip
    ends = forms.DateField(
        label=_("Until"), widget=_DAY, required=False,
        help_text=_("From this day on it clears nothing any more; empty: no end is known."),
    )  # fmt: skip
    captured_until = forms.DateField(
        label=_("Patents captured until"), widget=_DAY, required=False,
        help_text=_("What the grantors come to own later is not cleared; empty: until the end."),
    )  # fmt: skip
    standards = forms.CharField(
        label=_("Standards"), required=False, max_length=600,
        help_text=_("Only families declared to these are cleared, by comma: 4G, IEEE 802.11ac; "
                    "empty: all."),
    )  # fmt: skip

    def clean_places(self) -> list[str]:
        """Return the codes of the countries named."""
        found = []
        for name in _listed(self.cleaned_data["places"]):
            code = name.upper() if name.upper() in COUNTRIES else country_code(name)
            if code is None:
                raise ValidationError(_("No country is called %(name)s."), params={"name": name})
            found.append(code)
        return found

    def clean(self) -> dict[str, Any]:
        """Hold that a deal that is limited to countries names some."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("where") and not data.get("places") and "places" not in self.errors:
            self.add_error("places", _("Name at least one country, or choose everywhere."))
        return data

    @property
    def terms(self) -> dict[str, Any]:
        """The terms as keys of a deal; None where the deal says nothing."""
        data = self.cleaned_data
        return {
            "effective": data["effective"],
            "ends": data["ends"],
            "captured_until": data["captured_until"],
            "standards": _listed(data["standards"]) or None,
            "territory": {data["where"]: data["places"]} if data["where"] else None,
        }


class SupposeForm(TermsForm):
    """A deal that the case does not have."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            ("license", _("license")), ("cross-license", _("cross-license")),
            ("covenant", _("covenant not to sue")), ("standstill", _("standstill")),
            ("pool-license", _("pool license")),
        ],
        help_text=_("A license or cross-license clears for its whole term; a standstill only what "
                    "its grantors still own; a pool license what the pool's members hold."),
    )  # fmt: skip
    who = forms.CharField(
        label=_("With"), max_length=200, widget=forms.TextInput({"list": "holders"}),
        help_text=_("A holder: its families are cleared, and its subsidiaries'; or a pool."),
    )  # fmt: skip
    exhausts = forms.BooleanField(
        label=_("Reaches through bought components"), required=False,
        help_text=_("Then what a supplier licensed is cleared in the product too."),
    )  # fmt: skip
    field_order = ("kind", "who", "where", "places", "effective", "ends", "captured_until",
                   "standards", "exhausts")  # fmt: skip

    def deal(self, case: Case, trial: Trial) -> dict[str, Any]:
        """Return the deal that the form describes, under an id that nothing has yet."""
        data = self.cleaned_data
        kind, who = data["kind"], data["who"].strip()
        taken = {deal.id for deal in (*case.deals, *case.candidates)} | trial.told.keys()
        found: dict[str, Any] = {"id": _free(who, taken), "kind": kind}
        if kind == "cross-license":
            found["parties"] = [who, case.company]
        else:
            found |= {"pool": who} if kind == "pool-license" else {"grantors": [who]}
            found["grantees"] = [case.company]
        found |= {key: value for key, value in self.terms.items() if value is not None}
        return found | ({"exhausts": True} if data["exhausts"] else {})


class VariantForm(forms.Form):
    """What a variant is called."""

    name = forms.CharField(label=_("Name of the variant"), max_length=120)


def terms_of(deal: Deal) -> dict[str, Any]:
    """Return what the form of a deal's terms holds at first."""
    limited = {"include": deal.include, "exclude": deal.exclude}
    where, places = next(((w, p) for w, p in limited.items() if p), ("", ()))
    return {
        "where": where, "places": ", ".join(places or ()),
        "standards": ", ".join(deal.standards or ()), "effective": deal.effective,
        "ends": deal.ends, "captured_until": deal.captured_until,
    }  # fmt: skip


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _free(who: str, taken: set[str]) -> str:
    """Return an id made of a name; with a number if it is taken."""
    stem = re.sub(r"[^a-z0-9]+", "-", who.lower()).strip("-")[:40] or "deal"
    names = (f"what-if-{stem}", *(f"what-if-{stem}-{n}" for n in range(2, 100)))
    return next(name for name in names if name not in taken)
