"""Reading the site's environment variables; what is impossible stops the start with a sentence.

Every reader raises WrongSetting, whose text says which variable is wrong and what to write instead;
`manage.py` prints it without a stack trace and ends with status 1.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}
SHORTEST_SECRET = 50
SMTP_PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 587}

# IMMEDIATE: a transaction takes the write lock when it begins, so nobody fails on a lock upgrade.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


class WrongSetting(ImproperlyConfigured):
    """A variable has an impossible value, or one that this site needs is missing."""


def env_text(name: str, default: str) -> str:
    """The variable's text; an unset or empty variable gives the default."""
    return os.environ.get(name) or default


def env_bool(name: str, default: bool) -> bool:
    """Yes or no; an unset variable gives the default. Raises WrongSetting for any other word."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise WrongSetting(f"环境变量 {name} 的值“{raw}”无法识别，请改为 1（是）或 0（否）。")


def env_int(name: str, default: int, minimum: int, maximum: int) -> int:
    """A whole number within the bounds; unset or empty gives the default. Raises WrongSetting."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if not raw.isdecimal() or not minimum <= int(raw) <= maximum:
        raise WrongSetting(f"环境变量 {name} 的值“{raw}”不可用，请填 {minimum} 至 {maximum} 的整数。")
    return int(raw)


def env_list(name: str, default: list[str]) -> list[str]:
    """Comma-separated words; an unset variable gives the default."""
    raw = os.environ.get(name)
    return default if not raw else [word.strip() for word in raw.split(",") if word.strip()]


def env_choice(name: str, default: str, choices: dict[str, str]) -> str:
    """One of the words given with their Chinese meaning. Raises WrongSetting naming them all."""
    raw = env_text(name, default)
    if raw in choices:
        return raw
    offered = "、".join(f"{word}（{meaning}）" for word, meaning in choices.items())
    raise WrongSetting(f"环境变量 {name} 的值“{raw}”不可用，请改为以下之一：{offered}。")


def env_folder(name: str, default: Path) -> Path:
    """A folder this process can write to; one that is not there is made, for this account alone. Raises WrongSetting."""
    folder = Path(env_text(name, str(default))).resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise WrongSetting(
            f"环境变量 {name} 指定的文件夹 {folder} 无法建立（{problem.strerror}），请换一个可以写入的位置。"
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise WrongSetting(f"环境变量 {name} 指定的文件夹 {folder} 不能写入，请修改它的权限或换一个位置。")
    return folder


def env_file(name: str) -> Path | None:
    """The file the variable names, which has to be there and be readable; None when unset. Raises WrongSetting.

    A named file that is missing is never made: a new key in place of a lost one would lock out what the old one closed.
    """
    raw = env_text(name, "")
    if not raw:
        return None
    path = Path(raw).resolve()
    try:
        with path.open("rb"):
            return path
    except OSError as problem:
        raise WrongSetting(
            f"环境变量 {name} 指定的文件 {path} 读不出来（{problem.strerror}），请检查路径和权限；文件丢失时从备份恢复。"
        ) from None


def env_secret(name: str) -> str:
    """The secret in the variable, or in the file that `<name>_FILE` names; empty when neither is set.

    A file keeps it out of the process list, the unit file and the container's description. Raises WrongSetting.
    """
    given, path = env_text(name, ""), env_file(f"{name}_FILE")
    if path is None:
        return given
    if given:
        raise WrongSetting(f"环境变量 {name} 和 {name}_FILE 只能设一个，请删去其中之一。")
    try:
        found = path.read_text().strip()
    except ValueError:
        found = ""
    if not found:
        raise WrongSetting(f"环境变量 {name}_FILE 指定的文件 {path} 是空的或不是文本，请写入口令或密钥。")
    return found


def hosts(*, https: bool) -> list[str]:
    """BAOMI_HOSTS, without which only this machine answers. A site with BAOMI_HTTPS=1 must name its own."""
    named = env_list("BAOMI_HOSTS", [])
    if "*" in named:
        raise WrongSetting("环境变量 BAOMI_HOSTS 不能写“*”，请写明本系统的域名，多个域名用逗号分开。")
    if https and not named:
        raise WrongSetting(
            "已设 BAOMI_HTTPS=1，但没有设 BAOMI_HOSTS。请写明本系统的域名，多个域名用逗号分开。"
        )
    return named or ["127.0.0.1", "localhost", "[::1]"]


def debugging(*, https: bool) -> bool:
    """BAOMI_DEBUG, which a site on the network must not set: its error pages show settings and source."""
    debug = env_bool("BAOMI_DEBUG", False)
    if debug and https:
        raise WrongSetting(
            "BAOMI_DEBUG=1 会把程序和配置显示给访问者，不能与 BAOMI_HTTPS=1 同时使用，请去掉。"
        )
    return debug


def with_password(name: str, url: str, secret: str) -> str:
    """The address with the password that the secret `secret` holds, if any. Raises WrongSetting when it has one already."""
    password = env_secret(secret)
    if not password:
        return url
    parts = urlsplit(url)
    if parts.password:
        raise WrongSetting(f"{name} 里已经写了口令，请删去，或者不设 {secret} 和 {secret}_FILE。")
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))


