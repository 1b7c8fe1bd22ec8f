"""What the invented people write: six parts of a summary, deeds of departments and people, reasons and remarks."""

import random

PARTS = {
    "leadership": (
        "调整充实部门保密工作领导小组，主要负责人任组长，全年召开保密工作例会 {meetings} 次，逐级签订保密责任书 {people} 份，"
        "责任落实到岗到人，例会纪要和签到已归档。",
        "坚持主要负责人负总责、分管负责人具体抓，领导小组全年研究保密议题 {meetings} 项，年初有计划、年底有考核，"
        "责任书 {people} 份全部签订。",
    ),
    "education": (
        "组织学习新修订的保密法及其实施条例，开展集中培训 {trainings} 次，参训 {attendance} 人次；利用部务会、支部会传达典型案例 "
        "{cases} 起，全员完成线上学时。",
        "结合保密宣传月开展专题教育，部门负责人讲授保密课 1 次，集中培训 {trainings} 次、{attendance} 人次，"
        "新进人员岗前教育覆盖率 100%。",
    ),
    "integration": (
        "按照“业务工作谁主管、保密工作谁负责”的原则，把保密审查写入项目申报、合同签订和对外宣传流程，修订制度 {rules} 项，"
        "做到业务与保密同部署、同检查。",
        "梳理业务流程中的保密环节 {steps} 个，在审批单上增设保密审查栏，修订部门制度 {rules} 项并印发执行。",
    ),
    "management": (
        "涉密人员实行分类管理，完成复审 {people} 人；载体收发、借阅、归还登记完整，年度清查账物相符；计算机和存储设备按台账管理，"
        "宣传稿件、涉外活动先审后办。",
        "坚持定期清点载体和设备，账物相符；出国（境）行前教育 {abroad} 人次，信息发布审查 {news} 件，保密要害部位出入登记齐全。",
    ),
    "inspection": (
        "全年组织自查 {checks} 次，发现问题 {findings} 项，均已明确责任人并限期整改，整改完成率 100%；配合学校检查 2 次。",
        "按月开展自查自评，累计发现问题 {findings} 项，已全部整改销号；涉密人员完成年度自查表填报。",
    ),
    "exams": (
        "承担国家统一考试 {exams} 场，试卷运送、保管、分发、回收全程双人双锁、视频监控，交接记录完整，未发生失泄密事件。",
    ),
}
COLLECTIVE_DEEDS = (
    "{name}高度重视保密工作，领导小组每季度研究保密议题，责任书签订率 100%。一年来组织培训 {trainings} 次、{attendance} 人次，"
    "自查 {checks} 次，发现的 {findings} 项问题全部整改到位。把保密审查嵌入项目立项、论文发表和对外交流各环节，"
    "做到先审后发、有据可查。涉密人员、载体、设备台账账物相符，年度材料按期报齐，档案完整规范，在学校历次检查中受到好评。",
    "{name}坚持业务与保密同部署、同落实、同考核，主要负责人亲自抓，专（兼）职保密干部具体抓。全年召开例会 {meetings} 次，"
    "修订制度 {rules} 项，开展岗前和在岗培训 {attendance} 人次。自查自评每月一次，问题清单逐条销号，整改完成率 100%。"
    "课题组保密管理延伸到每一名涉密人员，年度内未发生失泄密和严重违规问题，各类记录按期准确报送。",
)
INDIVIDUAL_DEEDS = (
    "{name}同志熟悉本职业务中的涉密事项和保密要点，责任心强。一年来协助完成自查 {checks} 次，整理保密档案 {files} 卷，"
    "组织培训 {trainings} 次。严格执行载体借阅和设备使用规定，经手事项无差错；主动把保密要求融入科研和管理流程，"
    "提出改进建议 3 条并被采纳，是部门保密工作的骨干。",
    "{name}同志从事保密工作以来忠于职守，按期准确提交各类记录，全年参加保密培训学时达标。牵头修订部门制度 {rules} 项，"
    "完善出入登记和交接手续；对新进人员逐一进行岗前教育。在年度检查中认真整改发现的问题，台账清楚、账物相符，"
    "得到部门师生一致认可。",
)
OPINIONS = ("情况属实，同意。", "同意报送。", "已审阅，材料属实。", "同意。")
RECEIVED = ("材料齐全，予以接收。", "清单齐备，接收。", "符合要求，接收。")
JUDGED = "已对照年度工作档案和检查记录核实。"


def numbers(lot: random.Random, people: int) -> dict[str, int]:
    """The figures of one department's or person's year, shared by all its texts."""
    trainings = lot.randint(2, 5)
    return {
        "people": people,
        "meetings": lot.randint(3, 8),
        "trainings": trainings,
        "attendance": trainings * people,
        "cases": lot.randint(2, 6),
        "rules": lot.randint(1, 3),
        "steps": lot.randint(4, 9),
        "abroad": lot.randint(1, 9),
        "news": lot.randint(6, 40),
        "checks": lot.choice((4, 6, 12)),
        "findings": lot.randint(1, 5),
        "exams": lot.randint(3, 9),
        "files": lot.randint(8, 30),
    }


def part(lot: random.Random, name: str, figures: dict) -> str:
    """One of the six parts."""
    return lot.choice(PARTS[name]).format(**figures)


def deeds(lot: random.Random, choices: tuple[str, ...], name: str, figures: dict) -> str:
    return lot.choice(choices).format(name=name, **figures)
