"""What the fake was asked, kept as evidence. The Authorization header is never kept, nor a refused caller's request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harness.faults import Fault


@dataclass(slots=True)
class Exchange:
    """One request of a known caller, and what became of it."""

    method: str
    path: str
    query: str
    at: float
    """Seconds since 1970, by the fake's clock, at arrival."""
    correlation_id: str
    body: Any
    """The parsed JSON body, or the text when it is no JSON."""
    status: int | None = None
    """The status sent, or that would have been sent but for the fault; `None` while there is none."""
    answer: Any = None
    applied: bool = False
    """Whether the request was carried out."""
    fault: Fault | None = None
    number: int = 0
    """Its place in the order of arrival, from 1."""

    @property
    def inputs(self) -> list[Any]:
        """The items of a batch."""
        inputs = self.body.get("inputs") if isinstance(self.body, dict) else None
        return inputs if isinstance(inputs, list) else []

    def as_json(self) -> dict[str, Any]:
        """Return the exchange as the control API answers it."""
        return {
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "status": self.status,
            "at": self.at,
            "inputs": self.inputs,
            "body": self.body,
            "answer": self.answer,
            "applied": self.applied,
            "fault": self.fault.as_json() if self.fault else None,
            "correlationId": self.correlation_id,
        }


class RequestLog:
    """All exchanges in the order of arrival."""

    def __init__(self) -> None:
        self._exchanges: list[Exchange] = []

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._exchanges)

    def __contains__(self, exchange: Exchange) -> bool:
        return 0 < exchange.number <= len(self._exchanges) and self._exchanges[exchange.number - 1] is exchange

    def restore(self, exchange: Exchange) -> None:
        """Take an exchange of an earlier process, with its number."""
        self._exchanges.append(exchange)

    def add(self, exchange: Exchange) -> Exchange:
        """Keep an exchange, and number it."""
        exchange.number = len(self._exchanges) + 1
        self._exchanges.append(exchange)
        return exchange
