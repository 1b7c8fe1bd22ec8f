"""What the house answers when something cannot be done: a sentence saying what is wrong, where, and what to do."""


class Refusal(Exception):
    """Something cannot be done. The text is shown to the user as it stands, so it is Chinese and complete.

    `what` is wrong, `where` it is (sheet, row, field, clause), `how` to go on; `str()` joins them to sentences.
    Raised before anything is written, or inside the transaction that it rolls back.
    """

    def __init__(self, what: str, where: str = "", how: str = ""):
        super().__init__(what, where, how)
        self.what, self.where, self.how = what, where, how

    def __str__(self) -> str:
        return "".join(_sentence(part) for part in (self.what, self.where, self.how) if part)


class NotPermitted(Refusal):
    """The user may see the thing but not do this with it."""


class NotFound(Refusal):
    """No such record, or one outside the user's sight: both get the same answer, so that nothing is given away."""

    def __init__(self, what: str = "没有这条记录", where: str = "", how: str = ""):
        super().__init__(what, where, how)


class StaleRecord(Refusal):
    """Somebody saved the record after this page was opened; `current` is the record as it is now."""

    def __init__(self, current=None, what: str = "这条记录刚被别人改过", where: str = "", how: str = ""):
        super().__init__(what, where, how or "请对照现在的内容，再改一次")
        self.current = current


def _sentence(part: str) -> str:
    return part if part.endswith(("。", "？", "：")) else part + "。"
