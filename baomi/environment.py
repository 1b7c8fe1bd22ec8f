"""Reading the site's environment variables; what is impossible stops the start with a sentence."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}


def env_text(name: str, default: str) -> str:
    """The variable's text; an unset or empty variable gives the default."""
    return os.environ.get(name) or default


def env_bool(name: str, default: bool) -> bool:
    """Yes or no. Raises ImproperlyConfigured for any other word."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"环境变量 {name} 的值“{raw}”无法识别，请改为 1 或 0。")


def env_list(name: str, default: list[str]) -> list[str]:
    """Comma-separated words; an unset variable gives the default."""
    raw = os.environ.get(name)
    return default if not raw else [word.strip() for word in raw.split(",") if word.strip()]


def secret_key(var_dir: Path) -> str:
    """BAOMI_SECRET_KEY, or a key made once and kept in the data folder with mode 0400."""
    given = os.environ.get("BAOMI_SECRET_KEY")
    if given:
        return given
    path = var_dir / "secret_key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text()
