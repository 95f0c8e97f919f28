// The first view: a greeting, where to go, and the open sessions.
import * as api from "./api.js";
import { element } from "./dom.js";

export function overview(user, optional) {
  const name = user.name?.givenName ?? user.userName ?? "";
  const list = element("p", { role: "status" }, "Loading …");
  fill(list, optional("Sessions", api.sessions()));
  return element("section", {},
    element("div", {}, element("h1", { tabindex: "-1" }, `Welcome, ${name.split("/").pop()}`),
      element("p", { class: "lead" }, "See and change what this account knows about you.")),
    element("div", { class: "card" }, element("h2", {}, "Open sessions"), list));
}

async function fill(list, answer) {
  const sessions = (await answer)?.sessions ?? [];
  list.textContent = sessions.length === 1 ? "You are signed in here." : `Sessions: ${sessions.length}`;
}
