"""Forms of people and teams."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clearway.web.accounts.models import Team, User


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """A new team, by its name."""

    class Meta:
        model = Team
        fields = ("name",)


class MemberForm(forms.Form):
    """Somebody who has an account, by name."""

    who = forms.CharField(label=_("Person"), max_length=150)

    def clean_who(self) -> User:
        """Return the person of that name."""
        found = User.objects.filter(username=self.cleaned_data["who"], is_active=True).first()
        if found is None:
            raise ValidationError(_("No person has this name. An administrator can invite one."))
        return found


class InviteForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """A new account; whoever gets its link chooses the password."""

    class Meta:
        model = User
        fields = ("username", "email")
        help_texts: ClassVar = {"username": _("Letters, digits and @ . + - _ only.")}

    def clean_username(self) -> str:
        """Return the name, which nobody may have in other letters: cases are shared by it."""
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("Another account has this name."))
        return name

    def clean_email(self) -> str:
        """Return the address, which no other account may have: it signs in."""
        address: str = self.cleaned_data["email"]
        if address and User.objects.filter(email__iexact=address).exists():
            raise ValidationError(_("Another account has this address."))
        return address
