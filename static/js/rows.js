// Tables whose rows are typed: one more row, one less. Without script the empty rows at the end take what is added.
"use strict";

(() => {
  const changed = (table) => table.dispatchEvent(new Event("change", { bubbles: true }));

  // The form saves by itself when something is typed; a row gone or come is as much of a change.
  const touched = (field) => field?.form?.elements[0]?.dispatchEvent(new Event("input", { bubbles: true }));

  const add = (button) => {
    const name = button.dataset.rowAdd;
    const table = document.querySelector(`[data-rows="${name}"]`);
    const model = document.querySelector(`template[data-row-of="${name}"]`);
    const number = table.dataset.next;
    table.dataset.next = String(Number(number) + 1);
    const row = model.content.firstElementChild.cloneNode(true);
    row.querySelectorAll("[name]").forEach((field) => {
      field.name = field.name.replace("__n__", number);
    });
    row.querySelectorAll("[data-script-only]").forEach((part) => (part.hidden = false));
    table.tBodies[0].append(row);
    row.querySelector("input").focus();
  };

  const remove = (button) => {
    const row = button.closest("tr");
    const table = row.closest("table");
    const near = row.nextElementSibling || row.previousElementSibling;
    const field = row.querySelector("input");
    touched(field);
    row.remove();
    changed(table);
    (near?.querySelector("input") || document.querySelector(`[data-row-add="${table.dataset.rows}"]`)).focus();
  };

  document.addEventListener("click", (event) => {
    const adding = event.target.closest("[data-row-add]");
    const removing = event.target.closest("[data-row-remove]");
    if (adding) add(adding);
    if (removing) remove(removing);
  });
})();
