// What surrounds every view: header with the user menu, side panel, toasts, cookie banner.
import { element } from "./dom.js";

const ITEMS = [["overview", "Overview"], ["personal-info", "Personal Info"], ["security", "Security"]];
const COOKIES = "accepts-cookies";

export function frame(subject, open, signOut) {
  const name = subject.replace(/@[^@]*$/, "");
  const panel = sidePanel(open);
  return [
    element("a", { href: "#content", class: "skip" }, "Skip to content"),
    header(name, panel, signOut),
    element("div", { class: "shell" }, panel, element("main", { id: "content", tabindex: "-1" },
      element("p", { class: "loading", role: "status" }, "Loading …"))),
    element("div", { id: "toasts", role: "region", "aria-label": "Notifications", "aria-live": "polite" }),
    ...cookieBanner(),
  ];
}

export function markCurrent(view) {
  for (const link of document.querySelectorAll("#side-panel a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function sidePanel(open) {
  const links = ITEMS.map(([view, label]) =>
    element("li", {}, element("a", {
      href: `/myaccount/${view}`,
      "data-view": view,
      "data-testid": `side-panel-items-${view}`,
      onclick: (event) => {
        event.preventDefault();
        document.getElementById("side-panel").classList.remove("open");
        document.querySelector(".hamburger").setAttribute("aria-expanded", "false");
        open(view);
      },
    }, label)));
  return element("nav", { id: "side-panel", class: "side", "aria-label": "My Account" }, element("ul", {}, ...links));
}

function header(name, panel, signOut) {
  const hamburger = expander("≡", {
    class: "ui button hamburger",
    "aria-label": "Menu",
    "aria-controls": "side-panel",
    "data-testid": "app-header-hamburger-icon",
  }, (open) => panel.classList.toggle("open", open));
  return element("header", { class: "bar" }, element("div", { class: "bar-inner" }, hamburger,
    element("span", { class: "brand" }, "My Account"), element("span", { class: "tag spare" }, "simulator"),
    userMenu(name, signOut)));
}

function userMenu(name, signOut) {
  const logout = element("button", {
    type: "button",
    class: "ui button",
    "data-testid": "app-header-dropdown-link-Logout",
    onclick: signOut,
  }, "Logout");
  const menu = element("div", { class: "menu", hidden: true }, logout);
  const button = expander(element("span", {}, name), {
    class: "ui button",
    "aria-label": `Account menu of ${name}`,
    "data-testid": "app-header-user-dropdown",
  }, (open) => { menu.hidden = !open; });
  const box = element("div", { class: "user-menu" }, button, menu);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    button.click();
    button.focus();
  });
  return box;
}

function expander(label, attributes, toggle) {
  const button = element("button", { type: "button", "aria-expanded": "false", ...attributes }, label);
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    toggle(open);
  });
  return button;
}

function cookieBanner() {
  if (localStorage.getItem(COOKIES)) return [];
  const banner = element("aside", { class: "cookies", "aria-label": "Cookies" },
    element("p", {}, "This page keeps you signed in with a cookie."));
  banner.append(element("button", {
    type: "button",
    class: "ui button primary",
    "data-testid": "cookie-consent-banner-confirm-button",
    onclick: () => {
      localStorage.setItem(COOKIES, "true");
      banner.remove();
    },
  }, "Got It"));
  return [banner];
}
