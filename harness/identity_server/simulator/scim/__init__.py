"""The inbound SCIM 2 API (`/scim2`): what My Account and an administrator call.

- `paths`: SCIM values as flat paths, and PATCH as a change of them (pure);
- `resource`: a user as a SCIM resource; `schemas`: what My Account builds its rows from;
- `changes`: from changed paths to the events of the user store; `me` and `users`: the routes.
"""
