"""docs/settings.md, made from the settings: `python -m bridge.cli.reference > docs/settings.md`."""

import sys

from bridge.cli.flags import default, metavar
from bridge.settings import Settings, credential, flag, is_secret, variable

_HEAD = """\
# Settings

This page is made from the code by `python -m bridge.cli.reference > docs/settings.md`; a test keeps the two equal.

Every setting can be given in up to four ways. The first of these that says something counts:

1. a flag of `bridge serve`, such as `--port 8253`;
2. an environment variable, such as `BRIDGE_PORT=8253`; an empty one counts as not set;
3. for credentials, the first line of the file that `BRIDGE_<NAME>_FILE` names, such as `BRIDGE_PASSWORD_FILE`;
4. a key of the TOML file that `--config` names, such as `port = 8253`.

Secrets have neither flag nor TOML key, as command lines and configuration files get shown and copied: a file with a
secret is refused. So is an unknown key; the message names the nearest. Durations are in seconds. A switch is
`--tls` or `--no-tls` as a flag, `on` or `off` in the environment, `true` or `false` in TOML. Relative paths start at
the folder in which the bridge is started. `BRIDGE_PORT=tcp://…`, which Kubernetes makes for a service named bridge, is
ignored.

`bridge certificate`, `bridge users`, `bridge send` and `bridge doctor` read the same settings, so that they find the
same database, certificate and credentials as the service.
"""


def reference() -> str:
    """Return the page in Markdown."""
    return "\n".join((_HEAD, *(_section(name) for name in Settings.model_fields)))


def _section(name: str) -> str:
    field = Settings.model_fields[name]
    return f"## {name}\n\n{field.description}\n\n{_ways(name)}  \nValue: {_value(name)}; default: {_default(name)}\n"


def _ways(name: str) -> str:
    ways = [f"`{variable(name)}`"]
    if credential(name):
        ways.append(f"`{variable(name)}_FILE`")
    if not is_secret(name):
        negative = f"`, `{flag('no_' + name)}" if Settings.model_fields[name].annotation is bool else ""
        ways = [f"`{flag(name)}{negative}`", *ways, f"`{name}` in TOML"]
    return ", ".join(ways)


def _value(name: str) -> str:
    return f"`{metavar(Settings.model_fields[name])}`"


def _default(name: str) -> str:
    text = default(Settings.model_fields[name])
    return text if text == "none" else f"`{text}`"


if __name__ == "__main__":
    sys.stdout.write(reference())
