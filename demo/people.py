"""The people of the demo university: those with an account by name, the others drawn by a seeded lot."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from baomi.core import system_class
from baomi.core.levels import PersonGrade
from baomi.organization.choices import Gender, SecrecyRole
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from demo.departments import DEPARTMENTS

PASSWORD = "Baomi-demo-2026"
SEED = 20201109

M, F = Gender.MALE, Gender.FEMALE
LEAD, FULL, PART, CLEAR, NONE = (
    SecrecyRole.LEADER,
    SecrecyRole.FULL_TIME,
    SecrecyRole.PART_TIME,
    SecrecyRole.CLEARED,
    SecrecyRole.NONE,
)
CORE, IMPORTANT, ORDINARY = PersonGrade.CORE, PersonGrade.IMPORTANT, PersonGrade.ORDINARY


@dataclass(frozen=True)
class PersonRow:
    """A person of the tables; `since` is the year of 从事保密工作起始, `roles` are granted in the own department."""

    account: str
    name: str
    gender: Gender
    born: int
    department: str
    title: str
    post: str
    secrecy_role: SecrecyRole
    grade: str
    since: int
    roles: tuple[Role, ...] = ()
    pinyin: str = ""


def _row(account, name, gender, born, department, title, post, secrecy_role, grade, since, *roles, pinyin=""):
    return PersonRow(
        account, name, gender, born, department, title, post, secrecy_role, grade, since, roles, pinyin
    )


# account, name, gender, born, department, title, post, part in secrecy work, grade, since, roles
ADMINISTRATORS = (
    _row("sysadmin", "郝志远", M, 1985, "xx", "高级工程师", "系统管理员", NONE, "", 0),
    _row("secadmin", "万里晴", F, 1987, "xx", "工程师", "安全保密管理员", NONE, "", 0),
    _row("auditor", "季秋实", M, 1983, "xx", "高级工程师", "安全审计员", NONE, "", 0),
)
"""The three administrators get their roles on the first day, not by a proposal."""

OFFICE_PEOPLE = (
    _row("office.head", "吴頔", M, 1974, "bm", "研究员", "主任", FULL, IMPORTANT, 2008, Role.OFFICE_HEAD),
    _row("office", "周予安", F, 1986, "bm", "助理研究员", "科长", FULL, ORDINARY, 2013, Role.OFFICE),
    _row("hr", "孟晓东", M, 1988, "rs", "助理研究员", "人事科科长", NONE, "", 0, Role.HR),
    _row("leader", "沈伯钧", M, 1966, "xld", "教授", "副校长", LEAD, IMPORTANT, 2011, Role.LEADER),
    _row("chair", "顾怀瑾", F, 1967, "xld", "研究员", "党委副书记", LEAD, IMPORTANT, 2010),
    _row("grad", "孔令仪", F, 1989, "yjs", "助理研究员", "培养办科长", NONE, "", 0, Role.GRAD),
    _row("research", "施静雯", F, 1987, "ky", "助理研究员", "项目管理科科长", CLEAR, ORDINARY, 2014, Role.RESEARCH),
    _row("foreign", "叶知秋", F, 1990, "gj", "讲师", "出国管理科科长", NONE, "", 0, Role.FOREIGN),
    _row("press", "高远帆", M, 1986, "xc", "记者", "新闻科科长", NONE, "", 0, Role.PRESS),
    _row("it", "方子衿", M, 1984, "xx", "高级工程师", "网络安全科科长", NONE, "", 0, Role.IT),
)  # fmt: skip

DEPARTMENT_PEOPLE = (
    _row("member1", "白崇礼", M, 1970, "xb", "研究员", "主任", LEAD, ORDINARY, 2012, Role.HEAD),
    _row("officer.xb", "白雅琴", F, 1985, "xb", "助理研究员", "机要秘书", FULL, IMPORTANT, 2011, Role.OFFICER),
    _row("member2", "程砚秋", M, 1968, "ky", "教授", "院长", LEAD, IMPORTANT, 2009, Role.HEAD),
    _row("officer.ky", "石磊", M, 1984, "ky", "副研究员", "国防科研办主任", FULL, IMPORTANT, 2012, Role.OFFICER),
    _row("member3", "梁栋", M, 1971, "yjs", "教授", "常务副院长", LEAD, ORDINARY, 2014, Role.HEAD),
    _row("officer.yjs", "江若水", F, 1990, "yjs", "讲师", "综合办秘书", PART, ORDINARY, 2018, Role.OFFICER),
    _row("member4", "任平生", M, 1972, "rs", "研究员", "处长", LEAD, ORDINARY, 2013, Role.HEAD),
    _row("officer.rs", "宋佳音", F, 1988, "rs", "助理研究员", "档案科科长", PART, ORDINARY, 2016, Role.OFFICER),
    _row("member5", "单志远", M, 1973, "gj", "教授", "处长", LEAD, "", 2015, Role.HEAD),
    _row("officer.gj", "姚望", F, 1991, "gj", "讲师", "综合科科员", PART, "", 2020, Role.OFFICER),
    _row("member6", "曾子墨", F, 1975, "xc", "编审", "部长", LEAD, "", 2016, Role.HEAD),
    _row("officer.xc", "罗一鸣", M, 1992, "xc", "讲师", "综合科科员", PART, "", 2019, Role.OFFICER),
    _row("member7", "欧阳静", F, 1974, "xx", "教授级高工", "主任", LEAD, ORDINARY, 2012, Role.HEAD),
    _row("officer.xx", "杜若", F, 1990, "xx", "工程师", "综合科科长", PART, "", 2018, Role.OFFICER),
    _row("member8", "孙立新", M, 1969, "jw", "教授", "处长", LEAD, "", 2013, Role.HEAD),
    _row("officer.jw", "秦仲文", M, 1986, "jw", "副研究员", "考试中心主任", PART, ORDINARY, 2015, Role.OFFICER),
    _row("member9", "雷震", M, 1972, "bw", "助理研究员", "处长", LEAD, "", 2014, Role.HEAD),
    _row("officer.bw", "牛志强", M, 1989, "bw", "政工师", "综合科科长", PART, "", 2019, Role.OFFICER),
    _row("head.da", "贺知微", F, 1973, "da", "研究馆员", "馆长", LEAD, ORDINARY, 2012, Role.HEAD),
    _row("officer.da", "苏瑾", F, 1987, "da", "馆员", "涉密档案管理员", PART, ORDINARY, 2015, Role.OFFICER),
    _row("head.jx", "马建章", M, 1970, "jx", "教授", "院长", LEAD, "", 2015, Role.HEAD),
    _row("officer.jx", "田甜", F, 1990, "jx", "讲师", "考务科科长", PART, "", 2019, Role.OFFICER),
    _row("head.cs", "李䶮", M, 1971, "cs", "教授", "院长", LEAD, IMPORTANT, 2012, Role.HEAD),
    _row("officer.cs", "钱玥", F, 1988, "cs", "讲师", "科研秘书", PART, ORDINARY, 2017, Role.OFFICER),
    _row("pi.cs", "陈堃", M, 1976, "cs", "教授", "智能系统课题组组长", CLEAR, CORE, 2010, Role.PI),
    _row("person.cs", "林晓喆", F, 1990, "cs", "副教授", "", CLEAR, IMPORTANT, 2018, Role.PERSON),
    _row("classifier.cs", "赵𬱖", F, 1978, "cs", "教授", "副院长", LEAD, IMPORTANT, 2013, Role.CLASSIFIER,
         pinyin="zhao wei"),
    _row("head.me", "周翀", M, 1970, "me", "教授", "院长", LEAD, IMPORTANT, 2011, Role.HEAD),
    _row("officer.me", "冯晓燕", F, 1986, "me", "副研究员", "科研秘书", PART, ORDINARY, 2014, Role.OFFICER),
    _row("head.ie", "范思齐", M, 1972, "ie", "教授", "院长", LEAD, IMPORTANT, 2012, Role.HEAD),
    _row("officer.ie", "董思成", M, 1989, "ie", "讲师", "科研秘书", PART, ORDINARY, 2018, Role.OFFICER),
    _row("head.ms", "邹明远", M, 1969, "ms", "教授", "院长", LEAD, IMPORTANT, 2013, Role.HEAD),
    _row("officer.ms", "蒋雨桐", F, 1991, "ms", "讲师", "科研秘书", PART, ORDINARY, 2019, Role.OFFICER),
    _row("head.rc", "段怀远", M, 1971, "rc", "教授", "院长", LEAD, IMPORTANT, 2012, Role.HEAD),
    _row("officer.rc", "秦书瑶", F, 1988, "rc", "讲师", "科研秘书", PART, ORDINARY, 2016, Role.OFFICER),
    _row("head.lx", "谢安之", M, 1973, "lx", "教授", "院长", LEAD, ORDINARY, 2014, Role.HEAD),
    _row("officer.lx", "唐韵", F, 1990, "lx", "讲师", "科研秘书", PART, ORDINARY, 2019, Role.OFFICER),
)  # fmt: skip

NAMED = (*ADMINISTRATORS, *OFFICE_PEOPLE, *DEPARTMENT_PEOPLE)

# account, rank is 主任 for the first and 委员 for the others; the line each answers for
COMMITTEE = (
    ("chair", ""),
    ("member1", "综合文秘"),
    ("member2", "科研"),
    ("member3", "研究生培养"),
    ("member4", "人事"),
    ("member5", "外事"),
    ("member6", "新闻宣传"),
    ("member7", "信息化"),
    ("member8", "本科教学"),
    ("member9", "安全保卫"),
)


STUDENTS = (
    _row("", "许一诺", F, 1999, "cs1", "博士研究生", "", NONE, "", 0),
    _row("", "顾清源", M, 2000, "cs1", "博士研究生", "", NONE, "", 0),
)
"""In the staff register for the work of their group; they take the last two places of it."""


HEADED_BY_OTHERS = (("chair", "bm"),)
"""Who signs as the head of a unit that is not his own: 党委副书记 for the office of the committee."""


def roles_of(row: PersonRow) -> tuple[Role, ...]:
    """The roles of the table, and for whoever is cleared that of 涉密人员, by which he sees and signs his own papers.

    Not for the head of the office, who confirms every grant: nobody confirms his own.
    """
    own = (Role.PERSON,) if row.grade and not {Role.PERSON, Role.OFFICE_HEAD} & {*row.roles} else ()
    return (*row.roles, *own)


def _words(text: str) -> list[str]:
    return text.split()


SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
MALE_NAMES = _words(
    "建国 志强 文博 宏伟 立峰 永昌 思远 海涛 庆喆 家骏 振邦 国栋 少华 晓明 云帆 明哲 浩然 子轩 景行 翀 德堃 书恒 "
    "一舟 启航 泽宇 天佑 宗翰 培元 世杰 学林 春晖 凯旋 新宇 延年 祖德 维钧 頔 广龑 承志 兆麟"
)
FEMALE_NAMES = _words(
    "雨晴 淑芬 静怡 晓琳 婉清 思涵 丽娟 雅婷 梦瑶 佳慧 若兰 文静 晨曦 欣悦 玉洁 海棠 秋月 子涵 诗雅 玥 素心 "
    "红梅 慧敏 一诺 芷若 亦菲 楚翘 蕴秀 可欣 念慈 嘉懿 宛如 凌云 映雪 采薇 令娴 语嫣 清妍 惠然 喆雅"
)

ETHNICITIES = (("汉族", 84), ("满族", 7), ("回族", 3), ("蒙古族", 3), ("朝鲜族", 2), ("锡伯族", 1))
POLITICS = (("中共党员", 62), ("群众", 26), ("九三学社社员", 4), ("民盟盟员", 4), ("无党派人士", 4))
TITLES = {
    "college": (("教授", 25), ("副教授", 40), ("讲师", 25), ("高级实验师", 10)),
    "group": (("教授", 20), ("副教授", 35), ("讲师", 30), ("工程师", 15)),
    "institute": (("研究员", 25), ("副研究员", 40), ("助理研究员", 35)),
    "office": (("副研究员", 20), ("助理研究员", 45), ("讲师", 20), ("研究实习员", 15)),
    "service": (("副研究馆员", 25), ("馆员", 50), ("助理馆员", 25)),
}
GRADES = ((CORE, 4), (IMPORTANT, 22), (ORDINARY, 74))
CLEARED_SHARE = {"group": 0.85, "college": 0.45, "office": 0.3}
"""How many of the other people of a classified department are cleared."""


def others(first_day: dt.date) -> Iterator[PersonRow]:
    """Everybody without an account: fills each department up to its number, the same people every time."""
    lot = random.Random(SEED)  # noqa: S311 - invented people, nothing to guess
    taken = {row.name for row in NAMED}
    present = [row.department for row in NAMED]
    for department in DEPARTMENTS:
        places = range(department.staff - present.count(department.slug))
        drawn = [_drawn(lot, department, taken, first_day.year) for _ in places]
        students = [row for row in STUDENTS if row.department == department.slug]
        yield from (*drawn[: len(drawn) - len(students)], *students)


def _drawn(lot: random.Random, department, taken: set[str], year: int) -> PersonRow:
    gender = lot.choice((M, F))
    name = _name(lot, gender, taken)
    title = pick(lot, TITLES[department.kind])
    senior = title in ("教授", "研究员", "高级实验师") or title.startswith("副")
    born = lot.randint(1964, 1984) if senior else lot.randint(1982, 1997)
    cleared = (department.classified or department.kind == "group") and lot.random() < CLEARED_SHARE[
        department.kind
    ]
    grade = pick(lot, GRADES) if cleared else ""
    since = lot.randint(min(max(2008, born + 27), year - 1), year - 1) if cleared else 0
    role = CLEAR if cleared else NONE
    return PersonRow("", name, gender, born, department.slug, title, "", role, grade, since)


def _name(lot: random.Random, gender: Gender, taken: set[str]) -> str:
    given = MALE_NAMES if gender == M else FEMALE_NAMES
    while True:
        name = lot.choice(SURNAMES) + lot.choice(given)
        if name not in taken:
            taken.add(name)
            return name


def pick(lot: random.Random, weighted):
    """One of (value, weight) pairs."""
    values, weights = zip(*weighted, strict=True)
    return lot.choices(values, weights)[0]


def identity_number(birth: dt.date, n: int) -> str:
    """A number of the right form in a region code nobody has (219900), so that it is no living person's."""
    digits = f"219900{birth:%Y%m%d}{n % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return digits + "10X98765432"[total % 11]


