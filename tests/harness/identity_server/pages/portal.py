"""The simulator's pages in this process, and a look at their HTML."""

from dataclasses import dataclass
from html.parser import HTMLParser

import httpx2
from starlette.applications import Starlette
from starlette.testclient import TestClient

from harness.identity_server.simulator import ProvisioningSettings, create_app

PUBLIC_URL = "https://localhost:9443"
CLAIMS = "http://wso2.org/claims/"
DETAILS = {
    "username": "alice1",
    "password": "Alice1!pw",
    f"{CLAIMS}givenname": "Alice",
    f"{CLAIMS}lastname": "Muster",
    f"{CLAIMS}emailaddress": "alice@example.com",
    f"{CLAIMS}phoneNumbers": "+41441234567",
}


def simulator(public_url: str = PUBLIC_URL, profile: str = "6.1") -> Starlette:
    """Return a simulator set up as the guide says, whose target takes everything."""
    transport = httpx2.MockTransport(lambda _request: httpx2.Response(201, json={"userName": "alice1", "id": "1"}))
    provisioning = ProvisioningSettings("https://bridge.example/hubspot/contacts", blocking=True)
    return create_app(provisioning=provisioning, transport=transport, public_url=public_url, profile=profile)


def client_of(app: Starlette) -> TestClient:
    """Return a client with a browser's ways: it keeps cookies, and asks under the public origin."""
    return TestClient(app, base_url=PUBLIC_URL, follow_redirects=False)


@dataclass(slots=True)
class Element:
    """An element with its attributes and the text directly in it; a boolean attribute has the value ""."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


class Html(HTMLParser):
    """The elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Give a text to the element that was opened last."""
        if self.elements:
            self.elements[-1].text += data.strip()

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Return the elements with a tag (if given) and attributes; ``data_testid`` means ``data-testid``."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if tag in ("", element.tag) and wanted.items() <= element.attributes.items()
        ]

    def one(self, tag: str = "", **attributes: str) -> Element:
        """Return the only element of its kind."""
        (element,) = self.all(tag, **attributes)
        return element
