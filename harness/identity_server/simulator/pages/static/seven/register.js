// Registration on 7.x: all checks are the page's own (the form is "novalidate"), in the real page's order, each with its
// message under its field. A password that breaks a rule has no message: the rule gets a cross.
import { faults } from "./faults.js";
import { showsPassword } from "./shown.js";

const form = document.getElementById("register");
const KEPT = "registrationData";
const [userName, email, password] = ["alphanumericUsernameUserInput", "usernameUserInput", "passwordUserInput"].map(
  (id) => document.getElementById(id));
const EMPTY = "Required fields cannot be empty";
const MOBILE = /^\s*(?:\+?(\d{1,3}))?[-. (]*(\d{3})?[-. )]*(\d{3})?[-. ]*(\d{4,6})(?: *x(\d+))?\s*$/;
const MAIL = /^[À-ÿa-zA-Z0-9_+.-]+@([a-zA-Z0-9-]+\.)+[a-zA-Z0-9]{2,10}$/;
const BOXES = {
  alphanumericUsernameUserInput: "alphanumeric-username-error-msg",
  usernameUserInput: "username-error-msg",
  passwordUserInput: "password-error-msg",
  firstNameUserInput: "firstname-error-msg",
  lastNameUserInput: "lastname-error-msg",
};
const RULES = {
  length: (text) => text.length >= 8 && text.length <= 30,
  case: (text) => /[a-z]/.test(text) && /[A-Z]/.test(text),
  number: (text) => /\d/.test(text),
  "special-chr": (text) => /[!#$%&'()*+,\-./:;<=>?@[\]^_{|}~]/.test(text),
};

const further = () => [...form.querySelectorAll("input[type=text], select")].filter(
  (input) => input !== userName && !["firstNameUserInput", "lastNameUserInput"].includes(input.id));
const ownBox = faults((input) => BOXES[input.id], "-text");
const claimBox = faults((input) => `${input.name.split("/").pop()}_error`, "_text");

function userNameFault() {
  const text = userName.value.trim();
  if (!text) return "Enter your username";
  if (text.length < 5 || text.length > 30) return "The length of the username should be between 5 and 30.";
  return /^(?=.*[a-zA-Z])[a-zA-Z0-9]+$/.test(text) ? "" : "The username takes letters and digits, with at least one letter.";
}

function emailFault() {
  const text = email.value.trim();
  if (!text) return email.required ? "Enter your email" : "";
  return MAIL.test(text) || !email.required ? "" : "Please enter a valid email.";
}

function claimFault(input) {
  const text = input.value;
  if (input.id === "mobileNumber" && text.trim() && !MOBILE.test(text)) return "Please enter a valid mobile number.";
  if (input.type === "text" && text.trim() && text.length > 250) return "Maximum length cannot exceed 250";
  if (input.type === "text" && /[<>`"]/.test(text)) {
    return 'For security measures following characters are restricted < > ` "';
  }
  return input.required && !text.trim() ? EMPTY : "";
}

const nameFaults = () => ["firstNameUserInput", "lastNameUserInput"]
  .map((id) => document.getElementById(id))
  .filter(Boolean)
  .map((input) => [input, input.required && !input.value.trim() ? "Required" : ""]);

// While somebody types, a rule that is not kept yet is no fault; when they leave the field or send, it is.
function judgeRules(sign) {
  const text = password.value.trim();
  let kept = true;
  for (const [rule, holds] of Object.entries(RULES)) {
    const state = holds(text) ? "check" : sign;
    kept &&= state === "check";
    for (const each of ["neutral", "cross", "check"]) {
      document.getElementById(`password-validation-${each}-${rule}`).hidden = each !== state;
    }
  }
  return kept;
}

function passwordIsFine() {
  if (!password.value.trim()) return ownBox([[password, "Enter your password"]]);
  ownBox([[password, ""]]);
  const kept = judgeRules("cross");
  if (!kept) {
    password.setAttribute("aria-invalid", "true");
    password.focus();
  }
  return kept;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (form.dataset.submitted) return;
  // From the last to the first, so that the first at fault has the focus in the end.
  const fine = [
    claimBox(further().map((input) => [input, claimFault(input)])),
    ownBox(nameFaults()),
    passwordIsFine(),
    ownBox([[userName, userNameFault()], ...(email ? [[email, emailFault()]] : [])]),
  ].every(Boolean);
  if (!fine) return;
  document.getElementById("username").value = userName.value.trim();
  document.getElementById("password").value = password.value.trim();
  const kept = [...form.querySelectorAll("input[type=text], input[type=email], select")];
  sessionStorage.setItem(KEPT, JSON.stringify(kept.map((input) => ({ name: input.name, value: input.value }))));
  form.dataset.submitted = "true";
  form.submit();
});

password.addEventListener("input", () => {
  password.removeAttribute("aria-invalid");
  judgeRules("neutral");
});
password.addEventListener("blur", () => { if (password.value) judgeRules("cross"); });
window.addEventListener("pageshow", () => { delete form.dataset.submitted; });
showsPassword(document.getElementById("password-eye"), password);

const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
sessionStorage.removeItem(KEPT);
if (document.getElementById("server-error-msg")) {
  for (const { name, value } of kept) document.getElementsByName(name)[0].value = value;
}
