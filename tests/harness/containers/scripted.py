"""A Docker engine that only pretends: it answers the calls that the container classes make, and keeps what they did."""

import io
import json
import re
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

LOG = b"Traceback: the disk is full"
Answer = tuple[int, Any]


@dataclass
class ScriptedEngine:
    """What is on the engine. ``refusals`` maps a part of a call ("POST /images/create") to the answer it gets."""

    images: dict[str, dict[str, Any]] = field(default_factory=dict)
    containers: dict[str, dict[str, Any]] = field(default_factory=dict)
    networks: dict[str, dict[str, Any]] = field(default_factory=dict)
    volumes: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    refusals: dict[str, Answer] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    exits_with: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing but images is left."""
        return not (self.containers or self.networks or self.volumes)

    def add_image(self, name: str, **config: Any) -> None:
        """Have an image."""
        self.images[name] = {"Id": f"sha256:{name}", "RepoTags": [name], "Config": config}

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Answer:
        """Answer one call."""
        self.calls.append(f"{method} {path}")
        for part, refusal in self.refusals.items():
            if part in f"{method} {path}":
                return refusal
        for pattern, handle in _ROUTES.items():
            if found := re.fullmatch(pattern, f"{method} {path}"):
                return handle(self, found.groups(), query, body)
        return 501, {"message": f"{method} {path} is not scripted"}


def _image(engine: ScriptedEngine, named: tuple[str, ...], _query: dict[str, str], _body: bytes) -> Answer:
    image = engine.images.get(named[0].removeprefix("sha256:"))
    return (200, image) if image else (404, {"message": f"No such image: {named[0]}"})


def _images(engine: ScriptedEngine, _named: tuple[str, ...], _query: dict[str, str], _body: bytes) -> Answer:
    return 200, list(engine.images.values())


def _forget(engine: ScriptedEngine, named: tuple[str, ...], _query: dict[str, str], _body: bytes) -> Answer:
    return (200, []) if engine.images.pop(named[0], None) else (404, {"message": "no such image"})


def _create(engine: ScriptedEngine, _named: tuple[str, ...], _query: dict[str, str], body: bytes) -> Answer:
    asked = json.loads(body)
    key = f"c{len(engine.containers)}{len(engine.calls):04}"
    engine.containers[key] = {
        "Id": key,
        "Name": f"/{key}",
        "State": {"Status": "created", "Running": False, "ExitCode": 0},
        "Config": {"Image": asked["Image"], "Labels": asked["Labels"], "Env": asked.get("Env"), "Tty": False},
        "HostConfig": asked["HostConfig"],
        "NetworkSettings": {"Ports": {}, "Networks": {"bridge": {}}},
        "asked": asked,
    }
    return 201, {"Id": key, "Warnings": []}


def _container(engine: ScriptedEngine, named: tuple[str, ...], _query: dict[str, str], _body: bytes) -> Answer:
    found = engine.containers.get(named[0])
    return (200, found) if found else (404, {"message": f"No such container: {named[0]}"})


def _list(engine: ScriptedEngine, _named: tuple[str, ...], _query: dict[str, str], _body: bytes) -> Answer:
    return 200, [{"Id": key, "Labels": each["Config"]["Labels"]} for key, each in engine.containers.items()]


def _start(engine: ScriptedEngine, named: tuple[str, ...], _query: dict[str, str], _body: bytes) -> Answer:
    ended = engine.exits_with is not None
    state = {"Status": "exited" if ended else "running", "Running": not ended, "ExitCode": engine.exits_with or 0}
    engine.containers[named[0]]["State"] = state
    return 204, None


def _remove(engine: ScriptedEngine, named: tuple[str, ...], _query: dict[str, str], _body: bytes) -> Answer:
    room = {"containers": engine.containers, "networks": engine.networks, "volumes": engine.volumes}[named[0]]
    return (204, None) if room.pop(named[1], None) else (404, {"message": "no such thing"})


def _put(engine: ScriptedEngine, named: tuple[str, ...], query: dict[str, str], body: bytes) -> Answer:
    kept = engine.files.setdefault(named[0], {})
    with tarfile.open(fileobj=io.BytesIO(body)) as archive:
        for entry in archive.getmembers():
            content = archive.extractfile(entry)
            kept[f"{query['path']}/{entry.name}"] = content.read() if content else b""
    return 200, None


def _network(engine: ScriptedEngine, _named: tuple[str, ...], _query: dict[str, str], body: bytes) -> Answer:
    asked = json.loads(body)
    engine.networks[asked["Name"]] = {"Id": asked["Name"], **asked}
    return 201, {"Id": asked["Name"]}


def _connect(engine: ScriptedEngine, named: tuple[str, ...], _query: dict[str, str], body: bytes) -> Answer:
    asked = json.loads(body)
    networks = engine.containers[asked["Container"]]["NetworkSettings"]["Networks"]
    if named[1] == "connect":
        networks[named[0]] = asked.get("EndpointConfig")
    else:
        del networks[named[0]]
    return 200, None


def _volume(engine: ScriptedEngine, _named: tuple[str, ...], _query: dict[str, str], body: bytes) -> Answer:
    name = f"v{len(engine.calls)}"
    engine.volumes[name] = {"Name": name, "Labels": json.loads(body)["Labels"]}
    return 201, engine.volumes[name]


_ROUTES: dict[str, Callable[[ScriptedEngine, tuple[str, ...], dict[str, str], bytes], Answer]] = {
    r"GET /version": lambda *_: (200, {"ApiVersion": "1.41", "Version": "29.1.0"}),
    r"GET /info": lambda *_: (200, {"Name": "box", "MemTotal": 8 << 30}),
    r"GET /images/(.+)/json": _image,
    r"GET /images/json": _images,
    r"DELETE /images/(.+)": _forget,
    r"POST /containers/create": _create,
    r"GET /containers/json": _list,
    r"GET /containers/(\w+)/json": _container,
    r"POST /containers/(\w+)/start": _start,
    r"PUT /containers/(\w+)/archive": _put,
    r"GET /containers/(\w+)/archive": lambda *_: (404, {"message": "Could not find the file"}),
    r"GET /containers/(\w+)/logs": lambda *_: (200, LOG),
    r"DELETE /(containers|networks|volumes)/([\w-]+)": _remove,
    r"POST /networks/create": _network,
    r"GET /networks/([\w-]+)": lambda engine, named, *_: (200, engine.networks[named[0]]),
    r"GET /networks": lambda engine, *_: (200, list(engine.networks.values())),
    r"POST /networks/([\w-]+)/(connect|disconnect)": _connect,
    r"POST /volumes/create": _volume,
    r"GET /volumes/([\w-]+)": lambda engine, named, *_: (200, engine.volumes[named[0]]),
    r"GET /volumes": lambda engine, *_: (200, {"Volumes": list(engine.volumes.values())}),
}


@contextmanager
def serving(engine: ScriptedEngine) -> Iterator[str]:
    """Serve an engine; give its DOCKER_HOST."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            target = urlsplit(unquote(self.path))
            query = {name: values[0] for name, values in parse_qs(target.query).items()}
            path = re.sub(r"^/v[\d.]+", "", target.path)
            status, answer = engine.answer(self.command, path, query, self._body())
            # The log of a container comes as frames: which stream, the length, the text.
            content = (
                b"\x01\0\0\0" + len(answer).to_bytes(4) + answer
                if isinstance(answer, bytes)
                else b""
                if answer is None
                else json.dumps(answer).encode()
            )
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - http.server's names

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size + 2)[:size]
            self.rfile.readline()
            return body

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
