"""``harness up``: the stack for a person, a start page with what to click, and a live view of the chain."""
