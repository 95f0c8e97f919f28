// The details form. The browser's own validation comes first (it never shows as text of the page); then these checks,
// in the real page's order. The typed values are kept for the case that the server refuses the password.
import { showError } from "./errors.js";

const form = document.getElementById("register");
const KEPT = "self-registration-fields";
const textInputs = () => [...form.querySelectorAll("input[type=text], input[type=email]")];
const kept = () => [...textInputs(), ...form.querySelectorAll("select")];

function fault() {
  for (const input of textInputs()) {
    if (/[<>`"]/.test(input.value)) {
      return [input, 'For security measures following characters are restricted < > ` "'];
    }
    if (input.value && !input.value.trim()) return [input, "Required fields cannot be empty"];
  }
  for (const [id, name] of [["firstname", "First name"], ["lastname", "Last name"]]) {
    const input = document.getElementById(id);
    if (input && !input.value.trim()) {
      return [input, `${name} cannot be empty. Please enter a valid ${name.toLowerCase()}.`];
    }
  }
  const [first, second] = ["password", "password2"].map((id) => document.getElementById(id));
  if (first.value !== second.value) return [second, "Passwords did not match. Please try again."];
  const terms = document.getElementById("termsCheckbox");
  if (!terms.checked) return [terms, "Please confirm that you have read and understood the Privacy Policy"];
  return null;
}

form.addEventListener("submit", (event) => {
  const found = fault();
  if (found) {
    event.preventDefault();
    showError(found[1], found[0]);
    return;
  }
  sessionStorage.setItem(KEPT, JSON.stringify(kept().map((input) => [input.name, input.value])));
  document.getElementById("registrationSubmit").disabled = true;
});

window.addEventListener("pageshow", () => { document.getElementById("registrationSubmit").disabled = false; });

if (document.getElementById("server-error-msg")) {
  const values = new Map(JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"));
  for (const input of kept()) input.value = values.get(input.name) ?? input.value;
} else {
  sessionStorage.removeItem(KEPT);
}
