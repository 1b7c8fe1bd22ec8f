"""Levels of secrets and grades of people, with their order."""

from django.db import models


class SecrecyLevel(models.TextChoices):
    """密级 of a thing. `rank` rises with secrecy: public 0 … top secret 4."""

    TOP_SECRET = "top_secret", "绝密"
    SECRET = "secret", "机密"
    CONFIDENTIAL = "confidential", "秘密"
    INTERNAL = "internal", "内部"
    PUBLIC = "public", "公开"

    @property
    def rank(self) -> int:
        return _LEVELS_RISING.index(self)

    @property
    def is_state_secret(self) -> bool:
        """绝密, 机密 and 秘密 are state secrets; 内部 and 公开 are not."""
        return self.rank >= SecrecyLevel.CONFIDENTIAL.rank


class PersonGrade(models.TextChoices):
    """Grade of a person in secrecy work (涉密人员). `rank` rises: ordinary 1, important 2, core 3."""

    CORE = "core", "核心"
    IMPORTANT = "important", "重要"
    ORDINARY = "ordinary", "一般"

    @property
    def rank(self) -> int:
        return _GRADES_RISING.index(self) + 1


_LEVELS_RISING = tuple(reversed(SecrecyLevel))
_GRADES_RISING = tuple(reversed(PersonGrade))
