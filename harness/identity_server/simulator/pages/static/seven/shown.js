// The button beside a password: shows it, and hides it again.
export function showsPassword(button, password) {
  button.addEventListener("click", () => {
    const shown = password.type === "text";
    password.type = shown ? "password" : "text";
    button.textContent = shown ? "Show" : "Hide";
    button.setAttribute("aria-label", `${button.textContent} password`);
  });
}
