// Elements and toasts.
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const TOAST_MS = 5000;

function toast(kind, title, text) {
  const close = element("button", { type: "button", class: "ui button", "aria-label": "Dismiss" }, "×");
  const box = element(
    "div",
    { class: `notification notification-${kind}`, role: kind === "error" ? "alert" : "status" },
    element("div", { class: "notification-text" },
      element("p", { "data-testid": `alert-${kind}-message`, class: "notification-title" }, title),
      element("p", { "data-testid": `alert-${kind}-description` }, text)),
    close,
  );
  close.addEventListener("click", () => box.remove());
  const toasts = document.getElementById("toasts");
  for (const older of [...toasts.children]) if (older.textContent === box.textContent) older.remove();
  toasts.append(box);
  setTimeout(() => box.remove(), TOAST_MS);
}

export const showSuccess = (title, text) => toast("success", title, text);
export const showError = (title, text) => toast("error", title, text);
