// Signing in: the form goes out only after the server has answered "logincontext"; if that call fails, Continue
// silently does nothing, which is what the real page does.

const form = document.getElementById("loginForm");

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

let sending = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (sending) return;
  sending = true;
  const username = document.getElementById("username");
  username.value = username.value.trim();
  const go = await loginContext().catch(() => false);
  if (go) form.submit();
  else sending = false;
});

for (const button of document.querySelectorAll("#registerLink[data-href]")) {
  button.addEventListener("click", () => { window.location.href = button.dataset.href; });
}

const eye = document.getElementById("passwordUnmaskIcon");
eye.addEventListener("click", () => {
  const password = document.getElementById("password");
  const shown = password.type === "text";
  password.type = shown ? "password" : "text";
  eye.textContent = shown ? "Show" : "Hide";
  eye.setAttribute("aria-label", `${eye.textContent} password`);
});

// A page that comes back from the browser's cache may send again.
window.addEventListener("pageshow", () => { sending = false; });
loginContext().catch(() => false);
