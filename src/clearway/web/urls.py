"""Every address of the site."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from clearway.web.accounts import addresses as accounts
from clearway.web.api import addresses as api
from clearway.web.api.operations import api as operations
from clearway.web.cases import addresses as cases
from clearway.web.dossier import addresses as dossier
from clearway.web.downloads import addresses as downloads
from clearway.web.look import addresses as look
from clearway.web.meaning import addresses as meaning
from clearway.web.pages import addresses as pages
from clearway.web.reading import addresses as reading
from clearway.web.runs import addresses as runs
from clearway.web.talk import addresses as talk
from clearway.web.whatif import addresses as whatif

PARTS = (
    pages,
    cases,
    accounts,
    whatif,
    look,
    meaning,
    runs,
    dossier,
    talk,
    reading,
    api,
    downloads,
)
"""The parts of the site, as the links of a case go; each keeps its addresses beside its views."""

urlpatterns = [
    *(pattern for part in PARTS for pattern in part.urlpatterns),
    path("api/v1/", operations.urls),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
