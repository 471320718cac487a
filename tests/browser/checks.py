"""What must hold of every page: accessible, nothing to scroll sideways, targets a thumb can hit."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # would put copies of the style sheets into the page, against its content policy
}
CONTROLS = (
    "button, summary, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio]), .btn, .brand,"
    " .office-brand, .nav a, .menu-panel a, .crumbs a, .pages a, .chips a, .jump a, .more, .domains a, .entrances a,"
    " .columns a, .entries > li > a, .files a, .foot-grid nav a, .office-head a"
)
_SMALL = """([controls, least]) => [...document.querySelectorAll(controls)]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('.sr, .trap, .skip'))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.height < least - 0.5 || box.width < least - 0.5))
    .map(([one, box]) => `${one.tagName}.${one.className} “${one.textContent.trim().slice(0, 20)}” `
        + `${Math.round(box.width)}×${Math.round(box.height)}`)"""
_WIDE = """() => {
    const room = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= room) return [];
    return [...document.body.querySelectorAll('*')]
        .filter(one => one.getBoundingClientRect().right > room + 1)
        .slice(0, 8).map(one => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)}`)
        .concat(`scrollWidth ${document.scrollingElement.scrollWidth} > ${room}`);
}"""


def faults(page: Page, context: str | None = None) -> list[str]:
    """Violations of WCAG 2.0, 2.1, 2.2 A and AA and of good practice, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    run = "([context, options]) => axe.run(context || document, options).then(found => found.violations)"
    found = page.evaluate(run, [context, AXE])
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['target']} {node['html'][:160]} {_reason(node)}"
        for one in found
        for node in one["nodes"][:4]
    ]


def _reason(node: dict) -> str:
    told = [each["message"] for each in node["any"] + node["all"] + node["none"]]
    return told[0] if told else ""


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    return page.evaluate(_WIDE)


def too_small(page: Page, least: int) -> list[str]:
    """Controls less than `least` CSS pixels wide or high."""
    return page.evaluate(_SMALL, [CONTROLS, least])
