"""The domain of made-up people's addresses, a module of its own: `harness.people` imports Faker, which takes 0.1 s."""

from typing import Final

DOMAIN: Final = "example.com"
"""Reserved by RFC 2606; its top-level domain has 2 to 4 letters, as the e-mail rule of IS 6.1 wants."""
