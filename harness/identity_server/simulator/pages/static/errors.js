// The one place for a message of the browser's own checks. Once shown it stays, as on the real page.
export function showError(text) {
  const box = document.getElementById("error-msg");
  box.textContent = text;
  box.hidden = false;
  box.scrollIntoView({ block: "center" });
}
