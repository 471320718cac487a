"""Titles that look like those of secret papers. They are not entered, not even as a title (EXM-1, REV-1)."""

import re

_SECRET = re.compile(
    r"绝密|机密|(?<!商业)(?<!保守国家)秘密(?!法|教育|宣传)|涉密|密级|密件|密电|明传电报|密码电报"
    r"|(?:不得|严禁|不予)外传|[★☆]"
)
_SECRET_NO = re.compile(r"密\s*[〔\[【(（]|密[发字电函]")


def looks_secret(title: str, doc_no: str = "") -> str:
    """What makes a paper look secret, else ""."""
    found = _SECRET.search(title) or _SECRET_NO.search(doc_no)
    return found.group() if found else ""
