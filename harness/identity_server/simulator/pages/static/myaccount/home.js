// My Account after the return from sign-in. When the ID token is refused the page stays blank, as the real one does.
import * as api from "./api.js";
import { element, showError } from "./dom.js";
import { frame, markCurrent } from "./frame.js";
import { goToSignIn, redeemCode, returnPath, session, signOut, watchSession } from "./oauth.js";
import { overview } from "./overview.js";
import { PersonalInfo } from "./personal-info.js";
import { SEVEN, SIX } from "./profile.js";

const variant = document.body.dataset.portals === "7" ? SEVEN : SIX;
const account = { user: {}, schemas: [], variant };

async function readUser() {
  const flag = await api.readOnlyFlag();
  account.user = { ...(await api.me()) };
  account.user[api.ENTERPRISE] = { ...account.user[api.ENTERPRISE], ...flag[api.ENTERPRISE] };
}

// What only decorates the page: its failure is told, and nothing else depends on it.
async function optional(name, promise) {
  try {
    return await promise;
  } catch (error) {
    showError("Something went wrong", `${name}: ${error.message}`);
    return null;
  }
}

const views = {
  overview: () => overview(account.user, optional),
  "personal-info": () => {
    optional("Associations", api.federatedAssociations());
    optional("Associations", api.associations());
    return new PersonalInfo(account, readUser).element;
  },
  security: () =>
    element("section", {}, element("h1", { tabindex: "-1" }, "Security"),
      element("p", { class: "card" }, "The simulator does not offer changing a password, sessions or consents.")),
};

function show(name) {
  const view = views[name] ? name : "overview";
  markCurrent(view);
  document.title = `${{ overview: "Overview", "personal-info": "Personal Info", security: "Security" }[view]} | My Account`;
  try {
    document.getElementById("content").replaceChildren(views[view]());
  } catch (error) {
    // A value that cannot be shown takes the whole page with it, as in the real app.
    document.getElementById("root").replaceChildren();
    throw error;
  }
}

function open(name) {
  history.pushState(null, "", `/myaccount/${name}`);
  show(name);
  document.querySelector("#content h1").focus();
}

const nameInPath = () => location.pathname.split("/")[2] ?? "overview";

async function start() {
  if (!(await redeemCode())) return goToSignIn();
  document.getElementById("root").replaceChildren(...frame(session.claims.sub, open, signOut));
  history.replaceState(null, "", returnPath());
  addEventListener("popstate", () => show(nameInPath()));
  watchSession();
  await readUser();
  account.schemas = await api.schemas();
  optional("Associations", api.associations());
  optional("Applications", api.applications());
  show(nameInPath());
}

start().catch((error) => console.error(error));
