"""Checks a change of the mapping before it ships: reads mappings and users, and shows what the change does.

``files`` reads mappings and other texts, from files or from git; ``corpus`` reads users, one a line or from a
generator, and ``users`` makes of them what the directory would; ``difference`` runs the comparison
(a large file in two processes, by ``elsewhere``); ``report`` is what
came of it, for ``table``, ``markdown``, ``data`` (JSON), ``junit`` and ``page`` (HTML) to show. The comparison itself
is in ``bridge.mapping.diff``, and is pure.
"""
