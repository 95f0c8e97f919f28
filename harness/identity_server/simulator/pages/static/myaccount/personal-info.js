// Personal info: a row for each attribute; a pencil, or a link on an empty row, opens the form of one row.
import { patchMe } from "./api.js";
import { element, showError, showSuccess } from "./dom.js";
import { faultOf, isReadOnlyUser, rowsOf, testIdPart, valueOf } from "./profile.js";

// An address that is too long for a phone breaks after its @, not in the middle of a word.
const breakable = (text) => text.split(/(?<=@)/).flatMap((part) => [part, element("wbr")]);

export class PersonalInfo {
  constructor(account, readUser) {
    this.account = account;
    this.readUser = readUser;
    this.list = element("ul", { class: "rows", "data-testid": "profile-schema-list" });
    this.element = element("section", {}, element("div", {}, element("h1", { tabindex: "-1" }, "Personal Info"),
      element("p", { class: "lead" }, "Your name, your addresses, your numbers.")), this.list);
    this.render();
  }

  // One form is open at a time; `editing` names its row.
  render(editing = "") {
    this.editing = editing;
    const { user, schemas } = this.account;
    const locked = isReadOnlyUser(user);
    const items = rowsOf(schemas).map((row) => {
      const value = valueOf(row, user);
      if (row.name === editing) return this.form(row, value.text);
      if (!value.text && (locked || row.readOnly)) return null;
      return this.item(row, value, locked || row.readOnly);
    });
    this.list.replaceChildren(...items.filter(Boolean));
  }

  item(row, value, readOnly) {
    const prefix = `profile-schema-mobile-editing-section-${testIdPart(row)}`;
    const shown = value.text
      ? element("span", {}, ...breakable(value.text))
      : element("a", {
        href: "#",
        "data-testid": `${prefix}-placeholder`,
        onclick: (event) => { event.preventDefault(); this.edit(row); },
      }, `Enter your ${row.label.toLowerCase()}`);
    const item = element("li", { "data-testid": "profile-schema-list-item" },
      element("div", { class: "label" }, row.label), element("div", { class: "value" }, shown));
    if (value.pending) shown.append(element("i", { class: "info", role: "img", "aria-label": "Waits for confirmation", title: "Waits for confirmation" }));
    if ((value.text || this.account.variant.pencilsOnEmpty) && !readOnly) item.append(this.pencil(row, prefix));
    return item;
  }

  pencil(row, prefix) {
    const edit = () => this.edit(row);
    return element("i", {
      class: "pencil",
      role: "button",
      tabindex: "0",
      "aria-label": `Edit ${row.label}`,
      "data-testid": `${prefix}-edit-button`,
      onclick: edit,
      onkeydown: (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        edit();
      },
    });
  }

  edit(row) {
    this.render(row.name);
    const input = this.list.querySelector("form input");
    input.focus();
    input.select();
  }

  form(row, text) {
    const prefix = `profile-schema-mobile-editing-section-${testIdPart(row)}`;
    const input = element("input", {
      name: row.name,
      type: "text",
      value: text,
      maxlength: row.name.startsWith("emails") ? "50" : "30",
      "aria-label": row.label,
      "aria-required": String(row.required),
    });
    const fault = element("div", { class: "ui pointing above prompt label", role: "alert", id: "field-error", hidden: true });
    const form = element("form", { novalidate: true, "aria-label": `Edit ${row.label}` },
      element("div", { class: "field" }, input, fault),
      element("div", { class: "actions" },
        element("button", { type: "submit", class: "ui button primary", "data-testid": `${prefix}-save-button` }, "Save"),
        element("button", {
          type: "button",
          class: "ui button",
          "data-testid": `${prefix}-cancel-button`,
          onclick: () => this.close(row),
        }, "Cancel")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit(row, input, fault);
    });
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(row); });
    return element("li", { "data-testid": "profile-schema-editing-section" },
      element("div", { class: "label" }, row.label), form);
  }

  submit(row, input, fault) {
    const text = faultOf(row, input.value);
    if (!text) {
      this.save(row, input.value);
      return;
    }
    fault.textContent = text;
    fault.hidden = false;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", fault.id);
    input.focus();
  }

  // On 6.1 the form closes before the answer, as on the real page: what tells of the outcome is the toast.
  async save(row, value) {
    const { changesOf, closesFirst } = this.account.variant;
    const changes = changesOf(row, value, this.account.user);
    if (closesFirst) this.close(row);
    else this.list.querySelector("form button[type=submit]").disabled = true;
    try {
      await patchMe(changes);
      showSuccess("User profile updated successfully", "The required user profile details were successfully updated");
      await this.readUser();
    } catch (error) {
      showError("Something went wrong", error.message);
      if (closesFirst) return;
    }
    if (this.editing === row.name && !closesFirst) this.close(row);
    else this.refresh(row);
  }

  // New values must not close a form that was opened meanwhile: it shows them when it closes.
  refresh(row) {
    if (this.editing) return;
    if (this.list.contains(document.activeElement)) this.close(row);
    else this.render();
  }

  close(row) {
    this.render();
    const prefix = `profile-schema-mobile-editing-section-${testIdPart(row)}`;
    this.list.querySelector(`[data-testid="${prefix}-edit-button"], [data-testid="${prefix}-placeholder"]`)?.focus();
  }
}
