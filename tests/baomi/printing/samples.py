"""Data of every sheet as the domains would give it: full, long and empty."""

import datetime
import io
from zoneinfo import ZoneInfo

from PIL import Image

from baomi.printing.forms import PrintForm, picture

RARE = "喆堃䶮𬱖犇骉頔翀玥"


def photo() -> str:
    out = io.BytesIO()
    Image.new("L", (295, 413), 190).save(out, "JPEG")
    return picture(out.getvalue())


DEEDS = """一、落实责任。任课题组保密负责人以来，坚持每月自查，全年自查 11 次，发现并整改问题 6 项，全部按期销号；参加学院保密例会 4 次，承办的 2 项任务均按时完成。
二、管好载体。课题组在册纸质载体 23 份、光盘 5 张，两次清点账物相符；组织销毁 1 批，监销、登记手续齐全；借阅全部按期归还，无超期留存。
三、教育在前。为 9 名新进研究生讲授保密要求，考试全部合格；本人参加培训 3 次、18 学时，出国（境）人员行前教育、回访各 2 人次，均有记录。
四、融入业务。把保密要求写入课题组周例会和论文投稿流程，全年投稿 14 篇均先审后投。"""

F01 = {
    "year": 2026, "department": "机械工程学院", "head": "潘岳林", "secrecy_lead": "陈立群", "officers": "冯晓燕、邹喆",
    "phone": "024-8368 0000", "core": 1, "important": 14, "ordinary": 27, "projects": 9, "training_people": 126,
    "training_rate": "97.6%", "checks": 16, "problems": 23, "rectified": "100%", "on_time": "按期（12 月 7 日）",
    "incidents": "无", "deeds": DEEDS, "by_hand": ["涉密项目数", "学时达标率"],
}  # fmt: skip
F02 = {
    "photo": photo(), "year": 2026, "name": "郑晓堃", "gender": "男", "birth": "1981-09", "ethnicity": "汉族",
    "political_status": "中共党员", "department": "机械工程学院", "post": "教授、副院长", "grade": "重要",
    "since": "2019-03", "service": "7 年 9 个月", "category": "person", "assessment": "优秀",
    "training_hours": "18（3 次）", "violations": "无", "deeds": DEEDS, "by_hand": [],
}  # fmt: skip
MATERIALS = [
    "年度总结", "年度计划", "领导小组名单与例会记录", "二级制度", "涉密人员台账", "培训记录与学时统计",
    "承诺书、责任书", "载体台账", "信息设备和存储设备台账", "自查记录（月、季）", "自查自评表", "整改材料",
    "出国（境）记录", "重大事项报告", "离岗脱密材料", "涉密会议记录", "宣传审查登记", "试卷保密记录",
    "先进申报表",
]  # fmt: skip
F03 = {
    "department": "机械工程学院", "year": 2026, "sent_by": "冯晓燕", "received_by": "郝文静",
    "received_on": datetime.date(2026, 12, 7),
    "rows": [
        {"name": name, "kind": "总结", "required": index % 3 != 2, "amount": f"1/{index + 3}",
         "submitted": index % 7 != 6, "submitted_on": datetime.date(2026, 12, 5), "opinion": "合格"}
        for index, name in enumerate(MATERIALS)
    ],
}  # fmt: skip
CANDIDATES = [
    {"rank": rank, "number": f"XJ-2026-J-{rank:03}", "name": name, "department": name, "category": "涉密部门",
     "source": "部门申报", "screening": "满足", "remark": "", "cut": rank == 3}
    for rank, name in enumerate(["机械工程学院", "计算机科学与工程学院", "信息科学与工程学院", "材料学院"], 1)
]  # fmt: skip
PEOPLE = [
    {"rank": rank, "number": f"XJ-2026-G-{rank:03}", "name": name, "department": "机械工程学院",
     "category": "专（兼）职保密干部", "source": "保密办推荐" if rank % 2 else "部门申报",
     "screening": "请判断：1 项", "remark": "校规 第 31 条", "cut": rank == 5}
    for rank, name in enumerate(["郑晓堃", "邹喆", "柏翀", "龚䶮", "章頔", "牛犇", "马骉", "尹𬱖"], 1)
]  # fmt: skip
S02 = {"year": 2026, "unit": "保密办", "quota_collective": 3, "quota_person": 5, "collectives": CANDIDATES,
       "people": PEOPLE, "note": "粗线为名额线。"}  # fmt: skip
S03 = {
    "title": "2026 年度保密工作先进工作者", "method": "无记名投票", "meeting": "保密委员会 2026 年第 4 次会议",
    "held": datetime.date(2026, 12, 18), "place": "主楼 311", "chair": "潘岳林", "seats": 13, "present": 11,
    "issued": 11, "returned": 11, "valid": 11, "invalid": 0, "quota": "5 名",
    "rule": "到会委员不少于应到人数的三分之二，同意票超过到会委员（不含回避）的半数为通过。",
    "rows": [{"name": p["name"], "department": p["department"], "agree": 11 - i, "oppose": i, "abstain": 0,
              "recused": 0, "result": "通过" if i < 5 else "未通过", "cut": i == 4} for i, p in enumerate(PEOPLE)],
    "remark": "",
}  # fmt: skip
HONOURS = {
    "issuer": "中共某某大学保密委员会", "collectives": [row["name"] for row in CANDIDATES[:3]], "people": PEOPLE[:5],
}  # fmt: skip
S04 = HONOURS | {
    "document_number": "某大保字〔2026〕8号",
    "title": "关于表彰 2026 年度保密工作先进集体\n和先进工作者的决定", "addressee": "各有关部门",
    "opening": ["2026 年，各部门认真贯彻党和国家保密工作方针政策，落实保密工作责任制，涌现出一批成绩突出的集体和个人。",
                "经部门申报、保密办审核、校保密委员会表决并公示，决定对下列集体和个人予以表彰。"],
    "closing": ["希望受到表彰的集体和个人珍惜荣誉，再接再厉。全校各部门和涉密人员要以他们为榜样，切实做好保密工作。"],
    "attachments": [], "signed_on": datetime.date(2026, 12, 28), "copies_to": "校领导，省保密局。",
    "printed_by": "中共某某大学保密委员会办公室", "printed_on": datetime.date(2026, 12, 28),
}  # fmt: skip
S05 = {"holder": "郑晓堃", "department": "机械工程学院", "year": 2026, "honour": "保密工作先进工作者", "kind": "person",
       "document_number": "某大保字〔2026〕8号", "issuer": "中共某某大学保密委员会",
       "issued_on": datetime.date(2026, 12, 28)}  # fmt: skip
