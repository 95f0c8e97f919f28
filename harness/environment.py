"""A running stack with what its scenarios share: the browser's settings, and marketing at work."""

from contextlib import ExitStack
from pathlib import Path

from harness.browser import Browser, HubSpotLoginPage, Tab
from harness.settings import Settings
from harness.stack import PUBLIC_URL, Stack


class Environment:
    """Made once for each kind of stack and worker; closed at the end of the run, or when a scenario left it unusable.

    Somebody from marketing is logged in to HubSpot all day. They only look, so scenarios share them.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Start the servers in a new folder."""
        folder.mkdir(parents=True)
        self.stack = Stack(folder, settings)
        self.stack.start()
        self.browser = Browser(self.stack.identity_server_url, PUBLIC_URL)
        self._open = ExitStack()
        self._marketing: Tab | None = None

    @property
    def usable(self) -> bool:
        """Whether all servers run."""
        return self.stack.usable

    def marketing(self) -> Tab:
        """Return the browser of somebody from marketing, logged in to HubSpot."""
        if self._marketing is None:
            tab = self._open.enter_context(self.browser.person())
            credentials = self.stack.credentials
            page = HubSpotLoginPage.visit(tab, self.stack.hubspot_url)
            page.log_in(credentials.marketing_username, credentials.marketing_password)
            self._marketing = tab
        return self._marketing

    def close(self) -> None:
        """End marketing's session, the browsers and the servers."""
        self._marketing = None
        self.stack.ask_to_stop()
        self._open.close()
        self.browser.close()
        self.stack.stop()
