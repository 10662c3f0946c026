"""Addresses of looking closely: behind the numbers of a case."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clearway.web.cases.nav import CaseLink
from clearway.web.look import explained

urlpatterns = [path("cases/<int:pk>/explain/", explained.explain, name="explain")]

CASE_LINKS = (CaseLink("explain", _("Explain"), keeps_view=True, order=10),)
