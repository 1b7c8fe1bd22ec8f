"""E-mail of notices: at least once, each with a Message-ID that never changes, so that a repeat is seen as one.

The notice itself is the inbox line and needs no delivery.
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F

from baomi.core import clock
from baomi.reminders.choices import Mail
from baomi.reminders.models import Notice
from baomi.reminders.wording import mail_subject

logger = logging.getLogger(__name__)

AT_A_TIME = 500
MAX_ATTEMPTS = 5
NOTED_TOGETHER = 20
"""Mails that one statement notes as sent; so many are sent a second time at most when the process dies."""


def send_waiting(still_mine: Callable[[], bool]) -> int:
    """Send what waits, outside any transaction; returns how many were handed to the mail server.

    A crash between sending and noting it sends the mails again under the same Message-ID. After five failures a
    mail is given up and says why; the inbox line stays. Stops when `still_mine` says the lease is gone.
    """
    waiting = Notice.objects.filter(mail_state=Mail.WAITING).select_related("recipient__staff").order_by("pk")
    notices = list(waiting[:AT_A_TIME])
    sent = 0
    connection = get_connection() if notices else None
    for start in range(0, len(notices), NOTED_TOGETHER):
        if not still_mine():
            break
        done = [notice.pk for notice in notices[start : start + NOTED_TOGETHER] if _send(notice, connection)]
        Notice.objects.filter(pk__in=done).update(
            mail_state=Mail.SENT,
            mail_attempts=F("mail_attempts") + 1,
            mail_error="",
            mailed_at=clock.now(),
        )
        sent += len(done)
    if connection:
        _close(connection)
    return sent


def _send(notice: Notice, connection) -> bool:
    """Hand one mail to the server, on a connection that stays open; a failure is noted and closes it."""
    address = notice.recipient.staff.email if notice.recipient.staff else ""
    if not address or not notice.recipient.is_active:
        _note(notice, mail_state=Mail.NONE)
        return False
    message = EmailMessage(
        subject=mail_subject(notice.kind, notice.title),
        body=f"{notice.title}\n{notice.body}\n请登录系统办理。\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={"Message-ID": notice.message_id},
        connection=connection,
    )
    try:
        connection.open()
        message.send()
    except Exception as error:  # noqa: BLE001 - whatever server or network answer, the next sweep tries again
        logger.warning("mail of notice %s failed: %s", notice.pk, error)
        _close(connection)
        attempts = notice.mail_attempts + 1
        state = Mail.FAILED if attempts >= MAX_ATTEMPTS else Mail.WAITING
        _note(notice, mail_state=state, mail_attempts=attempts, mail_error=str(error)[:300])
        return False
    return True


def _close(connection) -> None:
    """A server that is gone cannot be taken leave of; the next mail opens a new connection."""
    with suppress(smtplib.SMTPException, OSError):
        connection.close()


def _note(notice: Notice, **values) -> None:
    Notice.objects.filter(pk=notice.pk).update(**values)
