"""The realism ladder: each rung brings the same three servers in another way, and scenarios know none of them."""
