"""The administration API (`/api/server/v1`): what `harness configure` and an administrator's scripts call.

- `access`: who may call, bodies, ids, answers; the errors are `AdminRefusal`;
- `claims`, `providers`, `connectors`, `applications`, `governance`, `release`: the routes, one module a resource;
- `outbound`: outbound provisioning entries as JSON.

Paths, bodies, ids, codes and texts follow the server's source (identity-api-server, release by release).
"""
