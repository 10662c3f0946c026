"""People and teams in the administration."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from clearway.web.accounts.models import Team, User

admin.site.register(User, UserAdmin)


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when run
    """Teams with their members."""

    filter_horizontal = ("members", "leads")
