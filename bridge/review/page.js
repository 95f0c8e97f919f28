"use strict";
const form = document.querySelector(".filter");
const kinds = [...document.querySelectorAll("[data-grade]")];
const said = document.querySelector("[role=status]");

function show() {
  const property = form.elements.property.value;
  const what = form.elements.what.value;
  const grades = new Set([...form.querySelectorAll("[name=grade]:checked")].map(box => box.value));
  for (const kind of kinds) {
    const { grade, what: own } = kind.dataset;
    const named = kind.closest("[data-property]").dataset.property;
    kind.hidden = !(grades.has(grade) && (!what || what === own) && (!property || property === named));
  }
  for (const card of document.querySelectorAll("[data-property]")) {
    card.hidden = !card.querySelector("[data-grade]:not([hidden])");
  }
  const shown = kinds.filter(kind => !kind.hidden).length;
  said.textContent = `${shown} of ${kinds.length} kinds of change shown`;
}

if (form) {
  form.hidden = false;
  form.addEventListener("change", show);
  form.addEventListener("reset", () => setTimeout(show));
  show();
}
