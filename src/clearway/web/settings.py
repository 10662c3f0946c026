"""Settings of the site; what differs between installations comes from the environment.

CLEARWAY_HOME     folder of the site: database, secret, record (default: ./clearway-site)
CLEARWAY_RECORD   folder of the record (default: record in the home)
DATABASE_URL      postgresql://... (default: SQLite in the home)
CLEARWAY_HOSTS    names it answers to, by comma (default: localhost and 127.0.0.1)
CLEARWAY_HTTPS    1 behind a proxy that speaks HTTPS: secure cookies, HSTS
CLEARWAY_PROXIES  how many proxies of yours a request comes through (default: 1 with HTTPS, else 0)
CLEARWAY_OIDC     NAME,SERVER_URL,CLIENT_ID; the secret in CLEARWAY_OIDC_SECRET
CLEARWAY_OIDC_DOMAINS  mail domains, by comma, whose people get an account when they first come
CLEARWAY_MAIL     smtp://user:password@host:port (default: mails go to the log)
CLEARWAY_MAIL_FROM  who mails are from (default: clearway@ the first host)
CLEARWAY_REPLIES  domain whose mail reaches `take_mail` (default: answers are written on the page)
CLEARWAY_ADDRESS  what links in mails begin with (default: the first host, port 8000 without HTTPS)
"""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from csp.constants import NONE, SELF

from clearway.web.accounts.oidc.configured import domains, providers
from clearway.web.environment import database, mail_server, names, number
from clearway.web.secret import secret_key

HOME = Path(os.environ.get("CLEARWAY_HOME", "clearway-site")).absolute()
RECORD_DIR = Path(os.environ.get("CLEARWAY_RECORD", HOME / "record")).absolute()
HTTPS = os.environ.get("CLEARWAY_HTTPS") == "1"
HERE = Path(__file__).parent

DEBUG = False
# Tools that only read the settings get a secret of their own, and no folder is made for them.
SECRET_KEY = secret_key(HOME) if "CLEARWAY_HOME" in os.environ else token_urlsafe(48)
ALLOWED_HOSTS = names("CLEARWAY_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS]
ROOT_URLCONF = "clearway.web.urls"
WSGI_APPLICATION = "clearway.web.wsgi.application"

INSTALLED_APPS = [
    "clearway.web.accounts",
    "clearway.web.cases",
    "clearway.web.pages",
    "clearway.web.whatif",
    "clearway.web.runs",
    "clearway.web.downloads",
    "clearway.web.look",
    "clearway.web.meaning",
    "clearway.web.reading",
    "clearway.web.api",
    "clearway.web.talk",
    "clearway.web.dossier",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "ninja",  # its files of Swagger
]
MIDDLEWARE = [
    "clearway.web.api.errors.ApiErrorMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "clearway.web.pages.language.SpokenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "clearway.web.pages.uploads.UploadLimitMiddleware",  # before what reads forms
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clearway.web.pages.errors.ClearwayErrorMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clearway.web.pages.record_state.record_lack",
            ],
        },
    }
]

DATABASES: dict[str, Any] = {
    "default": database(HOME / "site.sqlite3", conn_max_age=60, conn_health_checks=True)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers wait for one another instead of failing, and readers never wait; what is
    # acknowledged is on the disk.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
PASSWORD_RESET_TIMEOUT = 3 * 86_400
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "cases"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "clearway.web.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to an address just because somebody typed it
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
# Behind proxies a visitor's address is the one that the outermost of ours has seen.
ALLAUTH_TRUSTED_PROXY_COUNT = number("CLEARWAY_PROXIES", int(HTTPS))
SOCIALACCOUNT_ADAPTER = "clearway.web.accounts.oidc.rules.Rules"
SOCIALACCOUNT_PROVIDERS = providers(os.environ)
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True  # to connect: an open browser is not enough
OIDC_DOMAINS = domains(os.environ)

_MAIL = mail_server()
if _MAIL.hostname:
    EMAIL_HOST, EMAIL_PORT = _MAIL.hostname, _MAIL.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.username or "", _MAIL.password or ""
    EMAIL_USE_TLS = True
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("CLEARWAY_MAIL_FROM", f"clearway@{ALLOWED_HOSTS[0]}")
REPLY_DOMAIN = os.environ.get("CLEARWAY_REPLIES", "")
SITE_ADDRESS = os.environ.get(
    "CLEARWAY_ADDRESS",
    f"https://{ALLOWED_HOSTS[0]}" if HTTPS else f"http://{ALLOWED_HOSTS[0]}:8000",
)

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A page may fetch and run only what this site serves; nothing inline, nothing framed.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "clearway_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
"""Counts attempts to sign in; in the database, so that limits hold over all workers."""
