"""The settings the tests run with: the site's own, in a data folder of their own, with a quick password hash.

Every process that pytest starts (xdist workers, print processes, commands) finds its folder through the
environment, so that nothing touches the developer's `var/` and two test runs do not meet.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

SESSION = "BAOMI_TEST_SESSION"


def session_folder() -> Path:
    """The folder of this test run, made by its first process and removed when that ends."""
    if SESSION not in os.environ:
        os.environ[SESSION] = tempfile.mkdtemp(prefix="baomi-test-")
        atexit.register(shutil.rmtree, os.environ[SESSION], ignore_errors=True)
    return Path(os.environ[SESSION])


for _name in [name for name in os.environ if name.startswith("BAOMI_") and name != SESSION]:
    del os.environ[_name]  # the developer's own site must not decide what the tests see
os.environ["BAOMI_VAR"] = str(session_folder() / os.environ.get("PYTEST_XDIST_WORKER", "main"))

from baomi.settings import *  # noqa: E402, F403 - the environment above has to stand first
from baomi.settings import BASE_DIR, DATABASES, INSTALLED_APPS, LOGGING, PASSWORD_HASHERS, VAR_DIR  # noqa: E402

# Fonts take half a minute to build and never change: the tests read those of `make fonts`.
if not (VAR_DIR / "fonts").is_symlink():
    (VAR_DIR / "fonts").symlink_to(BASE_DIR / "var" / "fonts")

# A file, not memory: live-server threads and two racing people need connections of their own.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
# Every test client builds the middleware anew: static files are looked up when asked for, not listed each time.
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING["root"]["level"] = LOGGING["loggers"]["django"]["level"] = "ERROR"

# A made-up application, so that the kernel is proved without a domain.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.testapp"]
