"""A dictionary that knows which of its entries have changed since they were last written down."""

from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Tracked(dict[K, V], Generic[K, V]):
    """A dictionary with `changed`: the keys that were set, touched or taken away, in the order of the changes."""

    def __init__(self) -> None:
        super().__init__()
        self.changed: dict[K, None] = {}

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.changed[key] = None

    def __delitem__(self, key: K) -> None:
        super().__delitem__(key)
        self.changed[key] = None

    def pop(self, key: K, *default: Any) -> Any:
        """Take an entry out."""
        if key in self:
            self.changed[key] = None
        return super().pop(key, *default)

    def touch(self, key: K) -> None:
        """Note that a value was changed in itself."""
        self.changed[key] = None
