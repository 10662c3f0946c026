"""Every address of the site."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from clearway.web.cases import views as cases
from clearway.web.pages import assets
from clearway.web.pages import views as pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("cases/", cases.listing, name="cases"),
    path("cases/new/", cases.new, name="new"),
    path("cases/import/", cases.upload, name="import"),
    path("cases/<int:pk>/", pages.case_page, name="case"),
    path("cases/<int:pk>/case.toml", cases.export, name="export"),
    path("cases/<int:pk>/edit/", cases.edit, name="edit"),
    path("cases/<int:pk>/history/", cases.history, name="history"),
    path("cases/<int:pk>/history/<int:number>/restore/", cases.restore, name="restore"),
    path("cases/<int:pk>/share/", cases.share, name="share"),
    path("cases/<int:pk>/charts/<int:number>.<str:form>", pages.chart, name="chart"),
    path("link/<str:secret>/", cases.follow, name="follow"),
    path("assets/charts.<str:digest>.js", assets.charts_script, name="charts-script"),
    path("health/", pages.health, name="health"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
