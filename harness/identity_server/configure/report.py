"""What a configuration changed, or would change."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        what: the setting, e.g. `Telephone, Supported by Default`.
        before: how it was, for a person to read; a secret is never shown.
        after: how it is, or would be.
        step: the step of the guide it belongs to.
    """

    what: str
    before: str
    after: str
    step: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of `configure`.

    Attributes:
        release: the release that the server is, or was taken for.
        changes: the differences in the order of the guide; made, unless it was a dry run.
        warnings: what could not be set or compared, each with what to do.
        dry_run: whether the changes were only looked for.
    """

    release: str
    changes: tuple[Change, ...]
    warnings: tuple[str, ...]
    dry_run: bool

    @property
    def differs(self) -> bool:
        """Whether the server was not as wanted."""
        return bool(self.changes)

    def as_json(self) -> dict[str, Any]:
        """Return the report for a machine."""
        return {
            "release": self.release,
            "differs": self.differs,
            "dryRun": self.dry_run,
            "changes": [asdict(change) for change in self.changes],
            "warnings": list(self.warnings),
        }
