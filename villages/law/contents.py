"""The ten key contents of village affairs, in the order of the notice."""

from catalog.law.vocabulary import Labelled


class KeyContent(Labelled):
    """What a village's disclosure shall chiefly be about; an item of its list can belong to several."""

    POVERTY = "poverty", "脱贫攻坚"
    REVIVAL = "revival", "乡村振兴"
    FINANCE = "finance", "村级财务"
    FARM_POLICY = "farm_policy", "惠农政策"
    ELDERLY_CARE = "elderly_care", "养老服务"
    RELIEF = "relief", "社会救助"
    HOUSING = "housing", "保障性住房"
    DILAPIDATED_HOUSES = "dilapidated_houses", "农村危房改造"
    SCHOOLING = "schooling", "义务教育"
    HEALTH = "health", "医疗卫生"
