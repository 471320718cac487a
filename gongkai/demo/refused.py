"""One sheet of the demonstration that was refused: what a clerk sees when dates and units are written wrongly."""

from datetime import date, timedelta

from django.core.files.base import ContentFile

from catalog.models import ImportKind, ImportRow, ImportRun, ImportState, RowAction
from gongkai.demo.files import make
from gongkai.demo.office import Office, moment
from gongkai.demo.story import Cell, Sheet

HEAD = ("标题", "文号", "成文日期", "原发布日期", "县门户网址", "发布单位", "目录事项", "附件")
ROWS: tuple[tuple[str, ...], ...] = (
    (
        "望禾镇农村生活垃圾收费情况说明",
        "",
        "2023-05-10",
        "2023-05-12",
        "",
        "综合行政执法队",
        "城市建筑垃圾处置核准",
        "",
    ),
    (
        "望禾镇早稻生产技术意见",
        "",
        "2023年2月30日",
        "2023-03-02",
        "",
        "农业农村服务中心",
        "高素质农民培育",
        "",
    ),
    ("望禾镇敬老院探访须知", "", "2023-09-01", "2023-09-04", "", "民政办", "老年人补贴", ""),
)
REFUSED = {
    2: ("C4", "“2023年2月30日”不是日期，请核对成文日期。"),
    3: ("F5", "本镇没有“民政办”这个单位，请写现在的单位名称，如“社会事务办”。"),
}


def refuse_a_sheet(office: Office, *, start: date) -> None:
    """An import of old publications with two wrong rows, given up to be mended."""
    at = moment(start + timedelta(days=3), 10, 12)
    rows: list[tuple[Cell, ...]] = [HEAD, *ROWS]
    run = ImportRun(
        township=office.township,
        kind=ImportKind.PUBLICATIONS,
        state=ImportState.CANCELLED,
        file_name="旧网站信息迁入表.xlsx",
        message="有2行不能导入，全部没有保存；已放弃，改好后重新上传。",
        total_rows=len(ROWS),
        done_rows=len(ROWS),
        created_by=office.user("guanli"),
        created_at=at,
    )
    run.file.save("old.xlsx", ContentFile(make(Sheet(run.file_name, "旧网站信息迁入表", rows))), save=False)
    run.save()
    ImportRow.objects.bulk_create(
        ImportRow(
            run=run,
            line=number + 2,
            action=RowAction.REFUSED if number in REFUSED else RowAction.NEW,
            label=row[0],
            cell=REFUSED.get(number, ("", ""))[0],
            reason=REFUSED.get(number, ("", ""))[1],
            data=dict(zip(HEAD, row, strict=True)),
        )
        for number, row in enumerate(ROWS, start=1)
    )
