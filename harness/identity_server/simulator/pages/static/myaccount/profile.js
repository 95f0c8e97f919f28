// Pure functions: the rows that /scim2/Schemas asks for, a row's value in /scim2/Me, and the PATCH that changes it.
import { ENTERPRISE } from "./api.js";

const WSO2 = "urn:scim:wso2:schema";
const CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
const HIDDEN = new Set([
  "active", "roles.default", "groups", "profileUrl", "accountLocked", "accountDisabled", "oneTimePassword",
  "userSourceId", "idpType", "localCredentialExists", "ResourceType", "ExternalID", "MetaData", "meta.version",
]);
const OWN_LABELS = { emails: "Email", phoneNumbers: "Phone number", userName: "Username" };
// Attributes whose sub-attributes are types ("mobile", "home"), not members ("givenName").
const TYPED = new Set(["emails", "phoneNumbers", "addresses"]);

const isText = (value) => typeof value === "string";

// -> [{name, label, order, required, pattern, readOnly, schema}], in display order. `name` is "name.givenName".
export function rowsOf(schemas) {
  return schemas
    .flatMap((schema) => schema.attributes.flatMap((attribute) => attributeRows(attribute, schema.id)))
    .filter((row) => !HIDDEN.has(row.name))
    .sort((one, other) => one.order - other.order);
}

function attributeRows(attribute, schema) {
  const members = attribute.subAttributes ?? [];
  const nested = members.map((member) => row(member, `${attribute.name}.${member.name}`, schema));
  if (attribute.name === "emails") return [row(attribute, "emails", schema), ...nested];
  return members.length ? nested : [row(attribute, attribute.name, schema)];
}

function row(attribute, name, schema) {
  return {
    name,
    schema: schema === CORE ? "" : schema,
    label: OWN_LABELS[name] ?? attribute.displayName ?? name,
    order: Number(attribute.displayOrder) || Number.MAX_SAFE_INTEGER,
    required: attribute.required === true,
    pattern: attribute.regEx ?? "",
    readOnly: attribute.mutability === "READ_ONLY" || name === "userName",
    typed: TYPED.has(name.split(".")[0]) && name.includes("."),
  };
}

export const testIdPart = (row) => row.name.replace(".", "-");
export const isReadOnlyUser = (user) => String(user[ENTERPRISE]?.isReadOnlyUser) === "true";

// -> {text, pending}; pending: an e-mail that waits for its confirmation.
export function valueOf(row, user) {
  const source = row.schema ? (user[row.schema] ?? {}) : user;
  const [first, second] = row.name.split(".");
  if (row.name === "emails") return emailValue(user);
  if (row.typed) {
    const entry = (source[first] ?? []).find((each) => each.type === second);
    return { text: entry?.value ?? entry?.formatted ?? "" };
  }
  const value = second ? source[first]?.[second] : source[first];
  return { text: plain(row, value) };
}

function emailValue(user) {
  const pending = user[ENTERPRISE]?.pendingEmails?.[0]?.value;
  return { text: pending ?? (user.emails ?? []).find(isText) ?? "", pending: pending !== undefined };
}

// The real page cannot render an object and dies of it; a list of strings it shows as it is.
function plain(row, value) {
  const parts = [value ?? ""].flat();
  if (parts.some((part) => part !== null && typeof part === "object")) {
    throw new Error(`${row.name}: objects are not valid as the text of a row`);
  }
  return parts.join("");
}

// -> the message under the field, or "" when the value may be sent.
export function faultOf(row, value) {
  if (row.required && !value.trim()) return `${row.label} is a required field`;
  if (value && row.pattern && !matches(row.pattern, value)) return `The format of the ${row.label} entered is incorrect`;
  return "";
}

// No flags: unlike a form's pattern attribute, so the phone pattern counts here and not at registration.
function matches(pattern, value) {
  try {
    return new RegExp(pattern).test(value);
  } catch {
    return true; // written for Java: the server decides
  }
}

// In what the releases' personal info differs. changesOf: (row, value, user) -> [[op, value], ...], the operations of the
// PATCH exactly as the real app composes them; closesFirst: whether a form closes before its answer; pencilsOnEmpty:
// whether an empty row has a pencil beside its link.
export const SIX = {
  changesOf: (...edit) => [changeOf(...edit)],
  closesFirst: true,
  pencilsOnEmpty: false,
};
export const SEVEN = { changesOf: changesOnSeven, closesFirst: false, pencilsOnEmpty: true };

function changeOf(row, value, user) {
  const [first, second] = row.name.split(".");
  if (row.schema) return ["replace", { [row.schema]: nested(first, second, value) }];
  if (first === "emails") return ["replace", { emails: emailsWith(second, value, user), ...verifyEmail() }];
  if (row.name === "phoneNumbers") return ["replace", { phoneNumbers: [value], ...verifyEmail() }];
  if (first === "phoneNumbers") return ["replace", { phoneNumbers: phonesWith(second, value, user) }];
  if (first === "addresses" && second) return ["add", { addresses: [{ type: second, formatted: value }] }];
  return ["replace", nested(first, second, value)];
}

// On 7.x a number is added to the others, and what is to be confirmed is an operation of its own.
function changesOnSeven(row, value, user) {
  const [first, second] = row.name.split(".");
  if (row.schema) return [changeOf(row, value, user)];
  if (first === "emails") return [["replace", { emails: emailsWith(second, value, user) }], toConfirm("verifyEmail")];
  if (first !== "phoneNumbers" || !second) return [changeOf(row, value, user)];
  const added = ["add", { phoneNumbers: [{ type: second, value }] }];
  return second === "mobile" ? [added, toConfirm("verifyMobile")] : [added];
}

const toConfirm = (flag) => ["replace", { [WSO2]: { [flag]: true } }];
const nested = (first, second, value) => ({ [first]: second ? { [second]: value } : value });
const verifyEmail = () => ({ [ENTERPRISE]: { verifyEmail: true } });

function emailsWith(type, value, user) {
  const all = user.emails ?? [];
  const typed = all.filter((each) => !isText(each) && each.type !== type);
  return type ? [...all.filter(isText), ...typed, { type, value }] : [...typed, value];
}

// The typed entries as they are, an empty string, the new entry. A plain number (from registration) is not repeated.
function phonesWith(type, value, user) {
  return [...(user.phoneNumbers ?? []).filter((each) => !isText(each)), "", { type, value }];
}