def values_of(row: PersonRow, n: int, lot: random.Random) -> dict:
    """The fields of Staff for the n-th person, department excepted."""
    birth = dt.date(row.born, lot.randint(1, 12), lot.randint(1, 28))
    entered = max(row.born + 24, 1990)
    plain = {
        "number": f"{min(entered + lot.randint(0, 4), 2023)}{n:04d}",
        "name": row.name,
        "pinyin_override": row.pinyin,
        "gender": row.gender,
        "birth": birth,
        "ethnicity": pick(lot, ETHNICITIES),
        "political_status": "中共党员" if row.roles else pick(lot, POLITICS),
        "title": row.title,
        "post": row.post,
        "email": f"{row.account or f's{n:04d}'}@demo.example",
    }
    return {**plain, **secrecy_values(row, birth, n, lot)}


def secrecy_values(row: PersonRow, birth: dt.date, n: int, lot: random.Random) -> dict:
    """What HR or the office writes of a person: part, since when, telephone; of the cleared the identity number, where it is kept.

    The grade is not written: it follows from the post.
    """
    values = {
        "secrecy_role": row.secrecy_role,
        "phone": f"1390000{n:04d}",
    }
    if row.since:
        values["secrecy_since"] = dt.date(row.since, lot.choice((3, 4, 5, 6)), lot.randint(1, 28))
        if system_class.applies(Staff.ONLY_ON["identity_number"]):
            values["identity_number"] = identity_number(birth, n)
    return values
