"""Enumerations of vetting (保密审查)."""

from django.db import models


class VettingPurpose(models.TextChoices):
    """Why a person is vetted: before the post (F-12, F-19b), or again (F-14)."""

    ENTRY = "entry", "任用前审查"
    PERIODIC = "periodic", "定期复审"
    POST_CHANGE = "post_change", "岗位变动复审"
    GRADE_CHANGE = "grade_change", "涉密等级调整复审"
    PERSONAL_CHANGE = "personal_change", "个人情况重大变化复审"


class Obstacle(models.TextChoices):
    """Circumstances in which a person may not be appointed; answered by HR or the graduate school."""

    NATIONALITY = "nationality", "不具有中华人民共和国国籍"
    RESIDENCE = "residence", "取得国（境）外永久居留权或长期居留许可"
    SPOUSE = "spouse", "配偶取得国（境）外居留权或具有双重国籍"
    CRIME = "crime", "曾受刑事处罚或正被立案侦查"
    DISCIPLINE = "discipline", "因违反保密规定受过处分且在影响期内"
    SPEECH = "speech", "公开发表过反对党和国家的言论"
    HABITS = "habits", "有赌博、酗酒、吸毒等不良嗜好"
    OTHER = "other", "其他不宜任用的情形"


class Marital(models.TextChoices):
    SINGLE = "single", "未婚"
    MARRIED = "married", "已婚"
    DIVORCED = "divorced", "离异"
    WIDOWED = "widowed", "丧偶"


class DocumentKind(models.TextChoices):
    """Papers for crossing the border."""

    OFFICIAL = "official", "因公护照"
    PASSPORT = "passport", "因私普通护照"
    HONGKONG = "hongkong", "往来港澳通行证"
    TAIWAN = "taiwan", "往来台湾通行证"


PRIVATE_DOCUMENTS = (DocumentKind.PASSPORT, DocumentKind.HONGKONG, DocumentKind.TAIWAN)
