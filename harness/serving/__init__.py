"""Serving the harness's own servers over a socket: one way to listen, one certificate, one way to fail."""

TRANSPORT = "harness.transport"
"""The ASGI extension that carries a connection's asyncio transport, so that a fault rule can break it."""