S06 = {"year": 2026, "unit": "保密办", "note": "代领的，由代领人签字并注明。",
       "rows": [{"name": p["name"], "department": p["department"], "honour": "保密工作先进工作者",
                 "certificate": f"ZS-2026-{p['rank']:03}", "prize": ""} for p in PEOPLE[:5]]}  # fmt: skip
S08 = HONOURS | {
    "title": "2026 年度保密工作先进集体\n和先进工作者公示",
    "opening": ["经部门申报、保密办审核、校保密委员会表决，拟表彰下列集体和个人，现予公示。"],
    "starts": datetime.date(2026, 12, 19), "ends": datetime.date(2026, 12, 25), "contact": "保密办",
    "phone": "024-8368 0000", "place": "主楼 215", "published_on": datetime.date(2026, 12, 18),
}  # fmt: skip
STATES = ["已接收", "逾期", "办理中", "已退回", "未开始"]
S01 = {
    "year": 2026, "unit": "保密办", "date": datetime.date(2026, 12, 7), "summary": ["已接收 20 个", "逾期 2 个"],
    "total": "共 30 个部门", "note": "",
    "rows": [{"department": f"第{index}研究院计算机科学与工程系", "kind": "涉密部门", "report": "已收" if index % 2 else "",
              "checklist": f"{index}/19", "collective": "1", "people": "2", "state": STATES[index % 5], "remark": "",
              "handed_in": datetime.datetime(2026, 12, 5, 16, 20, tzinfo=ZoneInfo("Asia/Shanghai")) if index % 2 else None} for index in range(1, 31)],
}  # fmt: skip
S07 = {
    "department": "机械工程学院", "year": 2026, "head": "潘岳林", "written_by": "冯晓燕",
    "parts": [{"ordinal": ordinal, "title": title, "text": DEEDS} for ordinal, title in zip(
        "一二三四五六", ["领导小组建设与责任制、例会", "学习宣传教育", "制度融入业务", "十项日常管理",
                   "检查、自查自评与整改", "国家统一考试试卷保密"], strict=True)],
}  # fmt: skip
S00 = {
    "title": "涉密人员台账", "unit": "机械工程学院", "date": datetime.date(2026, 12, 7),
    "summary": ["核心 1 人", "重要 14 人", "一般 27 人"], "total": "共 42 人",
    "columns": [{"label": "姓名", "width": 10}, {"label": "性别", "width": 6}, {"label": "出生年月", "width": 12},
                {"label": "职称", "width": 14}, {"label": "工作岗位", "width": 34}, {"label": "涉密等级", "width": 20}],
    "rows": [[{"text": t, "align": a} for t, a in ((p["name"], ""), ("男", ""), ("1972-03", ""), ("教授", ""),
             ("涉密科研项目负责人", "start"), ("重要", ""))] for p in PEOPLE * 5],
    "signers": ["部门保密员", "部门负责人"], "note": "日期以部门审批时间为准；人员变动后即时更新，每半年打印一次由部门留存。",
}  # fmt: skip


def _form(code, label, template, data, **more):
    return PrintForm(code=code, label=label, template=template, data=lambda record: data, **more), data


SHEETS = [
    _form("F-01", "保密工作先进集体申报表", "awards/print/f01.html", F01, keeper="保密办"),
    _form("F-02", "保密工作先进工作者申报表", "awards/print/f02.html", F02, keeper="保密办"),
    _form("F-03", "年度保密工作记录及相关材料上报清单", "reviews/print/f03.html", F03, keeper="保密办"),
    _form("S-00", "台账", "print/ledger.html", S00, orientation="landscape"),
    _form("S-01", "报送情况表", "reviews/print/s01.html", S01, orientation="landscape", keeper="保密办"),
    _form("S-02", "候选名单", "awards/print/s02.html", S02, orientation="landscape", keeper="保密办"),
    _form("S-03", "表决计票单", "awards/print/s03.html", S03, keeper="保密办"),
    _form("S-03P", "表决票", "awards/print/s03_ballot.html", S03, keeper="保密办", traced=False),
    _form("S-04", "表彰决定", "awards/print/s04.html", S04),
    _form("S-05", "荣誉证书", "awards/print/s05.html", S05, orientation="landscape"),
    _form("S-06", "领奖签收单", "awards/print/s06.html", S06, orientation="landscape", keeper="保密办"),
    _form("S-07", "部门年度保密工作总结", "reviews/print/s07.html", S07, keeper="保密办"),
    _form("S-08", "公示", "awards/print/s08.html", S08),
]


def sheet(code: str):
    """The form of this code and its full data."""
    return next((form, data) for form, data in SHEETS if form.code == code)
