"""Settings of the site: safe by default, each thing to change in production read from the environment."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from copydesk.site import logs


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, str(int(default))).lower() in ("1", "true", "yes", "on")


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DATA = Path(os.environ.get("COPYDESK_DATA", "data")).resolve()
PRODUCTION = _flag("COPYDESK_PRODUCTION", default=False)
DEBUG = False


def _secret_key() -> str:
    """Return the key of the environment, or one kept in the data folder for a site on one's own machine."""
    if key := os.environ.get("COPYDESK_SECRET_KEY"):
        return key
    if PRODUCTION:
        raise ImproperlyConfigured("COPYDESK_SECRET_KEY is not set: give it 50 random characters or more.")
    path = DATA / "secret-key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        whole = DATA / f"secret-key.{os.getpid()}"
        whole.touch(mode=0o600)
        whole.write_text(secrets.token_urlsafe(64), encoding="utf-8")
        with contextlib.suppress(FileExistsError):
            os.link(whole, path)
        whole.unlink()
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _words("COPYDESK_HOSTS", "127.0.0.1,localhost,[::1],testserver" if not PRODUCTION else "")
CSRF_TRUSTED_ORIGINS = _words("COPYDESK_ORIGINS")
SITE_URL = os.environ.get("COPYDESK_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_htmx",
    "csp",
    "copydesk.queue",
    "copydesk.newsroom",
    "copydesk.notices",
    "copydesk.desk",
    "copydesk.readers",
    "copydesk.api",
    "copydesk.web",
]
MIDDLEWARE = [
    "copydesk.site.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "copydesk.api.middleware.ApiMiddleware",
    "copydesk.web.bounding.Bounded",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "copydesk.newsroom.routes.DenyByDefault",
    "copydesk.web.slowing.SlowDown",
]
ROOT_URLCONF = "copydesk.site.urls"
ASGI_APPLICATION = "copydesk.site.asgi.application"
WSGI_APPLICATION = "copydesk.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "copydesk.web.navigation.navigation",
            ],
        },
    },
]


def _database() -> dict[str, Any]:
    """Return the database of ``DATABASE_URL``; SQLite is set for several writers that must not lose a row."""
    config: dict[str, Any] = dict(
        dj_database_url.config(
            default=f"sqlite:///{DATA / 'copydesk.sqlite3'}", conn_max_age=60, conn_health_checks=True
        )
    )
    if config["ENGINE"].endswith("sqlite3"):
        DATA.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    if config["ENGINE"].endswith("postgresql"):
        config["OPTIONS"] = {"prepare_threshold": 2, **config.get("OPTIONS", {})}
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "newsroom.Account"
AUTHENTICATION_BACKENDS = ["copydesk.newsroom.signed_in.AccountBackend"]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

TASKS = {"default": {"BACKEND": "copydesk.queue.backend.LeaseBackend", "QUEUES": []}}

EMAIL_BACKEND = os.environ.get("COPYDESK_EMAIL_BACKEND", "copydesk.readers.mail.FileBackend")
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_HOST = os.environ.get("COPYDESK_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("COPYDESK_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("COPYDESK_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("COPYDESK_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("COPYDESK_SMTP_TLS", default=False)
DEFAULT_FROM_EMAIL = os.environ.get("COPYDESK_FROM", "desk@copydesk.example")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
COPYDESK_BEHIND_PROXY = _flag("COPYDESK_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if COPYDESK_BEHIND_PROXY else None
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"

COPYDESK_LOG_LEVEL = os.environ.get("COPYDESK_LOG_LEVEL", "INFO" if PRODUCTION else "WARNING").upper()
LOGGING = logs.for_django(level=COPYDESK_LOG_LEVEL)
logs.configure(json=PRODUCTION, level=COPYDESK_LOG_LEVEL)

COPYDESK_POLICY = os.environ.get("COPYDESK_POLICY", "medium-2024-05")
COPYDESK_DETECTORS = _words("COPYDESK_DETECTORS", "prose,disclosure,pictures,promotion,harm,derivation")
COPYDESK_DEEP = os.environ.get("COPYDESK_DEEP", "unsure")
COPYDESK_LIMIT_KEY = (float(os.environ.get("COPYDESK_LIMIT_KEY", "600")),) * 2
COPYDESK_LIMIT_ADDRESS = (float(os.environ.get("COPYDESK_LIMIT_ADDRESS", "600")),) * 2
COPYDESK_METRICS_TOKEN = os.environ.get("COPYDESK_METRICS_TOKEN", "")
COPYDESK_LEASE_SECONDS = float(os.environ.get("COPYDESK_LEASE_SECONDS", "30"))
COPYDESK_OPEN_ASSESS = _flag("COPYDESK_OPEN_ASSESS", default=not PRODUCTION)
COPYDESK_PRIVATE_WEBHOOKS = _flag("COPYDESK_PRIVATE_WEBHOOKS", default=False)
