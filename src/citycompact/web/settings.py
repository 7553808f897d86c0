"""Settings of the site; everything a city changes is an environment variable (docs/deployment.md lists
them)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pghistory
from django.utils.translation import gettext_lazy as _

from citycompact.web.environment import database, flag, own_folder, proxies, secret_key, site_address

WEB = Path(__file__).resolve().parent
VAR = own_folder()


DEMO = flag("CITYCOMPACT_DEMO")
DEBUG = False
SECRET_KEY = secret_key()
ALLOWED_HOSTS = os.environ.get("CITYCOMPACT_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CITYCOMPACT_ORIGINS", "").split(",") if origin]
SITE_ADDRESS = site_address(CSRF_TRUSTED_ORIGINS, ALLOWED_HOSTS)
HTTPS = flag("CITYCOMPACT_HTTPS")
PROXIES = proxies()

INSTALLED_APPS = [
    # First, since templates and translations of ours take the place of a library's.
    *(f"citycompact.web.{file.parent.name}" for file in sorted(WEB.glob("*/apps.py"))),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "citycompact.web.site.observing.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "citycompact.web.site.clock.CityTime",
    "citycompact.web.site.idle.IdleMiddleware",
    # Nothing reads what is sent before it is known that the address is one, who may open it, and how much
    # it takes.
    "citycompact.web.site.access.AccessMiddleware",
    "citycompact.web.site.body_limits.BodyLimits",
    "citycompact.web.site.plain_input.PlainInput",
    "django.middleware.csrf.CsrfViewMiddleware",
    "citycompact.web.site.not_allowed.NotAllowed",
    "citycompact.web.site.acting.ActingMiddleware",
    "citycompact.web.site.readings.ReadingMiddleware",
]

ROOT_URLCONF = "citycompact.web.urls"
WSGI_APPLICATION = "citycompact.ops.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "citycompact.web.site.navigation.navigation",
            ],
            "builtins": ["citycompact.web.site.templatetags.plain"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///citycompact"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "site.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "citycompact.web.site.passwords.StaffPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "citycompact.web.outbox.adapter.AccountAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
# "key" of a failed sign-in is the account and the address that it came from (AccountAdapter): nobody else
# can shut a person out of their account, and nobody behind the same proxy the city.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/5m/key",
    "confirm_email": "1/3m/key",
    "signup": "20/m/ip",
}
MFA_ADAPTER = "citycompact.web.site.kept_secrets.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A passkey stands for both factors only where the device asked for a finger, a face or a PIN.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
FORMAT_MODULE_PATH = "citycompact.web.formats"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
NODE_MODULES = Path(os.environ.get("CITYCOMPACT_NODE_MODULES", WEB.parents[2] / "node_modules"))
STATICFILES_DIRS = [
    *(
        (prefix, NODE_MODULES / path)
        for prefix, path in (
            ("uswds/css", "@uswds/uswds/dist/css"),
            ("uswds/js", "@uswds/uswds/dist/js"),
            ("uswds/fonts", "@uswds/uswds/dist/fonts"),
            ("uswds/img", "@uswds/uswds/dist/img"),
            ("htmx", "htmx.org/dist"),
            ("sortable", "sortablejs"),
        )
        if (NODE_MODULES / path).is_dir()
    ),
]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "documents", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

EMAIL_BACKEND = os.environ.get(
    "CITYCOMPACT_EMAIL_BACKEND",
    "django.core.mail.backends.dummy.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = os.environ.get("CITYCOMPACT_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("CITYCOMPACT_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("CITYCOMPACT_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("CITYCOMPACT_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("CITYCOMPACT_EMAIL_TLS")
DEFAULT_FROM_EMAIL = os.environ.get("CITYCOMPACT_EMAIL_FROM", "enrollment@localhost")
TEXT_BACKEND = os.environ.get("CITYCOMPACT_TEXT_BACKEND", "citycompact.web.outbox.texting.NoTexts")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_MINUTES = float(os.environ.get("CITYCOMPACT_IDLE_MINUTES", "30"))
STAFF_IDLE_MINUTES = float(os.environ.get("CITYCOMPACT_STAFF_IDLE_MINUTES", "15"))
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
MAX_DOCUMENT_BYTES = 8_000_000
# Of one family, over all its children and rounds.
MOST_DOCUMENTS, MOST_DOCUMENT_BYTES = 40, 100_000_000

# Every insert, update and delete, written by triggers, into tables that nobody can change.
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_APPEND_ONLY = True
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Counts of failed sign-ins, and what was typed, for everybody on the last evening: with the usual 300
        # somebody could push them out with other counts.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "citycompact.web.site.observing.JsonLines"}},
    "handlers": {"standard": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["standard"], "level": "WARNING"},
    "loggers": {
        "citycompact": {"level": "INFO"},
        # Django writes the whole address of a failed request; ours writes its route only.
        "django.request": {"level": "CRITICAL"},
    },
}
RETENTION_DAYS = int(os.environ.get("CITYCOMPACT_RETENTION_DAYS", str(3 * 365)))
