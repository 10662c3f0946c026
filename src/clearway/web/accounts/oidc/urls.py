"""Addresses of the exchange with the provider, where and as allauth expects them."""

from __future__ import annotations

from django.urls import path

from clearway.web.accounts.oidc import views

urlpatterns = [
    path("oidc/<str:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
