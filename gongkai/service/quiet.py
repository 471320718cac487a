"""Logs and error reports without what people typed: where it broke is told, with which data is not (PII-6).

A message of an error may repeat a name or a number, so while a request is served only those kinds of errors keep
theirs that speak of programs and machines; errors of data never keep it. Local variables are not shown at all.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from copy import copy
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

UNSAID = "（内容不记录）"
# Their messages name classes, modules, files and services.
_OF_PROGRAMS: tuple[type[BaseException], ...] = (
    AttributeError,
    NameError,
    ImportError,
    OSError,
    MemoryError,
    OperationalError,
    ImproperlyConfigured,
    TemplateDoesNotExist,
    TemplateSyntaxError,
)
_OF_DATA: tuple[type[BaseException], ...] = (IntegrityError, DataError, ValidationError, UnicodeError)
_DRIVER_OF_DATA = {"IntegrityError", "DataError"}  # the same errors as the database's driver raises them
_KEPT_META = (
    "REQUEST_METHOD",
    "SERVER_NAME",
    "CONTENT_TYPE",
    "CONTENT_LENGTH",
    "HTTP_HOST",
    "HTTP_USER_AGENT",
)
# ID numbers, bank cards and mobile numbers, wherever they come from
_NUMBERS = re.compile(r"(?<![0-9A-Za-z.])(?:\d{15,19}|\d{17}[Xx]|1[3-9]\d{9})(?![0-9A-Za-z])")


def told(error: BaseException, *, serving: bool) -> str:
    """The message of an error as it may be written down.

    Args:
        serving: it came up while a request was answered.
    """
    bases = {kind.__name__ for kind in type(error).__mro__}
    of_data = isinstance(error, _OF_DATA) or bool(_DRIVER_OF_DATA & bases)
    if of_data or (serving and not isinstance(error, _OF_PROGRAMS)):
        return UNSAID
    return masked(str(error))


def masked(text: str) -> str:
    """A text with long personal numbers taken out."""
    return _NUMBERS.sub("***", text)


def chain(error: BaseException | None) -> Iterator[tuple[BaseException, str]]:
    """An error and those it came from, the first one first, each with the words that lead to the next."""
    above: list[tuple[BaseException, str]] = []
    lead = ""
    while error is not None and all(error is not seen for seen, _ in above):
        above.append((error, lead))
        lead = "由此引起：" if error.__cause__ is not None else "处理中又出现："
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    yield from reversed(above)


class QuietFormatter(logging.Formatter):
    """One line a record; of an error the way it took and its kind, and its message where it is safe."""

    def format(self, record: logging.LogRecord) -> str:
        quiet = copy(record)  # what another handler makes of it stays with that handler
        quiet.exc_text = None
        if record.exc_info and record.exc_info[1] is not None:
            quiet.exc_text = way_of(record.exc_info[1], serving=hasattr(record, "request"))
        return masked(super().format(quiet))


def way_of(error: BaseException, *, serving: bool) -> str:
    """An error as a log shows it: file, line and source of each step, kind, and what may be told of it."""
    lines: list[str] = []
    for link, lead in chain(error):
        lines.extend(_steps(link, serving))
        if lead:
            lines.append(lead)
    return "\n".join(lines)


def _steps(error: BaseException, serving: bool) -> Iterator[str]:
    yield "Traceback (most recent call last):"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        if frame.line:
            yield f"    {frame.line}"
    said = told(error, serving=serving)
    yield f"{type(error).__module__}.{type(error).__qualname__}: {said}".rstrip(": ")
    for within in getattr(error, "exceptions", ()):  # of a group
        yield from _steps(within, serving)


class QuietFilter(SafeExceptionReporterFilter):
    """Nothing a person typed, uploaded or carries with the request: names of fields only."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_safe_settings(self) -> dict[str, Any]:
        """Addresses of services in them may carry passwords: only what the report names."""
        told = ("INSTALLED_APPS", "MIDDLEWARE", "SETTINGS_MODULE")
        return {name: getattr(settings, name) for name in told}

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """Names of the fields sent; nothing if the form was not read, for reading it now could fail again."""
        sent = vars(request).get("_post", {}) if request is not None else {}
        return dict.fromkeys(sent, self.cleansed_substitute)

    def get_cleansed_multivaluedict(self, request: HttpRequest, multivaluedict: Any) -> Any:
        return dict.fromkeys(multivaluedict, self.cleansed_substitute)

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return dict.fromkeys(getattr(request, "COOKIES", {}), self.cleansed_substitute)

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        meta = super().get_safe_request_meta(request)
        return {key: meta[key] for key in _KEPT_META if key in meta}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()


class QuietReporter(ExceptionReporter):
    """The report of a crash with the same restraint as the log."""

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        request = self.request
        if isinstance(self.exc_value, BaseException):
            data["exception_value"] = told(self.exc_value, serving=request is not None)
        for name in ("exception_notes", "unicode_hint", "template_info"):
            data[name] = ""
        for frame in data["frames"]:
            if frame.get("exc_cause"):
                frame["exc_cause"] = type(frame["exc_cause"]).__name__
        if request is not None:
            substitute = self.filter.cleansed_substitute
            data["request_GET_items"] = dict.fromkeys(request.GET, substitute).items()
            data["request_FILES_items"] = dict.fromkeys(vars(request).get("_files", {}), substitute).items()
            data["request_insecure_uri"] = request.path
        return data
