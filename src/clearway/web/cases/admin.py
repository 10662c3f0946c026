"""Cases in the administration: that they are there and who may read them, never what they say."""

from __future__ import annotations

from django.contrib import admin

from clearway.web.cases.models import Role

admin.site.register(Role)
