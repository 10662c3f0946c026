"""Settings of the site under test: its own home, a fast password hasher, plain static files."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("CLEARWAY_HOME", tempfile.mkdtemp(prefix="clearway-site-"))

from clearway.web.settings import *  # noqa: F403 - settings are the names of a module

INSTALLED_APPS.append("allauth.idp.oidc")  # noqa: F405 - the provider of tests/web/identity.py
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in earnest: in memory all connections are one, and writers never meet.
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}  # noqa: F405
