"""HTML of village sheets that several kinds share. What was typed enters as text."""

from collections.abc import Iterable, Sequence
from html import escape

MOST_IN_TEXT = 200  # lines; more stand in the attached table


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def paragraphs(words: str) -> list[str]:
    """Lines as people typed them, one paragraph each."""
    return [f"<p>{escape(line.strip())}</p>" for line in words.splitlines() if line.strip()]


def correction(changed: Sequence[tuple[str, str]], reason: str) -> str:
    """Why a newer edition came and what it changed: (what stood, what stands)."""
    told = table("更正的内容", ("原来", "现在"), changed[:MOST_IN_TEXT]) if changed else ""
    return f"<p>更正说明：{escape(reason)}</p>{told}"
