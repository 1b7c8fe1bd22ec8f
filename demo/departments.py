"""The departments of the demo university: 30 of them, 12 classified, 课题组 below their 学院."""

from dataclasses import dataclass

from baomi.organization.choices import DepartmentKind

COLLEGE, OFFICE, INSTITUTE = DepartmentKind.COLLEGE, DepartmentKind.OFFICE, DepartmentKind.INSTITUTE
SERVICE, GROUP = DepartmentKind.SERVICE, DepartmentKind.GROUP

YES, NO = True, False


@dataclass(frozen=True)
class DepartmentRow:
    """`slug` is how the demo and the account names (`officer.cs`) speak of the department."""

    slug: str
    code: str
    name: str
    short_name: str
    kind: DepartmentKind
    classified: bool = False
    exam_duty: bool = False
    business_line: str = ""
    parent: str = ""
    staff: int = 8
    """How many people work there, those with an account included."""


# slug, code, name, short name, kind, classified, exam duty, business line, parent, people
DEPARTMENTS = tuple(DepartmentRow(*row) for row in (
    ("xld", "100", "校领导", "", OFFICE, NO, NO, "", "", 3),
    ("xb", "101", "学校办公室", "校办", OFFICE, YES, NO, "综合文秘", "", 10),
    ("bm", "102", "保密委员会办公室", "保密办", OFFICE, NO, NO, "", "", 5),
    ("rs", "103", "人事处", "", OFFICE, YES, NO, "人事", "", 9),
    ("ky", "104", "科学技术研究院", "科研院", OFFICE, YES, NO, "科研", "", 12),
    ("yjs", "105", "研究生院", "", OFFICE, YES, YES, "研究生培养", "", 10),
    ("jw", "106", "教务处", "", OFFICE, NO, YES, "本科教学", "", 9),
    ("gj", "107", "国际合作与交流处", "国际处", OFFICE, NO, NO, "外事", "", 7),
    ("xc", "108", "党委宣传部", "宣传部", OFFICE, NO, NO, "新闻宣传", "", 7),
    ("xx", "109", "信息化建设与网络安全办公室", "信息化办", OFFICE, NO, NO, "信息化", "", 11),
    ("bw", "110", "保卫处", "", OFFICE, NO, NO, "安全保卫", "", 7),
    ("cw", "111", "计划财务处", "财务处", OFFICE, NO, NO, "", "", 6),
    ("zc", "112", "资产与实验室管理处", "资产处", OFFICE, NO, NO, "", "", 6),
    ("da", "201", "档案馆", "", SERVICE, NO, NO, "档案", "", 6),
    ("ts", "202", "图书馆", "", SERVICE, NO, NO, "", "", 6),
    ("jx", "203", "继续教育学院", "继教院", SERVICE, NO, YES, "", "", 6),
    ("cs", "301", "计算机学院", "", COLLEGE, YES, NO, "", "", 20),
    ("me", "302", "机械学院", "", COLLEGE, YES, NO, "", "", 18),
    ("ie", "303", "信息学院", "", COLLEGE, YES, NO, "", "", 16),
    ("ms", "304", "材料学院", "", COLLEGE, YES, NO, "", "", 15),
    ("rc", "305", "资源与土木学院", "", COLLEGE, YES, NO, "", "", 14),
    ("lx", "306", "理学院", "", COLLEGE, YES, NO, "", "", 11),
    ("wy", "307", "外国语学院", "", COLLEGE, NO, NO, "", "", 6),
    ("gs", "308", "工商管理学院", "", COLLEGE, NO, NO, "", "", 6),
    ("my", "309", "马克思主义学院", "马院", COLLEGE, NO, NO, "", "", 6),
    ("kz", "401", "复杂系统控制研究中心", "控制中心", INSTITUTE, NO, NO, "", "", 6),
    ("cs1", "30101", "智能系统课题组", "", GROUP, YES, NO, "", "cs", 6),
    ("me1", "30201", "装备设计课题组", "", GROUP, YES, NO, "", "me", 6),
    ("ms1", "30401", "先进材料课题组", "", GROUP, NO, NO, "", "ms", 5),
    ("rc1", "30501", "遥感测绘课题组", "", GROUP, NO, NO, "", "rc", 5),
))  # fmt: skip

NAMES = {row.slug: row.name for row in DEPARTMENTS}

# department, building, room, name
PLACES = (
    ("bm", "主楼", "1329", "保密办"),
    ("bm", "主楼", "1331", "涉密档案室"),
    ("xb", "主楼", "0602", "机要室"),
    ("ky", "科学馆", "305", "项目管理室"),
    ("ky", "科学馆", "307", "成果资料室"),
    ("rs", "主楼", "0815", "人事档案室"),
    ("yjs", "主楼", "1012", "学位档案室"),
    ("jw", "教学馆", "101", "试卷保密室"),
    ("jx", "继教楼", "B102", "试卷保密室"),
    ("xx", "信息楼", "201", "核心机房"),
    ("cs", "计算机楼", "A301", "涉密实验室"),
    ("cs1", "计算机楼", "A305", "课题组工作间"),
    ("me", "机械楼", "412", "涉密实验室"),
    ("me1", "机械楼", "418", "课题组工作间"),
    ("ms", "材料楼", "208", "涉密实验室"),
    ("rc", "资土楼", "316", "涉密资料室"),
)
