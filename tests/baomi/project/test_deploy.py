"""What lies in deploy/: the secrets it makes are those the site takes, and nothing it starts is missing."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from baomi import environment
from baomi.core import crypto

SECRETS = {"secret_key", "field_keys.json", "database_password", "redis_password", "email_password"}


@pytest.fixture
def deploy(settings) -> Path:
    return Path(settings.BASE_DIR) / "deploy"


@pytest.fixture
def make(deploy):
    """make(*words): the output of deploy/make_secrets with these words."""

    def run(*words) -> str:
        command = [sys.executable, str(deploy / "make_secrets"), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return run


def test_secrets_are_for_root_and_one_group_and_are_made_once(make, tmp_path):
    folder = tmp_path / "secrets"
    make(folder, os.getgid())
    first = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(first) == SECRETS
    assert len(set(first.values())) == len(SECRETS)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o440}
    assert "保留" in make(folder, os.getgid())
    assert {path.name: path.read_text() for path in folder.iterdir()} == first


def test_the_site_takes_the_secrets_that_are_made(make, monkeypatch, tmp_path, settings):
    make(tmp_path, os.getgid())
    monkeypatch.setenv("BAOMI_SECRET_KEY_FILE", str(tmp_path / "secret_key"))
    assert environment.secret_key(tmp_path) == (tmp_path / "secret_key").read_text()
    settings.FIELD_KEY_FILE = tmp_path / "field_keys.json"
    assert crypto.decrypt(crypto.encrypt("21010219800517001X", b"staff"), b"staff") == "21010219800517001X"


def test_a_new_field_key_encrypts_and_the_old_one_still_opens(make, tmp_path, settings):
    make(tmp_path, os.getgid())
    settings.FIELD_KEY_FILE = tmp_path / "field_keys.json"
    old, index = crypto.encrypt("13900000001", b"phone"), crypto.mac("blind index", b"13900000001")
    make("--new-field-key", tmp_path)
    settings.FIELD_KEY_FILE = str(tmp_path / "field_keys.json")  # read anew, as by a process that starts
    new = crypto.encrypt("13900000001", b"phone")
    assert (old.split(".")[1], new.split(".")[1]) == ("k1", "k2")
    assert crypto.decrypt(old, b"phone") == crypto.decrypt(new, b"phone") == "13900000001"
    assert crypto.mac("blind index", b"13900000001") == index


def test_no_secret_can_come_into_the_image_or_the_repository(settings):
    root = Path(settings.BASE_DIR)
    assert "/deploy/secrets/" in (root / ".gitignore").read_text().splitlines()
    allowed = (root / ".dockerignore").read_text().splitlines()
    assert allowed[1] == "*"
    assert not {"!deploy", "!var", "!.env", "!.git", "!tests"} & set(allowed)


def test_units_and_image_start_what_there_is(settings, deploy):
    """Programs, configuration files and commands named there exist."""
    root = Path(settings.BASE_DIR)
    texts = [path.read_text() for path in (deploy / "systemd").rglob("*.service")]
    texts += [(deploy / "container").read_text(), (root / "Dockerfile").read_text()]
    ours = re.compile(r"(?<![\w/.])(?:/srv/baomi/)?((?:deploy|bin)/[a-z_./]+[a-z])")
    named = {word for text in texts for word in ours.findall(text)}
    assert named >= {"deploy/gunicorn.conf.py", "deploy/container", "bin/install_python"}
    assert not {word for word in named if not (root / word).exists()}


def test_the_operations_guide_names_every_package_that_a_site_needs(settings):
    root = Path(settings.BASE_DIR)
    listed = re.search(
        r"^packages=\((.*?)\)", (root / "bin/install_packages").read_text(), re.DOTALL | re.MULTILINE
    )
    guide = (root / "docs/operations.md").read_text()
    assert "python3-venv" in listed[1].split()
    assert [package for package in listed[1].split() if f" {package} " not in guide] == []


def test_a_process_that_does_not_work_is_told_with_a_sentence(settings, deploy):
    asked = [sys.executable, str(deploy / "healthy.py"), "web"]
    site = {"DJANGO_SETTINGS_MODULE": "baomi.settings", "BAOMI_PORT": "1"}
    ended = subprocess.run(asked, env=os.environ | site, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("web 没有响应")
    assert "Traceback" not in ended.stderr
