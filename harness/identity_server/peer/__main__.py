"""``python -m harness.identity_server.peer prepare [--install]``, or a kind's name, which becomes its JVM.

The JVM prints ``ready URL`` and lives until it is ended. Where to provision to is told by ``HARNESS_PEER_URL``,
``HARNESS_PEER_USERNAME``, ``HARNESS_PEER_PASSWORD`` and ``HARNESS_PEER_CA`` (PEM certificates to trust);
``HARNESS_PEER_FOLDER`` takes the JVM's own files.
"""

import os
import sys
import tempfile
from typing import Final

from harness.identity_server.peer import build, tools
from harness.identity_server.peer.errors import PeerUnusable
from harness.identity_server.peer.kinds import KINDS, Kind
from harness.identity_server.peer.process import FOLDER

WRONG_USE: Final = 2
UNUSABLE: Final = 3
JVM_OPTIONS: Final = (
    "-Xmx128m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Dfile.encoding=UTF-8",
)


def main(arguments: list[str]) -> int:
    """Do what the arguments say; return the exit code."""
    try:
        if arguments in (["prepare"], ["prepare", "--install"]):
            if "--install" in arguments:
                tools.install()
            build.prepare()
            return 0
        if len(arguments) == 1 and arguments[0] in KINDS:
            become(KINDS[arguments[0]])
    except PeerUnusable as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    sys.stderr.write(f"give prepare, prepare --install, or one of {', '.join(KINDS)}\n")
    return WRONG_USE


def become(kind: Kind) -> None:
    """Replace this process by the JVM of a kind.

    Raises:
        PeerUnusable: something is missing; the text says what to do.
    """
    java = tools.required("java")
    path = build.class_path(kind)
    folder = os.environ.get(FOLDER) or tempfile.gettempdir()
    options = [*JVM_OPTIONS, f"-Djava.io.tmpdir={folder}"]
    os.execv(java, [java, *options, "-classpath", path, "peer.Main", kind.sender])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
