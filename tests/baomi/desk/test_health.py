"""Probes learn ok and no more; the system administrator sees what is wrong and what to do."""

import pytest

from baomi.audit.models import AuditHead
from baomi.desk import health
from baomi.organization.roles import Role
from baomi.reminders import leases, sweep
from tests.factories.organization import user_with

pytestmark = pytest.mark.django_db


def by_key():
    return {finding.key: finding for finding in health.findings()}


def test_a_probe_is_told_ok_and_nothing_else(client):
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR, Role.SECADMIN])
def test_details_are_for_the_system_administrator_alone(client, role):
    client.force_login(user_with(role))
    assert client.get("/health/").json() == {"status": "ok"}
    assert client.get("/health/details/").status_code == 403


def test_the_system_administrator_reads_page_and_json(client):
    client.force_login(user_with(Role.SYSADMIN))
    assert client.get("/health/").headers["Location"] == "/health/details/"
    page = client.get("/health/details/").content.decode()
    assert "后台任务" in page
    told = client.get("/health/details/?format=json").json()
    assert {row["key"] for row in told["findings"]} == set(health.LABELS)


def test_a_silent_worker_and_a_beating_one():
    assert by_key()["background"].tone == "bad"
    leases.beat("worker", "host:1")
    assert by_key()["background"].tone == "ok"


def test_a_sweep_that_fails_every_minute_is_not_well_because_it_has_a_pulse(monkeypatch):
    def broken(*args):
        raise RuntimeError("no mail today")

    with monkeypatch.context() as patch:
        patch.setattr(sweep.delivery, "send_waiting", broken)
        with pytest.raises(RuntimeError):
            sweep.run()
    found = by_key()["background"]
    assert found.tone == "bad"
    assert "没有全部做成" in found.words
    sweep.run()
    assert by_key()["background"].tone == "ok"


def test_a_forged_head_of_the_log_is_seen():
    assert by_key()["audit_chain"].tone == "ok"
    AuditHead.objects.update(last_id=7)
    found = by_key()["audit_chain"]
    assert (found.tone, found.words) == ("bad", "链头的封签不符")


def test_a_look_that_fails_is_a_finding_and_not_a_broken_page(monkeypatch):
    def full_disk(path):
        raise OSError

    monkeypatch.setattr(health.shutil, "disk_usage", full_disk)
    assert by_key()["disk"].tone == "bad"


def test_migrations_and_database_are_told():
    found = by_key()
    assert found["migrations"].tone == "ok"
    assert found["database"].words
