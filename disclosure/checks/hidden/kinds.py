"""What a file may hold that its reader does not see, and the report on one file."""

from collections import Counter
from dataclasses import dataclass, field

from catalog.law.vocabulary import Labelled
from disclosure.checks.personal import Hit, Kind


class HiddenKind(Labelled):
    """Places in files that people forget."""

    HIDDEN_SHEET = "hidden_sheet", "隐藏工作表"
    VERY_HIDDEN_SHEET = "very_hidden_sheet", "深度隐藏工作表（界面上无法取消隐藏）"
    HIDDEN_ROWS = "hidden_rows", "隐藏行"
    HIDDEN_COLUMNS = "hidden_columns", "隐藏列"
    FILTERED_ROWS = "filtered_rows", "被筛选掉的行"
    INVISIBLE_TEXT = "invisible_text", "看不见的文字（与底色同色、字号极小或格式隐藏）"
    PIVOT_CACHE = "pivot_cache", "数据透视表缓存"
    EXTERNAL_LINK = "external_link", "外部链接及其缓存数据"
    DATA_CONNECTION = "data_connection", "数据连接"
    DEFINED_NAME = "defined_name", "名称中存放的内容"
    COMMENT = "comment", "批注"
    VALIDATION_LIST = "validation_list", "下拉选项"
    LONG_CELL = "long_cell", "超长单元格"
    TEXT_BOX = "text_box", "文本框"
    HIDDEN_OBJECT = "hidden_object", "隐藏的图形"
    ALT_TEXT = "alt_text", "图片替代文字"
    HEADER_FOOTER = "header_footer", "页眉页脚"
    FOOTNOTE = "footnote", "脚注或尾注"
    PROPERTY = "property", "文档属性"
    CUSTOM_DATA = "custom_data", "自定义属性或数据"
    INSERTION = "insertion", "未接受的修订（插入）"
    DELETION = "deletion", "未接受的修订（删除）"
    HIDDEN_TEXT = "hidden_text", "隐藏文字"
    COVERED_TEXT = "covered_text", "被色块遮盖的文字"
    EMBEDDED_FILE = "embedded_file", "内嵌文件"
    FORM_FIELD = "form_field", "表单域"
    EARLIER_VERSION = "earlier_version", "文件内留存的旧版本"
    LOCATION = "location", "拍摄位置"
    IMAGE_NOTE = "image_note", "图片属性"
    THUMBNAIL = "thumbnail", "缩略图"
    HIDDEN_SLIDE = "hidden_slide", "隐藏幻灯片"
    SPEAKER_NOTES = "speaker_notes", "演讲者备注"
    MACRO = "macro", "宏"
    STRAY_FILE = "stray_file", "压缩包内的系统文件"


# Text here is alarming by itself: it was not meant for readers, or takes back what the page shows.
ALARMING = frozenset(
    {
        HiddenKind.HIDDEN_SHEET,
        HiddenKind.VERY_HIDDEN_SHEET,
        HiddenKind.HIDDEN_ROWS,
        HiddenKind.HIDDEN_COLUMNS,
        HiddenKind.FILTERED_ROWS,
        HiddenKind.INVISIBLE_TEXT,
        HiddenKind.PIVOT_CACHE,
        HiddenKind.EXTERNAL_LINK,
        HiddenKind.DATA_CONNECTION,
        HiddenKind.DEFINED_NAME,
        HiddenKind.COMMENT,
        HiddenKind.INSERTION,
        HiddenKind.DELETION,
        HiddenKind.HIDDEN_TEXT,
        HiddenKind.HIDDEN_OBJECT,
        HiddenKind.COVERED_TEXT,
        HiddenKind.EMBEDDED_FILE,
        HiddenKind.EARLIER_VERSION,
        HiddenKind.LOCATION,
        HiddenKind.HIDDEN_SLIDE,
        HiddenKind.SPEAKER_NOTES,
    }
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """One thing a reader of the file does not see.

    note: what is in it, numbers masked. harmful: it holds text or personal data; otherwise it is only worth knowing.
    """

    kind: HiddenKind
    place: str
    note: str = ""
    harmful: bool = False


@dataclass
class FileReport:
    """What was found in one file.

    hits: at most LISTED of them; `counts` has them all. unreadable: why a person must look, or "".
    rows: table rows read. truncated: the file is longer than what was read.
    """

    hits: list[Hit] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    unreadable: str = ""
    rows: int = 0
    truncated: bool = False
    counts: Counter[Kind] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        """Nothing here stops publication (notices do not)."""
        return not any(hit.blocks for hit in self.hits) and not any(item.harmful for item in self.hidden)
