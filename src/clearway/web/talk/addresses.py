"""Addresses of discussions."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clearway.web.cases.nav import CaseLink, Group
from clearway.web.talk import acts, following, moderation, moving, promoting, views

_CASE = "cases/<int:pk>/talk/"

urlpatterns = [
    path(_CASE, views.talk, name="talk"),
    path(f"{_CASE}marks/", views.marks, name="talk-marks"),
    path(f"{_CASE}write/", views.write, name="talk-write"),
    path(f"{_CASE}leave/", views.leave, name="talk-leave"),
    path(f"{_CASE}follow/", following.follow, name="talk-follow"),
    path(f"{_CASE}feed.atom", following.feed, name="talk-feed"),
    path(f"{_CASE}feed-address/", following.feed_address, name="talk-feed-address"),
    path(f"{_CASE}queue/", moderation.queue, name="talk-queue"),
    path(f"{_CASE}queue/decide/", moderation.decide_many, name="talk-decide-many"),
    path(f"{_CASE}log/", moderation.log, name="talk-log"),
    path(f"{_CASE}terms/", moderation.terms, name="talk-terms"),
    path(f"{_CASE}import/", moving.bring, name="talk-import"),
    path(f"{_CASE}export.jsonl", moving.export_lines, name="talk-export-lines"),
    path(f"{_CASE}export.xml", moving.export_wxr, name="talk-export-wxr"),
    path(f"{_CASE}<int:number>/", views.one, name="talk-comment"),
    path(f"{_CASE}<int:number>/history/", views.history, name="talk-history"),
    path(f"{_CASE}<int:number>/vote/", acts.vote, name="talk-vote"),
    path(f"{_CASE}<int:number>/flag/", acts.flag, name="talk-flag"),
    path(f"{_CASE}<int:number>/edit/", acts.edit, name="talk-edit"),
    path(f"{_CASE}<int:number>/withdraw/", acts.withdraw, name="talk-withdraw"),
    path(f"{_CASE}<int:number>/promote/", promoting.promote, name="talk-promote"),
    path(f"{_CASE}<int:number>/close/", moderation.close, name="talk-close"),
    path(f"{_CASE}<int:number>/decide/", moderation.decide, name="talk-decide"),
    path("talk/rules/", views.show_rules, name="talk-rules"),
    path("talk/confirm/<str:token>/", views.confirm, name="talk-confirm"),
    path("talk/stop/<str:token>/", following.stop, name="talk-stop"),
    path("talk/feed/<str:secret>.atom", following.secret_feed, name="talk-secret-feed"),
]

CASE_LINKS = (CaseLink("talk", _("Discussion"), Group.EVIDENCE),)
