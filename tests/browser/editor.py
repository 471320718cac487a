"""The rich text editor as a person uses it."""

from playwright.sync_api import Locator, Page

PASTE = """(box, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="正文", exact=True)


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar", name="正文的格式").get_by_role("button", name=name, exact=True)


def write_text(page: Page, *paragraphs: str) -> None:
    """Type these paragraphs in the place of what stands there."""
    box(page).click()
    page.keyboard.press("Control+a")
    for i, words in enumerate(paragraphs):
        if i:
            page.keyboard.press("Enter")
        page.keyboard.type(words)
