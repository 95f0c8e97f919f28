// The one place for a message of the browser's own checks. Once shown it stays, as on the real page. The field that it
// is about is named to screen readers, and takes the focus; the message is what comes into view.
export function showError(text, input) {
  const box = document.getElementById("error-msg");
  box.textContent = text;
  box.hidden = false;
  for (const marked of document.querySelectorAll("[aria-invalid]")) unmark(marked);
  input.dataset.describedby = input.getAttribute("aria-describedby") ?? "";
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", `error-msg ${input.dataset.describedby}`.trim());
  input.focus({ preventScroll: true });
  box.scrollIntoView({ block: "center" });
}

function unmark(input) {
  input.removeAttribute("aria-invalid");
  if (input.dataset.describedby) input.setAttribute("aria-describedby", input.dataset.describedby);
  else input.removeAttribute("aria-describedby");
}
