"""Publications as the channels see them. Persons, numbers and telephones are made up."""

from datetime import date

from disclosure.sheets.channels.source import Source, blocks_of

NAMES = ["甄一禾", "贾二穗", "尤三麦", "吴四稻", "倪五粟", "司马六豆"]
NOTICE = (
    "<p>为方便群众办事，镇便民服务中心自<strong>2026年3月16日</strong>起调整服务时间，现将有关事项通知如下。</p>"
    "<h2>一、服务时间</h2><p>周一至周五上午8:30—12:00，下午14:00—17:30。</p>"
    "<h2>二、服务事项</h2><ul><li>医疗保险参保登记；</li><li>社会保障卡申领。</li></ul>"
    "<ol><li>到一楼综合窗口办理；</li><li>行动不便的可以预约上门。</li></ol>"
    "<table><tr><th>窗口</th><th>事项</th></tr><tr><td>1号</td><td>医保</td></tr><tr><td>2号</td><td>民政</td></tr></table>"
    '<blockquote><p>详见<a href="https://www.example.com/guide">办事指南</a>。</p></blockquote>'
)


def person_list(rows: int = 12) -> str:
    body = "".join(
        f"<tr><td>{n}</td><td>{NAMES[n % len(NAMES)]}</td><td>上禾村</td><td>1390000{n:04}</td><td>{480 + n}</td></tr>"
        for n in range(1, rows + 1)
    )
    return (
        f"<p>经{NAMES[0]}等人申请和镇级审核，现将名单公示如下。</p>"
        "<table><thead><tr><th>序号</th><th>姓名</th><th>村</th><th>电话</th><th>金额（元）</th></tr></thead>"
        f"<tbody>{body}<tr><td>合计</td><td></td><td></td><td></td><td>9999</td></tr></tbody></table>"
        f"<p>联系人{NAMES[1]}，电话13900000001。</p>"
    )


def notice(html: str = NOTICE, **given: object) -> Source:
    facts: dict[str, object] = {
        "title": "望禾镇便民服务中心关于调整服务时间的通知",
        "blocks": blocks_of(html),
        "summary": "",
        "unit": "便民服务中心",
        "township": "望禾镇",
        "site_name": "砚溪县望禾镇人民政府",
        "doc_no": "望便民〔2026〕3号",
        "formed_on": date(2026, 3, 9),
        "published_on": date(2026, 3, 10),
        "url": "https://www.example.gov.cn/wanghe/info/1024/",
        "contact": "便民服务中心　0000-6200001",
        "posted_from": None,
        "posted_until": None,
        "index_no": "WH-2026-0102",
        "is_person_list": False,
    }
    return Source(**(facts | given))  # type: ignore[arg-type]


def posted_list(rows: int = 12, **given: object) -> Source:
    facts: dict[str, object] = {
        "title": f"关于{NAMES[0]}等{rows}人拟纳入最低生活保障的公示",
        "summary": f"拟纳入对象{NAMES[0]}、{NAMES[1]}等，电话13900000001。",
        "posted_from": date(2026, 3, 9),
        "posted_until": date(2026, 3, 17),
        "posted_workdays": 7,
        "is_person_list": True,
        "doc_no": "",
    }
    return notice(person_list(rows), **(facts | given))
