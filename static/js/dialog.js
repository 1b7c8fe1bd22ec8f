// Dialogs: opened by data-dialog-open, closed by data-dialog-close, by Esc and by a click outside a dropdown.
// The browser's own <dialog> keeps the focus inside and gives it back.
"use strict";

(() => {
  const pageDialog = () => document.getElementById("page-dialog");

  const announce = (words) => {
    const live = document.getElementById("live");
    if (live) live.textContent = words;
  };

  const closeDropdowns = (except) => {
    document.querySelectorAll("details.dropdown[open], details.parameter[open]").forEach((box) => {
      if (!except || !box.contains(except)) box.open = false;
    });
  };

  // The answer to a bulk button is a whole page; its `.confirm` part is shown as a dialog over the list.
  const showAnswer = (markup) => {
    const confirm = new DOMParser().parseFromString(markup, "text/html").querySelector(".confirm");
    if (!confirm) return false;
    const dialog = pageDialog();
    dialog.replaceChildren(document.importNode(confirm, true));
    dialog.setAttribute("aria-labelledby", "confirm-title");
    dialog.showModal();
    const first = dialog.querySelector("[autofocus], [data-dialog-close]");
    if (first) first.focus();
    return true;
  };

  // The focus goes to the first control, or to the one a dialog names.
  const open = (dialog) => {
    dialog?.showModal();
    dialog?.querySelector("[data-first-focus]")?.focus();
  };

  document.addEventListener("baomi:dialog", (event) => open(document.getElementById(event.detail)));

  const submitPlainly = (form, button) => {
    delete button.dataset.intoDialog;
    form.requestSubmit(button);
  };

  const askFirst = async (event) => {
    const button = event.submitter;
    if (!button || !("intoDialog" in button.dataset)) return;
    event.preventDefault();
    const form = event.target;
    const data = new FormData(form, button);
    try {
      const answer = await fetch(button.formAction, { method: "POST", body: data });
      if (answer.redirected || !showAnswer(await answer.text())) submitPlainly(form, button);
    } catch {
      submitPlainly(form, button);
    }
  };

  document.addEventListener("submit", askFirst);

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) {
      closeDropdowns();
      open(document.getElementById(opener.dataset.dialogOpen));
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer && closer.closest("dialog")) {
      event.preventDefault();
      closer.closest("dialog").close();
    }
    closeDropdowns(event.target);
    // A locked button answers with its reason instead of doing nothing.
    const locked = event.target.closest('[aria-disabled="true"]');
    if (locked) {
      event.preventDefault();
      const reason = document.getElementById(locked.getAttribute("aria-describedby"));
      if (reason) announce(reason.textContent.trim());
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.dropdown[open], details.parameter[open]");
    if (!open) return;
    open.open = false;
    if (open.contains(document.activeElement)) open.querySelector("summary").focus();
  });
})();
