// Signing in on 7.x: the page checks its two fields itself; the form goes out only after the server has answered
// "logincontext". Until the page is ready for that, the button is loading.
import { faults } from "./faults.js";
import { showsPassword } from "./shown.js";

const form = document.getElementById("loginForm");
const [shown, username, password, button] = ["usernameUserInput", "username", "password", "sign-in-button"].map(
  (id) => document.getElementById(id));
const tell = faults((input) => (input === shown ? "usernameError" : "passwordError"), "Text");

async function loginContext() {
  const response = await fetch(`${form.dataset.loginContext}&_=${Date.now()}`, { credentials: "same-origin" });
  if (!response.ok) return false;
  const answer = await response.json().catch(() => ({}));
  if (answer && answer.status === "redirect") {
    window.location.href = answer.redirectUrl;
    return false;
  }
  return true;
}

const filledIn = () => tell([
  [shown, shown.value.trim() ? "" : "Username cannot be empty."],
  [password, password.value ? "" : "Password cannot be empty."],
]);

let sending = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (sending || !filledIn()) return;
  sending = true;
  username.value = shown.value.trim();
  const go = await loginContext().catch(() => false);
  if (go) form.submit();
  else sending = false;
});

document.getElementById("resend")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("resendForm").submit();
});
showsPassword(document.getElementById("password-eye"), password);

// A page that comes back from the browser's cache may send again.
window.addEventListener("pageshow", () => { sending = false; });
loginContext().catch(() => false);
button.classList.remove("loading");
