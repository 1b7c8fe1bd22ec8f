"""Mail of notices: at least once, on one connection, and after a crash again under the same Message-ID."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend

from baomi.reminders import delivery
from baomi.reminders.choices import Mail
from baomi.reminders.models import Notice
from tests.factories.organization import UserFactory
from tests.factories.reminders import NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def notices():
    reader = UserFactory(staff__email="reader@example.invalid")
    return [NoticeFactory(recipient=reader, mail_state=Mail.WAITING) for _ in range(45)]


def ids() -> list[str]:
    return [message.extra_headers["Message-ID"] for message in mail.outbox]


def test_a_process_that_dies_while_mailing_repeats_a_few_under_the_same_id(notices, monkeypatch):
    send = EmailMessage.send

    def dying(message, *args, **kwargs):
        if len(mail.outbox) == 23:
            raise SystemExit
        return send(message, *args, **kwargs)

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(EmailMessage, "send", dying)
        delivery.send_waiting(lambda: True)
    assert Notice.objects.filter(mail_state=Mail.SENT, mail_attempts=1).count() == 20
    assert delivery.send_waiting(lambda: True) == 25
    assert sorted(set(ids())) == sorted(notice.message_id for notice in notices)
    assert [known for known in ids()[:23] if known in ids()[23:]] == ids()[20:23]
    assert delivery.send_waiting(lambda: True) == 0


def test_the_connection_stays_open_and_is_opened_anew_after_a_failure(notices, monkeypatch):
    said = []

    def open_once(backend):
        if not getattr(backend, "opened", False):
            backend.opened = True
            said.append("open")

    def close(backend):
        backend.opened = False
        said.append("close")

    def send_messages(backend, messages):
        if messages[0].extra_headers["Message-ID"] == notices[30].message_id:
            raise OSError("the server hung up")
        return len(messages)

    monkeypatch.setattr(EmailBackend, "open", open_once)
    monkeypatch.setattr(EmailBackend, "close", close)
    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    assert delivery.send_waiting(lambda: True) == 44
    assert said == ["open", "close", "open", "close"]
    failed = Notice.objects.get(mail_state=Mail.WAITING)
    assert (failed.pk, failed.mail_attempts) == (notices[30].pk, 1)


def test_without_the_lease_nothing_more_goes_out(notices):
    answers = iter([True, False])
    assert delivery.send_waiting(lambda: next(answers)) == 20
    assert Notice.objects.filter(mail_state=Mail.WAITING).count() == 25


def test_who_has_no_address_any_more_is_told_in_the_inbox_alone(notices):
    staff = notices[0].recipient.staff
    type(staff).objects.filter(pk=staff.pk).update(email="")
    assert delivery.send_waiting(lambda: True) == 0
    assert not Notice.objects.exclude(mail_state=Mail.NONE).exists()


def test_statements_follow_batches_of_mails(notices, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        delivery.send_waiting(lambda: True)
