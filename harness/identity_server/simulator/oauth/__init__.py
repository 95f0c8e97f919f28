"""OAuth 2 and OpenID Connect for the application My Account: authorization code with PKCE, refresh, sign-out.

- `sessions`: requests, browser sessions, codes and tokens; `keys`: the signing key and the ID token;
- `authorize`: from the authorize request over the sign-in to the code; `tokens`: from the code to the tokens;
- `logout`: the end of a session.
"""
