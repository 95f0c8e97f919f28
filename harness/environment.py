"""A running stack with what its scenarios share: the browser's settings, and marketing at work."""

from contextlib import ExitStack

from harness.browser import Browser, HubSpotLoginPage, Tab
from harness.stack import Stack


class Environment:
    """Made once for each kind of stack and worker; closed at the end of the run, or when a scenario left it unusable.

    Who runs the servers ends them; this ends the browsers alone.

    Somebody from marketing is logged in to HubSpot all day. They only look, so scenarios share them.
    """

    def __init__(self, stack: Stack) -> None:
        """Take servers that run."""
        self.stack = stack
        self.browser = Browser(self.stack.identity_server_url, stack.public_url)
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
        """End marketing's session and the browsers."""
        self._marketing = None
        self._open.close()
        self.browser.close()
