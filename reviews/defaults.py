"""What a new year's notice starts from: the list of records (F-03) and our wording of the notice, both editable."""

from dataclasses import dataclass

from reviews.choices import AppliesTo, ItemCategory, Requirement


@dataclass(frozen=True)
class ItemDefault:
    name: str
    category: ItemCategory
    requirement: Requirement = Requirement.REQUIRED
    applies_to: AppliesTo = AppliesTo.ALL


ITEMS = (
    ItemDefault("年度总结", ItemCategory.SUMMARY),
    ItemDefault("年度计划", ItemCategory.SUMMARY),
    ItemDefault("领导小组名单与例会记录", ItemCategory.RESPONSIBILITY),
    ItemDefault("二级制度", ItemCategory.RESPONSIBILITY, applies_to=AppliesTo.CLASSIFIED),
    ItemDefault("涉密人员台账", ItemCategory.PEOPLE, applies_to=AppliesTo.CLASSIFIED),
    ItemDefault("培训记录与学时统计", ItemCategory.PEOPLE),
    ItemDefault("承诺书、责任书", ItemCategory.PEOPLE, applies_to=AppliesTo.CLASSIFIED),
    ItemDefault("载体台账", ItemCategory.CARRIERS, applies_to=AppliesTo.CLASSIFIED),
    ItemDefault("信息设备和存储设备台账", ItemCategory.CARRIERS, applies_to=AppliesTo.CLASSIFIED),
    ItemDefault("自查记录（月、季）", ItemCategory.CHECKS, applies_to=AppliesTo.CLASSIFIED),
    ItemDefault("自查自评表", ItemCategory.CHECKS),
    ItemDefault("整改材料", ItemCategory.CHECKS, Requirement.IF_ANY),
    ItemDefault("出国（境）记录", ItemCategory.PEOPLE, Requirement.IF_ANY),
    ItemDefault("重大事项报告", ItemCategory.PEOPLE, Requirement.IF_ANY, AppliesTo.CLASSIFIED),
    ItemDefault("离岗脱密材料", ItemCategory.PEOPLE, Requirement.IF_ANY, AppliesTo.CLASSIFIED),
    ItemDefault("涉密会议记录", ItemCategory.ACTIVITIES, Requirement.IF_ANY),
    ItemDefault("宣传审查登记", ItemCategory.ACTIVITIES, Requirement.IF_ANY),
    ItemDefault("试卷保密记录", ItemCategory.EXAMS, applies_to=AppliesTo.EXAM),
    ItemDefault("先进申报表", ItemCategory.AWARDS, Requirement.IF_ANY),
)
"""The default rows of F-03, in printed order."""

NOTICE = """各有关部门：

为做好 {year} 年度保密工作总结，请对照以下六个方面梳理本部门一年来的工作，据实撰写总结，并按材料上报清单备齐记录：

一、保密工作领导小组建设、领导责任制落实和保密例会召开情况；
二、上级保密工作方针政策和法律法规的学习贯彻、保密宣传教育情况；
三、按“业务工作谁主管、保密工作谁负责”，把保密要求纳入业务工作制度的情况；
四、涉密人员、涉密载体、要害部门部位、信息设备和存储设备、涉密科研项目、新闻宣传、涉密会议、涉外活动、保密检查、工作档案各项制度的落实情况；
五、保密检查、自查自评和涉密人员自查的开展，以及问题整改情况；
六、国家统一考试试卷命题、印制、运送、保管各环节的保密管理情况（承担任务的部门填写）。

总结和清单经部门负责人签字后在系统中报送。逾期未申报且年度记录材料未按时上报的，评选先进按弃权处理。
"""


def notice_text(year: int) -> str:
    """The notice's body for a year."""
    return NOTICE.format(year=year)


def title(year: int) -> str:
    return f"{year} 年度保密工作总结与材料报送"