def database(default_file: Path) -> dict:
    """Django's database settings from DATABASE_URL: PostgreSQL, or an SQLite file (the default one if unset).

    PostgreSQL connections are kept for 60 seconds and checked before each request uses them again.
    """
    url = env_text("DATABASE_URL", f"sqlite:///{default_file}")
    if urlsplit(url).scheme not in ("sqlite", "postgres", "postgresql"):
        raise WrongSetting(
            "环境变量 DATABASE_URL 不可用，请写成 postgres://用户:口令@主机:5432/库名，或者不设（使用 SQLite 文件）。"
        )
    try:
        if not url.startswith("sqlite:"):
            url = with_password("DATABASE_URL", url, "BAOMI_DATABASE_PASSWORD")
        parsed = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError:
        raise WrongSetting(
            "环境变量 DATABASE_URL 无法读懂，请检查端口和口令里的特殊字符是否已转义。"
        ) from None
    if parsed["ENGINE"].endswith("sqlite3"):
        parsed["OPTIONS"] = SQLITE_OPTIONS
    return parsed


def redis_address() -> str:
    """REDIS_URL, or nothing when jobs and reminders run in the child process of `manage.py serve`."""
    url = env_text("REDIS_URL", "")
    if url and urlsplit(url).scheme not in ("redis", "rediss"):
        raise WrongSetting(
            "环境变量 REDIS_URL 不可用，请写成 redis://主机:6379/0，或者不设（不使用 Redis）。"
        )
    return with_password("REDIS_URL", url, "BAOMI_REDIS_PASSWORD") if url else ""


def email() -> dict[str, str | int | bool]:
    """Django's EMAIL_* settings from BAOMI_EMAIL_URL; unset, letters go to the console only."""
    url = env_text("BAOMI_EMAIL_URL", "")
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port or SMTP_PORTS[parts.scheme]
    except (KeyError, ValueError):
        parts = None
    if parts is None or not parts.hostname:
        raise WrongSetting(
            "环境变量 BAOMI_EMAIL_URL 不可用，请写成 smtp+tls://用户:口令@主机:587（STARTTLS）、"
            "smtps://用户:口令@主机:465（SSL）或 smtp://主机:25（不加密）。"
        )
    parts = urlsplit(with_password("BAOMI_EMAIL_URL", url, "BAOMI_EMAIL_PASSWORD"))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 10,
    }


def secret_key(var_dir: Path) -> str:
    """BAOMI_SECRET_KEY or its file, or a key made once and kept in the data folder with mode 0400."""
    given = env_secret("BAOMI_SECRET_KEY")
    if not given:
        return _kept_key(var_dir / "secret_key")
    if len(given) < SHORTEST_SECRET:
        raise WrongSetting(
            f"环境变量 BAOMI_SECRET_KEY 太短（{len(given)} 个字符），请换成至少 {SHORTEST_SECRET} 个字符的随机串，"
            "或者不设，由系统生成并保存在数据文件夹里。"
        )
    return given


def _kept_key(path: Path) -> str:
    """Written aside and linked into place, so that two processes starting together read the same key."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text(secrets.token_urlsafe(64))
        draft.chmod(0o400)
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()
