"""Enumerations of going abroad, of documents in custody, of talks and visits."""

from django.db import models


class TripKind(models.TextChoices):
    PRIVATE = "private", "因私"
    OFFICIAL = "official", "因公"


class TripStage(models.TextChoices):
    """The loop of B9; it stays open until everything has come back."""

    DRAFT = "draft", "填写中"
    APPLIED = "applied", "审批中"
    APPROVED = "approved", "已批准"
    READY = "ready", "已行前教育"
    AWAY = "away", "证件已领出"
    RETURNED = "returned", "已回国"
    CLOSED = "closed", "已办结"
    REFUSED = "refused", "未批准"
    CANCELLED = "cancelled", "已撤销"


OPEN_TRIP = (
    TripStage.APPLIED,
    TripStage.APPROVED,
    TripStage.READY,
    TripStage.AWAY,
    TripStage.RETURNED,
)
"""While one of these stands, the person cannot begin another trip."""


class Custody(models.TextChoices):
    """Where a document is."""

    HELD = "held", "在库"
    OUT = "out", "已领出"
    WITH_PERSON = "with_person", "未上交"
    GIVEN_BACK = "given_back", "已退还本人"
    CANCELLED = "cancelled", "已注销"
    LOST = "lost", "已遗失"


class TalkKind(models.TextChoices):
    ABROAD = "abroad", "出国（境）行前保密教育"
    LEAVING = "leaving", "离岗离职保密提醒谈话"


class VisitKind(models.TextChoices):
    RETURN = "return", "回国（境）回访"
    COOLING = "cooling", "脱密期回访"


class VisitMethod(models.TextChoices):
    MEETING = "meeting", "面谈"
    PHONE = "phone", "电话"
    LETTER = "letter", "函询"
