"""User names as keys: one person is one key, however the connector spelt the name."""


def key_of(user_name: str) -> str:
    """Return the key of a userName: without user-store domain, case-folded.

    WSO2 separates a user-store domain by a slash (`EU.EXAMPLE/anna`) and drops it on some calls, so both spellings
    are one person. User names compare case-insensitively (RFC 7643 section 4.1.1).

    Returns:
        The key, empty when the name has nothing after its domain.
    """
    _, slash, bare = user_name.partition("/")
    return (bare if slash else user_name).strip().casefold()
