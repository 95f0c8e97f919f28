// Bearer calls. A 401 refreshes the tokens and repeats the call once.
import { PUBLIC_URL, refresh, session } from "./oauth.js";

export const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

export class ApiError extends Error {
  constructor(status, detail) {
    super(detail || `The server answered ${status}.`);
    this.status = status;
  }
}

async function once(method, path, body, accept) {
  const headers = {
    Accept: accept,
    Authorization: `Bearer ${session.accessToken}`,
    "Access-Control-Allow-Origin": PUBLIC_URL,
  };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const request = { method, headers, body: body && JSON.stringify(body), credentials: "omit" };
  return fetch(`${PUBLIC_URL}${path}`, request).catch(() => {
    throw new ApiError(0, "The server does not answer. Try again in a moment.");
  });
}

async function call(method, path, body, accept = "application/json") {
  let response = await once(method, path, body, accept);
  if (response.status === 401) {
    await refresh();
    response = await once(method, path, body, accept);
  }
  const answer = await response.json().catch(() => ({}));
  if (response.status !== 200) throw new ApiError(response.status, answer.detail ?? answer.description);
  return answer;
}

export const readOnlyFlag = () => call("GET", `/scim2/Me?attributes=${ENTERPRISE}.isReadOnlyUser`);
export const me = () => call("GET", "/scim2/Me");
export const schemas = () => call("GET", "/scim2/Schemas");
export const associations = () => call("GET", "/api/users/v1/me/associations");
export const federatedAssociations = () => call("GET", "/api/users/v1/me/federated-associations");
export const applications = () => call("GET", "/api/users/v1/me/applications");
export const sessions = () => call("GET", "/api/users/v1/me/sessions");

// operations: [[op, value], ...]
export function patchMe(operations) {
  const body = { Operations: operations.map(([op, value]) => ({ op, value })), schemas: [PATCH_OP] };
  return call("PATCH", "/scim2/Me", body, "application/json, text/plain, */*");
}
