"""The one settings module. What differs per site comes from the environment; `.env.example` lists it all.

A missing or impossible value stops the start with a sentence saying what to set (see `environment.py`).
"""

import os
from pathlib import Path

import dj_database_url

from baomi.environment import env_bool, env_list, env_text, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env_text("BAOMI_VAR", str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env_bool("BAOMI_DEBUG", False)
DEMO = env_bool("BAOMI_DEMO", True)
HTTPS = env_bool("BAOMI_HTTPS", False)
SECRET_KEY = secret_key(VAR_DIR)
ALLOWED_HOSTS = env_list("BAOMI_HOSTS", ["127.0.0.1", "localhost", "testserver"])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "guardian",
    "simple_history",
    "django_filters",
    "django_htmx",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "baomi.core",
    "baomi.audit",
    "baomi.organization",
    "baomi.registers",
    "baomi.approvals",
    "baomi.printing",
    "baomi.reminders",
    "baomi.desk",
    "reviews",
    "awards",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "baomi.urls"
WSGI_APPLICATION = "baomi.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

SQLITE_OPTIONS = {
    # IMMEDIATE: a transaction takes the write lock when it begins, so nobody fails on a lock upgrade.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
DATABASES = {
    "default": dj_database_url.parse(
        env_text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'baomi.sqlite3'}"), conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organization.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "attachments"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True

REDIS_URL = env_text("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL or "memory://"

# Printed forms: who prints them, the words at the top right, the address the QR code leads to, own fonts.
INSTITUTION = env_text("BAOMI_INSTITUTION", "某某大学")
SITE_URL = env_text("BAOMI_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
PRINT_NOTICE = env_text("BAOMI_PRINT_NOTICE", "内部资料　注意保管")
PRINT_PROCESSES = int(env_text("BAOMI_PRINT_PROCESSES", str(min(4, os.cpu_count() or 1))))
PRINT_FANGSONG = env_text("BAOMI_FANGSONG", "")
PRINT_KAITI = env_text("BAOMI_KAITI", "")
