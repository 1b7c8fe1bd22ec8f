"""What a site may write into its environment, and the sentence it gets for what it may not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from baomi import environment
from baomi.environment import WrongSetting


@pytest.mark.parametrize(
    "word, meant", [("1", True), ("Yes", True), ("0", False), ("off", False), ("", False)]
)
def test_yes_and_no_are_read_in_their_usual_words(monkeypatch, word, meant):
    monkeypatch.setenv("BAOMI_DEMO", word)
    assert environment.env_bool("BAOMI_DEMO", not meant) is meant


def test_another_word_than_yes_or_no_is_refused(monkeypatch):
    monkeypatch.setenv("BAOMI_HTTPS", "maybe")
    with pytest.raises(WrongSetting, match="BAOMI_HTTPS.*“maybe”.*改为 1"):
        environment.env_bool("BAOMI_HTTPS", False)


@pytest.mark.parametrize("raw", ["0", "65536", "-1", "80a", "8.5", "８０²"])
def test_a_port_outside_its_bounds_is_refused(monkeypatch, raw):
    monkeypatch.setenv("BAOMI_PORT", raw)
    with pytest.raises(WrongSetting, match="BAOMI_PORT.*1 至 65535"):
        environment.env_int("BAOMI_PORT", 8000, 1, 65535)


def test_an_empty_number_means_the_default(monkeypatch):
    monkeypatch.setenv("BAOMI_PORT", "")
    assert environment.env_int("BAOMI_PORT", 8000, 1, 65535) == 8000


def test_an_unknown_choice_names_those_there_are(monkeypatch):
    monkeypatch.setenv("BAOMI_SYSTEM_CLASS", "cloud")
    with pytest.raises(WrongSetting, match="campus（校内网）、standalone（涉密单机）"):
        environment.env_choice("BAOMI_SYSTEM_CLASS", "campus", {"campus": "校内网", "standalone": "涉密单机"})


def test_a_data_folder_that_cannot_be_made_is_refused(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("BAOMI_VAR", str(tmp_path / "file" / "var"))
    with pytest.raises(WrongSetting, match="BAOMI_VAR.*无法建立"):
        environment.env_folder("BAOMI_VAR", tmp_path)


def test_a_data_folder_that_is_made_is_for_this_account_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("BAOMI_VAR", str(tmp_path / "var"))
    assert environment.env_folder("BAOMI_VAR", tmp_path).stat().st_mode & 0o777 == 0o700


def test_without_names_only_this_machine_answers(monkeypatch):
    monkeypatch.delenv("BAOMI_HOSTS", raising=False)
    assert environment.hosts(https=False) == ["127.0.0.1", "localhost", "[::1]"]


def test_a_site_on_the_network_must_name_its_hosts(monkeypatch):
    monkeypatch.delenv("BAOMI_HOSTS", raising=False)
    with pytest.raises(WrongSetting, match="没有设 BAOMI_HOSTS"):
        environment.hosts(https=True)


def test_every_host_at_once_is_refused(monkeypatch):
    monkeypatch.setenv("BAOMI_HOSTS", "baomi.example.edu.cn, *")
    with pytest.raises(WrongSetting, match="不能写“\\*”"):
        environment.hosts(https=True)


def test_an_sqlite_file_takes_its_write_lock_first_and_waits(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = environment.database(tmp_path / "baomi.sqlite3")
    assert found["NAME"] == str(tmp_path / "baomi.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


def test_postgresql_connections_are_kept_and_checked(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://baomi:s%40fe@db.example:5433/baomi")
    found = environment.database(tmp_path / "unused")
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("db.example", 5433, "s@fe")
    assert found["CONN_MAX_AGE"] == 60
    assert found["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize(
    "url", ["mysql://baomi@db/baomi", "db.example:5432", "postgres://baomi@db:port/baomi"]
)
def test_another_database_is_refused(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(WrongSetting, match="DATABASE_URL"):
        environment.database(tmp_path / "unused")


def test_letters_go_to_the_console_until_a_mail_server_is_named(monkeypatch):
    monkeypatch.delenv("BAOMI_EMAIL_URL", raising=False)
    assert environment.email()["EMAIL_BACKEND"].endswith("console.EmailBackend")


def test_a_mail_server_with_starttls(monkeypatch):
    monkeypatch.setenv("BAOMI_EMAIL_URL", "smtp+tls://office:p%23w@mail.example.edu.cn")
    found = environment.email()
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.edu.cn", 587)
    assert (found["EMAIL_HOST_PASSWORD"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (
        "p#w",
        True,
        False,
    )


@pytest.mark.parametrize("url", ["mail.example.edu.cn", "imap://mail.example", "smtp://", "smtp://mail:abc"])
def test_a_mail_address_that_is_none_is_refused(monkeypatch, url):
    monkeypatch.setenv("BAOMI_EMAIL_URL", url)
    with pytest.raises(WrongSetting, match="BAOMI_EMAIL_URL"):
        environment.email()


@pytest.mark.parametrize("url", ["localhost:6379", "amqp://localhost"])
def test_another_broker_than_redis_is_refused(monkeypatch, url):
    monkeypatch.setenv("REDIS_URL", url)
    with pytest.raises(WrongSetting, match="REDIS_URL"):
        environment.redis_address()


def test_the_secret_is_made_once_and_only_its_owner_reads_it(monkeypatch, tmp_path):
    monkeypatch.delenv("BAOMI_SECRET_KEY", raising=False)
    first = environment.secret_key(tmp_path)
    assert len(first) >= environment.SHORTEST_SECRET
    assert environment.secret_key(tmp_path) == first
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [
        ("secret_key", 0o400)
    ]


def test_a_short_secret_is_refused_without_repeating_it(monkeypatch, tmp_path):
    monkeypatch.setenv("BAOMI_SECRET_KEY", "changeme")
    with pytest.raises(WrongSetting, match="BAOMI_SECRET_KEY 太短") as refused:
        environment.secret_key(tmp_path)
    assert "changeme" not in str(refused.value)


def test_a_wrong_variable_stops_a_command_with_one_sentence_and_status_1(settings):
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "baomi.settings", "BAOMI_PROXIES": "many"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr == "环境变量 BAOMI_PROXIES 的值“many”不可用，请填 0 至 5 的整数。\n"


def test_the_example_names_every_variable_the_code_reads(settings):
    example = (Path(settings.BASE_DIR) / ".env.example").read_text()
    named = {line.lstrip("# ").split("=")[0] for line in example.splitlines() if "=" in line}
    sources = Path(settings.BASE_DIR, "baomi").rglob("*.py")
    read = {name for source in sources for name in re.findall(r'"(BAOMI_[A-Z_]+)"', source.read_text())}
    assert "BAOMI_VAR" in read
    assert read <= named
