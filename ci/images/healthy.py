"""Ends with 0 when the server behind the URL answers 200: the health check of the images, which have no curl.

It asks the server of its own container, whose certificate is for the names that others call it by: so none is checked.
"""

import ssl
import sys
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

OK = 200
WITHIN = 4  # seconds


def status(url: str) -> int:
    """Return the status of the answer to a GET."""
    parts = urlsplit(url)
    host = parts.hostname or "127.0.0.1"
    if parts.scheme == "https":
        trusting = ssl._create_unverified_context()  # noqa: S323, SLF001 - see above
        connection: HTTPConnection = HTTPSConnection(host, parts.port, timeout=WITHIN, context=trusting)
    else:
        connection = HTTPConnection(host, parts.port, timeout=WITHIN)
    connection.request("GET", parts.path)
    return connection.getresponse().status


if __name__ == "__main__":
    try:
        seen = str(status(sys.argv[1]))
    except (OSError, HTTPException) as error:
        seen = str(error)
    print(seen)
    sys.exit(seen != str(OK))
