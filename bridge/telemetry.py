"""Logs on standard error, one JSON object a line.

A line has `timestamp` (ISO 8601, UTC), `level`, `event` and, within a request, `correlation_id`. Secrets are taken out
by name and by value as the last step, whoever logged them; bodies are never logged.
"""

import base64
import logging
import sys
from collections.abc import Iterator, MutableMapping
from typing import Any, TextIO

import structlog

from bridge.settings import Settings

REDACTED = "[redacted]"
_SECRET_WORDS = ("password", "authorization", "token", "secret", "cookie", "api_key", "apikey", "credential")
_SHORTEST_PART = 8
"""Shorter secrets are only taken out where they are the whole value: "admin" stands in many honest texts."""

_Event = MutableMapping[str, Any]


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's logs as lines to `stream` (standard error by default)."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = structlog.processors.JSONRenderer() if settings.log_format == "json" else structlog.dev.ConsoleRenderer()
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                brief_exception,
                Redactor(settings),
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    # The libraries tell of each connection; the bridge tells of each request itself.
    for name in ("httpx2", "httpcore2", "uvicorn", "asyncio"):
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class Redactor:
    """A structlog processor that takes secrets out of a line, by the name of a key and by value."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings whose secrets no line may show."""
        self._secrets = frozenset(_forms(settings))

    def __call__(self, _logger: object, _method: str, event: _Event) -> _Event:
        """Return the line without secrets."""
        return {key: REDACTED if _is_secret_name(key) else self.clean(value) for key, value in event.items()}

    def clean(self, value: Any) -> Any:
        """Return the value with every secret in it replaced, whatever it is nested in."""
        if isinstance(value, dict):
            return self(None, "", value)
        if isinstance(value, (list, tuple)):
            return [self.clean(item) for item in value]
        if isinstance(value, (int, float)) or value is None:
            return value
        return self._clean_text(str(value))

    def _clean_text(self, text: str) -> str:
        if text in self._secrets:
            return REDACTED
        for secret in self._secrets:
            if len(secret) >= _SHORTEST_PART:
                text = text.replace(secret, REDACTED)
        return text


def _forms(settings: Settings) -> Iterator[str]:
    """Give each secret as it is set and as HTTP Basic carries it."""
    yield from settings.secrets()
    for user, password in (
        (settings.username, settings.password),
        (settings.admin_username, settings.admin_password),
    ):
        if user and password:
            yield base64.b64encode(f"{user}:{password.get_secret_value()}".encode()).decode()


def _is_secret_name(key: str) -> bool:
    return any(word in key.lower().replace("-", "_") for word in _SECRET_WORDS)


def brief_exception(_logger: object, _method: str, event: _Event) -> _Event:
    """Replace a traceback by one line: class, place, and the first line of the text (later ones quote data)."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = describe(error)
    return event


def describe(error: BaseException) -> str:
    """Return what happened and where, in one line of at most some 300 characters."""
    text = next(iter(str(error).splitlines()), "")[:200]
    return f"{type(error).__name__}: {text} ({_place(error)})"


def _place(error: BaseException) -> str:
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None:
        return "no traceback"
    return f"{last.tb_frame.f_globals.get('__name__', '?')}:{last.tb_lineno}"
