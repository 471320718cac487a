"""What the header of a column says about its cells: names, addresses, illness and the like have no form of their own."""

import re
from decimal import Decimal
from functools import lru_cache

from catalog.sheets.workbook import label_key
from disclosure.checks.personal.kinds import Kind
from disclosure.checks.personal.masks import is_masked, mask_value
from disclosure.checks.personal.numbers import is_birthday, normal

_PERSON = "(?:户主|申请人|申请对象|本人|领取人|受益人|补助对象|救助对象|保障对象|残疾人|持卡人|开户人|户|农户|联系人|监护人|家长|配偶|死者|产权人|承租人|当事人|负责人|经办人|人员|职工|村民|姓名)?(?:的)?"
# Whole labels, as `label_key` leaves them: no blanks, no brackets, no punctuation.
_LABELS: list[tuple[Kind, str]] = [
    (Kind.ID_CARD, r".{0,8}(?:身份证|公民身份|居民身份|证件)件?(?:号|号码|号码18位|编号|证号|证号码)?"),
    (Kind.BANK_CARD, r".{0,8}(?:卡号|[账帐][号户]|存折|一卡通|银行卡|社保卡|惠农卡)(?:号|号码|卡号|[账帐]号)?"),
    (Kind.MOBILE, rf"{_PERSON}(?:联系|移动|家庭|手机|本人)*(?:电话|手机|方式|手机号|电话号码|手机号码|号码)(?:及手机)?"),
    (Kind.MINOR, r"(?:未成年人|儿童|学生|幼儿|孩子|子女|小孩|孤儿|被监护人|留守儿童|困境儿童|新生儿|婴儿)(?:的)?(?:姓名|名字|名单|信息)"),
    (Kind.FAMILY, r"家庭成员.{0,6}|家属.{0,4}|(?:配偶|父亲|母亲|子女|共同生活人员)(?:姓名|信息)?|与户主关系|与申请人关系|家庭关系"),
    (Kind.NAME, rf"{_PERSON}(?:姓名|名字)|户主|户主名|申请人|补助对象|救助对象|保障对象|受益人|领取人|残疾人|被保险人|投保人|家长|承租人|产权人"),
    (Kind.ADDRESS, r"(?:家庭|现|常住|户籍|户口|居住|详细|通讯|身份证|本人|房屋|住房|房产)+(?:地址|所在地|坐落|座落|住址|住所)|住址|居住地|门牌|门牌号码?|房号|楼栋号?|地址"),
    (Kind.HEALTH, r"(?:主要|所患|患|既往|重大|大病)?(?:病情|病种|疾病|病名|病史|病症|诊断|患病).{0,4}|残疾.{0,4}(?:类别|类型|等级|级别|证号|情况|种类|程度)|残疾证.{0,2}|伤残等级|健康状况|身体状况"),
    (Kind.INCOME, r"(?:家庭|个人|人均|本人|月|年|总|户|全年|上年|工资性?|纯|可支配|月均|年均)*收入(?:情况|来源|状况)?元?|(?:应发|实发|月)?工资元?"),
    (Kind.REASON, r"(?:主要)?(?:致贫|致困|困难|返贫|救助|申请|贫困|致残|纳入|监测|风险)(?:主要)?(?:原因|理由|类型|事由)"),
]  # fmt: skip
_PATTERNS = [(kind, re.compile(pattern)) for kind, pattern in _LABELS]
_ANY = re.compile("|".join(f"(?:{pattern})" for _, pattern in _LABELS))  # most cells fail this once
_CODES = re.compile(
    r".*(?:序号|编号|编码|代码|文号|索引号|税号|单号|票号|流水号|合同号|批号|证书号|许可证号?|项目号|统一社会信用代码|QQ).*"
)
_MONEY = re.compile(r".*(?:金额|资金|投资|收入|支出|余额|合计|总额|产值|补贴|补助|面积|数量|预算|决算|元).*")
_ORGANISATION = re.compile(r"(?:单位|公司|企业|机构|项目|工程|注册|部门|办公|学校|村委会|店铺|经营).*")
_NAME = re.compile(r"[\u3400-\u9fff·]{2,15}")
_FINE_ADDRESS = re.compile(
    r"(?:\d|[一二三四五六七八九十])\s*(?:号|组|栋|幢|座|室|单元|楼|弄|巷|队|门|社)|村|社区|屯|寨|小区|花园"
)
_DIGITS = re.compile(r"\d")
_NOTHING = re.compile(
    r"[\s/\\—–\-无否]*|无|没有|否|健康|良好|不详|正常|未知|同上|合计|小计|总计|共计|0(?:\.0+)?", re.DOTALL
)
_FLOAT = re.compile(r"\d(?:\.\d+)?[eE]\+?1[0-9]\Z|\d{11,23}\.0+\Z")
LONGEST_LABEL = 24
# Columns that show a list to be about persons; without one, 收入 or 残疾等级 head a statistic.
OF_PERSONS = frozenset({Kind.NAME, Kind.MINOR, Kind.ID_CARD, Kind.BANK_CARD})
# A bare 地址 is as often an office's: like a name it counts only beside something that is surely personal.
WEAK_LABELS = frozenset({"地址"})


@lru_cache(maxsize=8192)
def column_kind(label: str) -> Kind | None:
    """What stands below this header, if it is a header of personal data."""
    if not label or len(label) > LONGEST_LABEL:
        return None
    key = label_key(label)
    if not key or not _ANY.fullmatch(key) or _ORGANISATION.match(key):
        return None
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(key)), None)


@lru_cache(maxsize=8192)
def column_role(label: str) -> str:
    """ "code" for numbers of things, "money" for amounts, "" for the rest: their digits are no phones and no cards."""
    if not label or len(label) > LONGEST_LABEL:
        return ""
    key = label_key(label)
    if _CODES.fullmatch(key):
        return "code"
    return "money" if _MONEY.fullmatch(key) else ""


def number_text(text: str) -> str:
    """A cell's number as digits: 1.1010519491231E+17 and 13812345678.0 are numbers that lost their form."""
    if not _FLOAT.match(text):
        return text
    try:
        return str(int(Decimal(text)))
    except ArithmeticError:
        return text


def judge(kind: Kind, text: str) -> str:
    """The personal value in a cell below a header of this kind, or "" if there is none or it is masked."""
    text = normal(text.strip())
    if not text or is_masked(text) or _NOTHING.fullmatch(text):
        return ""
    match kind:
        case Kind.ID_CARD:
            value = re.sub(r"[\s-]", "", number_text(text)).upper()
            return value if re.fullmatch(r"\d{15,17}[\dX]?X?", value) else ""
        case Kind.BANK_CARD:
            value = re.sub(r"[\s-]", "", number_text(text))
            return value if re.fullmatch(r"\d{10,23}", value) else ""
        case Kind.NAME | Kind.MINOR:
            value = re.sub(r"\s", "", text)
            return value if _NAME.fullmatch(value) else ""
        case Kind.ADDRESS:
            return text if _FINE_ADDRESS.search(text) and mask_value(kind, text) != text else ""
        case Kind.INCOME:
            return text if _DIGITS.search(text) else ""
        case Kind.MOBILE | Kind.EMAIL:
            return ""  # found by form
    return text


def lost_id(text: str) -> str:
    """An ID number Excel kept as a number: its last three digits became zero, its check fails (any column)."""
    value = number_text(text)
    if len(value) == 18 and value.isdecimal() and value.endswith("000") and is_birthday(value[6:14]):
        return value
    return ""
