"""What a site may write into its environment, and the sentence it gets for what it may not."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

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


SECRETS = ["BAOMI_SECRET_KEY", "BAOMI_DATABASE_PASSWORD", "BAOMI_REDIS_PASSWORD", "BAOMI_EMAIL_PASSWORD"]


@pytest.fixture
def named_file(monkeypatch, tmp_path):
    """named_file(variable, words): a file with the words, which `<variable>_FILE` names; without words, none is there."""

    def name(variable: str, words: str | None) -> Path:
        path = tmp_path / variable.lower()
        if words is not None:
            path.write_text(words)
        monkeypatch.setenv(f"{variable}_FILE", str(path))
        return path

    return name


def test_a_secret_is_read_from_the_file_that_is_named(named_file, tmp_path):
    named_file("BAOMI_SECRET_KEY", "k" * 60 + "\n")
    assert environment.secret_key(tmp_path) == "k" * 60
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("variable", SECRETS)
def test_a_named_secret_that_is_missing_stops_the_start_and_none_is_made(named_file, variable):
    path = named_file(variable, None)
    with pytest.raises(WrongSetting, match=f"{variable}_FILE.*读不出来.*备份"):
        environment.env_secret(variable)
    assert not path.exists()


def test_an_empty_secret_is_none(named_file):
    named_file("BAOMI_REDIS_PASSWORD", " \n")
    with pytest.raises(WrongSetting, match="BAOMI_REDIS_PASSWORD_FILE.*是空的"):
        environment.env_secret("BAOMI_REDIS_PASSWORD")


def test_a_secret_in_two_places_is_refused_without_repeating_it(named_file, monkeypatch):
    named_file("BAOMI_SECRET_KEY", "from the file")
    monkeypatch.setenv("BAOMI_SECRET_KEY", "from the variable")
    with pytest.raises(WrongSetting, match="只能设一个") as refused:
        environment.env_secret("BAOMI_SECRET_KEY")
    assert "from" not in str(refused.value)


def test_passwords_from_files_go_into_their_addresses_whatever_signs_they_have(
    named_file, monkeypatch, tmp_path
):
    for variable in SECRETS[1:]:
        named_file(variable, "a/b@c:d#口令")
    monkeypatch.setenv("DATABASE_URL", "postgres://baomi@db.example:5433/baomi")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example:6379/0")
    monkeypatch.setenv("BAOMI_EMAIL_URL", "smtps://office@mail.example.edu.cn")
    found = environment.database(tmp_path / "unused")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "baomi",
        "a/b@c:d#口令",
        "db.example",
        5433,
    )
    assert unquote(urlsplit(environment.redis_address()).password) == "a/b@c:d#口令"
    assert environment.email()["EMAIL_HOST_PASSWORD"] == "a/b@c:d#口令"


def test_a_password_in_the_address_and_in_a_file_is_refused(named_file, monkeypatch, tmp_path):
    named_file("BAOMI_DATABASE_PASSWORD", "one")
    monkeypatch.setenv("DATABASE_URL", "postgres://baomi:other@db.example/baomi")
    with pytest.raises(WrongSetting, match="DATABASE_URL 里已经写了口令") as refused:
        environment.database(tmp_path / "unused")
    assert "other" not in str(refused.value)


def test_an_sqlite_site_needs_no_password(named_file, monkeypatch, tmp_path):
    named_file("BAOMI_DATABASE_PASSWORD", "unused")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert environment.database(tmp_path / "baomi.sqlite3")["NAME"] == str(tmp_path / "baomi.sqlite3")


def test_a_site_on_the_network_shows_no_stack_traces(monkeypatch):
    monkeypatch.setenv("BAOMI_DEBUG", "1")
    assert environment.debugging(https=False) is True
    with pytest.raises(WrongSetting, match="BAOMI_DEBUG=1.*BAOMI_HTTPS=1"):
        environment.debugging(https=True)


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"BAOMI_HOSTS": ""}, "BAOMI_HOSTS"),
        ({"BAOMI_DEBUG": "1"}, "BAOMI_DEBUG"),
        ({"BAOMI_SECRET_KEY_FILE": "/nowhere/secret_key"}, "BAOMI_SECRET_KEY_FILE"),
        ({"BAOMI_FIELD_KEYS_FILE": "/nowhere/field_keys.json"}, "BAOMI_FIELD_KEYS_FILE"),
        ({"BAOMI_SECRET_KEY": "short"}, "太短"),
    ],
)
def test_a_production_site_does_not_start_with(settings, wrong, words):
    site = {"BAOMI_HTTPS": "1", "BAOMI_DEMO": "0", "BAOMI_HOSTS": "baomi.example.edu.cn"}
    ended = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "baomi.settings"} | site | wrong,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert words in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert ended.stdout == ""


# --- What is written about the variables agrees with what is read. ---


def read_by_the_code(folder: Path) -> set[str]:
    """Every variable that the settings ask for; a secret also by the name of its file."""
    sources = [folder / "baomi" / "settings.py", *sorted((folder / "baomi").rglob("*.py"))]
    text = "\n".join(source.read_text() for source in sources)
    names = set(re.findall(r'"(BAOMI_[A-Z_]+|DATABASE_URL|REDIS_URL)"', text))
    return names | {f"{name}_FILE" for name in SECRETS}


def test_the_example_names_every_variable_the_code_reads_and_no_other(settings):
    example = (Path(settings.BASE_DIR) / ".env.example").read_text()
    named = set(re.findall(r"^# ([A-Z][A-Z_]+)=", example, re.MULTILINE))
    assert named == read_by_the_code(Path(settings.BASE_DIR))


@pytest.mark.parametrize(
    "file", ["docker-compose.yml", "deploy/systemd/baomi-.service.d/sandbox.conf", "Dockerfile"]
)
def test_what_is_deployed_sets_only_variables_there_are(settings, file):
    text = (Path(settings.BASE_DIR) / file).read_text()
    named = set(re.findall(r"\b(BAOMI_[A-Z_]+)\b", text)) - {"BAOMI_IMAGE"}
    assert "BAOMI_DEMO" in named
    assert named <= read_by_the_code(Path(settings.BASE_DIR))
