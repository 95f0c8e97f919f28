// OAuth 2 authorization code with PKCE (RFC 7636, S256), as the real app does it on the wire: the doubled "openid",
// the empty "ut" and the redirect_uri that is not percent-encoded are its own.
export const PUBLIC_URL = document.body.dataset.publicUrl;
export const CLIENT_ID = "MY_ACCOUNT";
const REDIRECT_URI = `${PUBLIC_URL}/myaccount`;
const ISSUER = `${PUBLIC_URL}/oauth2/token`;
const TENANT = "/t/carbon.super";
const VERIFIER = "pkce_code_verifier";
const RETURN_TO = "auth_callback_url";
const STATE = "request_0";
const LEEWAY_SECONDS = 300;

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

const jsonOf = (part) => JSON.parse(new TextDecoder().decode(bytesOf(part)));

export async function goToSignIn() {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const challenge = base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  sessionStorage.setItem(VERIFIER, verifier);
  if (location.pathname !== "/myaccount") sessionStorage.setItem(RETURN_TO, location.pathname);
  location.replace(
    `${PUBLIC_URL}${TENANT}/oauth2/authorize?ut=&response_type=code&client_id=${CLIENT_ID}` +
      `&scope=openid+openid+SYSTEM&redirect_uri=${encodeURIComponent(REDIRECT_URI)}&response_mode=form_post` +
      `&code_challenge_method=S256&code_challenge=${challenge}&state=${STATE}`,
  );
}

// The path the person asked for before signing in.
export function returnPath() {
  const path = sessionStorage.getItem(RETURN_TO);
  sessionStorage.removeItem(RETURN_TO);
  return path ?? "/myaccount/overview";
}

export const session = { accessToken: "", refreshToken: "", idToken: "", claims: {}, sessionState: "" };

async function tokenRequest(body) {
  const response = await fetch(`${PUBLIC_URL}/oauth2/token`, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
    body,
  });
  if (response.status === 400 && session.idToken) return sessionIsOver();
  if (!response.ok) throw new Error(`The token endpoint answered ${response.status}`);
  const answer = await response.json();
  session.claims = await verified(answer.id_token);
  session.accessToken = answer.access_token;
  session.refreshToken = answer.refresh_token;
  session.idToken = answer.id_token;
}

// A refused refresh means that the session has ended; the real app signs out then and says nothing. What waits for
// the tokens waits until the page is gone.
function sessionIsOver() {
  signOut();
  return new Promise(() => {});
}

// Redeems the code that came back by form_post. False when there is none: then sign-in starts afresh.
export async function redeemCode() {
  const answer = await (await fetch("/myaccount/auth", { cache: "no-store" })).json();
  const verifier = sessionStorage.getItem(VERIFIER);
  if (!answer.authCode || !verifier || answer.state !== STATE) return false;
  sessionStorage.removeItem(VERIFIER);
  session.sessionState = answer.sessionState;
  await tokenRequest(
    `client_id=${CLIENT_ID}&code=${answer.authCode}&grant_type=authorization_code` +
      `&redirect_uri=${REDIRECT_URI}&code_verifier=${verifier}`,
  );
  return true;
}

let refreshing = null;
// One refresh at a time: calls that meet a 401 together share its outcome.
export function refresh() {
  refreshing ??= tokenRequest(
    `client_id=${CLIENT_ID}&refresh_token=${session.refreshToken}&grant_type=refresh_token`,
  ).finally(() => { refreshing = null; });
  return refreshing;
}

async function verified(idToken) {
  const [head, body, signature] = idToken.split(".");
  const header = jsonOf(head);
  const { keys } = await (await fetch(`${PUBLIC_URL}/oauth2/jwks`)).json();
  const jwk = keys.find((key) => key.kid === header.kid);
  if (header.alg !== "RS256" || !jwk) throw new Error("ID token: no RS256 key with its kid");
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", { kty: jwk.kty, n: jwk.n, e: jwk.e }, algorithm, false, ["verify"]);
  const signed = new TextEncoder().encode(`${head}.${body}`);
  if (!(await crypto.subtle.verify(algorithm, key, bytesOf(signature), signed))) {
    throw new Error("ID token: wrong signature");
  }
  const claims = jsonOf(body);
  refuseUnlessOurs(claims);
  return claims;
}

function refuseUnlessOurs(claims) {
  const now = Date.now() / 1000;
  if (claims.iss !== ISSUER) throw new Error(`ID token: iss is ${claims.iss}, not ${ISSUER}`);
  if (![].concat(claims.aud).includes(CLIENT_ID)) throw new Error(`ID token: aud lacks ${CLIENT_ID}`);
  if (claims.exp + LEEWAY_SECONDS < now) throw new Error("ID token: expired");
  if (claims.nbf !== undefined && claims.nbf - LEEWAY_SECONDS > now) throw new Error("ID token: not valid yet");
}

export function signOut() {
  location.href =
    `${PUBLIC_URL}${TENANT}/oidc/logout?id_token_hint=${session.idToken}` +
    `&post_logout_redirect_uri=${encodeURIComponent(REDIRECT_URI)}&state=sign_out_success`;
}

// The session check of OpenID Connect Session Management: an invisible frame, asked every three seconds.
export function watchSession() {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "Session check";
  frame.src = `${PUBLIC_URL}${TENANT}/oidc/checksession?client_id=${CLIENT_ID}&redirect_uri=${REDIRECT_URI}`;
  document.body.append(frame);
  setInterval(() => frame.contentWindow?.postMessage(`${CLIENT_ID} ${session.sessionState}`, PUBLIC_URL), 3000);
}
