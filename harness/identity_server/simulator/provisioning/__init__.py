"""Outbound provisioning: from a user-store event to the connector's HTTP requests.

- `model`: events, settings, and the record of what was sent;
- `manager`: decides (whose settings, rows, rules) and runs, in the caller or beside it;
- `connectors`: `scim` and `scim2`, byte by byte as recorded from the vendor's own;
- `vendor`: the same by WSO2's own code, with `--sender wso2`;
- `wire`: the outbound HTTP client; `javahash`: the order in which Java writes JSON keys.
"""
