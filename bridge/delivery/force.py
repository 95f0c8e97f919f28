"""What is in force: the mapping and what goes with it, exchanged as a whole while the delivery runs."""

from collections.abc import Callable

from bridge.delivery.claim import Rules
from bridge.delivery.options import DeliveryOptions
from bridge.delivery.wanted import ContactMapping


class InForce:
    """The rules of now. Whoever works by them takes them once: an exchange never changes a claim under way."""

    def __init__(self, mapping: ContactMapping, options: DeliveryOptions, new_id: Callable[[], str]) -> None:
        """Take the mapping, the settings whose change makes a refused user worth another try, and the id maker."""
        self._options = options
        self._new_id = new_id
        self.rules = self._rules(mapping)

    def exchange(self, mapping: ContactMapping) -> None:
        """Put another mapping in force."""
        self.rules = self._rules(mapping)

    @property
    def mapping(self) -> ContactMapping:
        """The mapping of now."""
        return self.rules.mapping

    def _rules(self, mapping: ContactMapping) -> Rules:
        return Rules(mapping, f"{mapping.hash}{self._options.settings_hash}", self._options.lease, self._new_id)
