"""People and teams in the administration."""

from __future__ import annotations

import allauth.socialaccount.admin  # noqa: F401 - registers what is taken away below
from allauth.account.decorators import secure_admin_login
from allauth.socialaccount.models import SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from clearway.web.accounts.models import Team, User

admin.site.register(User, UserAdmin)
# One page to sign in at: the other one counts no attempts.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Providers come from the environment alone, and none of their tokens is kept.
admin.site.unregister((SocialApp, SocialToken))


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when run
    """Teams with their members."""

    filter_horizontal = ("members", "leads")
