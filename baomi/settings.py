"""The one settings module. What differs per site comes from the environment; `.env.example` lists it all.

A missing or impossible value stops the start with a sentence saying what to set (see `environment.py`).
"""

import os
from pathlib import Path

from baomi import environment, logs
from baomi.environment import env_bool, env_choice, env_folder, env_int, env_text

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env_folder("BAOMI_VAR", BASE_DIR / "var")

HTTPS = env_bool("BAOMI_HTTPS", False)
DEBUG = environment.debugging(https=HTTPS)
DEMO = env_bool("BAOMI_DEMO", True)
SECRET_KEY = environment.secret_key(VAR_DIR)
# The keys of encrypted columns and of the log's chain; unset, a file in the data folder made at first use.
FIELD_KEY_FILE = environment.env_file("BAOMI_FIELD_KEYS_FILE")
ALLOWED_HOSTS = environment.hosts(https=HTTPS)
BIND, PORT = env_text("BAOMI_BIND", "127.0.0.1"), env_int("BAOMI_PORT", 8000, 1, 65535)
WEB_WORKERS, WEB_THREADS = env_int("BAOMI_WORKERS", 2, 1, 64), env_int("BAOMI_THREADS", 4, 1, 64)
# Where the site is installed: on the campus network, or on a stand-alone secret machine. Field groups follow it.
SYSTEM_CLASS = env_choice("BAOMI_SYSTEM_CLASS", "campus", {"campus": "校内网", "standalone": "涉密单机"})

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
    "personnel",
    "reviews",
    "awards",
]

MIDDLEWARE = [
    "baomi.middleware.client_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "baomi.middleware.request_log",
    "csp.middleware.CSPMiddleware",
    "baomi.middleware.no_store",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "baomi.organization.middleware.PolicyMiddleware",
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
                "baomi.desk.shell.frame",
            ]
        },
    }
]

DATABASES = {"default": environment.database(VAR_DIR / "baomi.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organization.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "baomi.organization.login.AccountBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
# So many wrong passwords of one account from one address lock that pair for some minutes; both are parameters.
AXES_FAILURE_LIMIT = "baomi.organization.login.axes_limit"
AXES_COOLOFF_TIME = "baomi.organization.login.axes_cool_off"
AXES_LOCKOUT_CALLABLE = "baomi.organization.login.axes_answer"
AXES_DISABLE_ACCESS_LOG = True  # log-ins are in the audit log
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "baomi.middleware.address_of"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Served straight from the packages and `static/`: no collecting step, no second copy that could be stale.
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = VAR_DIR / "attachments"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True

# Sessions end after eight hours whatever happens; the idle limit is a parameter of the organisation.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Strict: no other site can send a request in a signed-in person's name. A link in a letter still finds the session,
# as mail programs open it without a referring site and the school's web mail belongs to the same site.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "baomi.organization.pages.errors.form_too_old"
OTP_TOTP_ISSUER = "保密工作管理系统"
# The foot of the log-in page: whom to call.
CONTACT_LINES = env_text("BAOMI_CONTACT", "保密办　忘记密码请联系系统管理员").split("|")

# Behind BAOMI_HTTPS stands a reverse proxy of the site; it must set X-Forwarded-Proto itself.
TRUSTED_PROXIES = env_int("BAOMI_PROXIES", 1 if HTTPS else 0, 0, 5)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked by the machine itself, without the proxy
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # the policy reads guardian's rows itself, with their end date; its backend would not
    "security.W021",  # the browsers' public preload list is nothing for a site on a campus network
]

globals().update(environment.email())  # EMAIL_BACKEND, EMAIL_HOST …
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_text("BAOMI_EMAIL_FROM", "baomi@localhost")

LOGGING = logs.configure(
    env_choice(
        "BAOMI_LOG_LEVEL", "INFO", {"DEBUG": "全部", "INFO": "一般", "WARNING": "警告", "ERROR": "错误"}
    )
)

# Jobs and reminders. Without Redis no broker is used: the child process of `manage.py serve` reads the rows.
REDIS_URL = environment.redis_address()
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_RESULT_BACKEND = None  # what came of a job is in its own row
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True
# A killed worker's task runs again at once; tasks are idempotent, and the job row counts the attempts.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env_int("BAOMI_JOBS", 2, 1, 64)
# Time limits stay below the visibility timeout, or Redis would hand out a task that still runs.
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 600, 540
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_keepalive": True,
    "health_check_interval": 30,
}
# The sweep looks for everything due up to now, so a beat that was away misses nothing; late beats only pile up.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "baomi.reminders.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# Printed forms: who prints them, the words at the top right, the address the QR code leads to, own fonts.
INSTITUTION = env_text("BAOMI_INSTITUTION", "某某大学")
BANNER_TEXT = env_text(
    "BAOMI_BANNER", "本系统为非涉密系统，严禁录入、存储、传输国家秘密；名称一律使用编号、代号或脱敏名。"
)
SITE_URL = env_text("BAOMI_SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
PRINT_NOTICE = env_text("BAOMI_PRINT_NOTICE", "内部资料　注意保管")
PRINT_PROCESSES = env_int("BAOMI_PRINT_PROCESSES", min(4, os.cpu_count() or 1), 1, 64)
PRINT_FANGSONG = env_text("BAOMI_FANGSONG", "")
PRINT_KAITI = env_text("BAOMI_KAITI", "")
