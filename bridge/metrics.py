"""The counts and gauges that /metrics shows to Prometheus, without credentials."""

from collections import Counter
from collections.abc import Callable, Iterable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bridge.delivery.health import HubSpotHealth
from bridge.delivery.status import gauges
from bridge.seams import Clock
from bridge.storage import Store


class Metrics:
    """Counts what one application does, since its start."""

    def __init__(self) -> None:
        """Start at nought."""
        self.scim_requests: Counter[tuple[str, ...]] = Counter()
        self.hubspot_calls: Counter[tuple[str, ...]] = Counter()

    def observe_request(self, method: str, dialect: str, status: int) -> None:
        """Count a SCIM request by who asked what, and its answer."""
        self.scim_requests[method, dialect, str(status)] += 1

    def observe_call(self, operation: str, status: str) -> None:
        """Count a call of HubSpot by its answer."""
        self.hubspot_calls[operation, status] += 1

    def families(self) -> Iterable[Metric]:
        """Give the counters in prometheus-client's form."""
        yield _counter(
            "bridge_scim_requests", "SCIM requests answered.", ("method", "dialect", "status"), self.scim_requests
        )
        yield _counter("bridge_hubspot_calls", "Calls of HubSpot.", ("operation", "status"), self.hubspot_calls)


class _Scrape(Collector):
    """What one scrape shows: the gauges are read from the database for it, so none can be stale."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[Metric]:
        """Give the families to the registry."""
        return self._families


def routes(metrics: Metrics, store: Store, health: Callable[[], HubSpotHealth], clock: Clock) -> list[Route]:
    """Return the route of /metrics."""

    async def show(_request: Request) -> Response:
        now = clock()
        owed = await store.run(lambda connection: gauges(connection, now))
        registry = CollectorRegistry()
        registry.register(
            _Scrape(
                [
                    _gauge("owed_users", "Users owed to HubSpot, the waiting ones included.", owed.owed_users),
                    _gauge("refused_users", "Users that HubSpot refused.", owed.refused_users),
                    _gauge("oldest_owed_seconds", "Age of the oldest debt to HubSpot.", owed.oldest_owed_seconds),
                    _gauge("hubspot_usable", "1 while HubSpot can be used, else 0.", health().usable),
                    *metrics.families(),
                ]
            )
        )
        return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [Route("/metrics", show)]


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"bridge_{name}", documentation, float(value))


def _counter(
    name: str, documentation: str, labels: tuple[str, ...], counts: Counter[tuple[str, ...]]
) -> CounterMetricFamily:
    family = CounterMetricFamily(name, documentation, labels=labels)
    for values, count in sorted(counts.items()):
        family.add_metric(values, count)
    return family
