"""What every answer of the site carries, and what a site behind HTTPS adds."""

import json
import os
import subprocess
import sys

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from baomi import middleware

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "baomi.settings",
    "BAOMI_HTTPS": "1",
    "BAOMI_DEMO": "0",
    "BAOMI_HOSTS": "baomi.example.edu.cn",
}


def in_production(code: str) -> str:
    """What the code prints in a process with a production environment."""
    ended = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()\nfrom django.conf import settings\n" + code],
        env=os.environ | PRODUCTION,
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout.strip()


def test_cookies_belong_to_this_host_alone_behind_https():
    names = in_production("print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)")
    assert names == "__Host-sessionid __Host-csrftoken"
    flags = in_production(
        "print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_PATH,"
        " settings.SESSION_COOKIE_DOMAIN)"
    )
    assert flags == "True True / None"


def test_a_web_process_sends_its_jobs_to_the_broker_of_the_site(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://redis.example:6379/0")
    address = "from baomi.reminders.tasks import run_job; print(run_job.app.connection_for_write().as_uri())"
    assert in_production(address).endswith("@redis.example:6379/0")


@pytest.mark.django_db
def test_the_content_policy_lets_nothing_inline_or_foreign_in(client):
    policy = client.get("/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_pages_leave_no_copy_behind(client):
    assert "no-store" in client.get("/login/").headers["Cache-Control"]


def test_a_view_may_say_otherwise():
    kept = HttpResponse(headers={"Cache-Control": "private, max-age=60"})
    answer = middleware.no_store(lambda request: kept)(RequestFactory().get("/"))
    assert answer.headers["Cache-Control"] == "private, max-age=60"


@pytest.mark.parametrize(
    "proxies, header, seen",
    [
        (0, "10.9.9.9", "127.0.0.1"),  # nobody vouches for the header
        (1, "10.9.9.9, 172.16.0.7", "172.16.0.7"),  # the left one is the caller's own invention
        (2, "10.1.1.1, 172.16.0.7, 172.16.0.1", "172.16.0.7"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_address_is_the_last_one_a_proxy_of_ours_vouches_for(settings, proxies, header, seen):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": header})
    assert middleware.client_address(middleware.address_of)(request) == seen


def test_the_log_is_json_and_leaves_out_what_was_searched_for():
    lines = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup()\n"
            "from django.test import RequestFactory\nfrom django.http import HttpResponse\n"
            "from baomi.middleware import request_log\n"
            "answer = request_log(lambda request: HttpResponse())(RequestFactory().get('/search/?q=张喆'))\n"
            "print(answer.headers['X-Request-ID'])",
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "baomi.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    line = json.loads(lines.stderr.splitlines()[-1])
    assert (line["event"], line["path"], line["status"]) == ("request", "/search/", 200)
    assert line["request_id"] == lines.stdout.strip()
    assert "张喆" not in lines.stderr
