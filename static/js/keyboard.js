// Keys of look §4. Single letters do nothing inside a field and can be switched off (body data-keys="off").
"use strict";

(() => {
  const ROW_KEYS = { j: "next", ArrowDown: "next", k: "previous", ArrowUp: "previous", x: "mark" };
  const LINK_KEYS = ["/", "f", "n", "e", "p", "[", "]"];
  let afterG = 0;

  const inField = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const rowAction = (action) => document.dispatchEvent(new CustomEvent("baomi:row", { detail: { action } }));

  const use = (key) => {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    const details = target.closest("details");
    if (target.matches("input")) target.focus();
    else if (target.matches("summary") && details) {
      details.open = true;
      details.querySelector("input, select, a, button")?.focus();
    } else target.click();
    return true;
  };

  // The same button as the mouse would press, so the same confirmation follows.
  const send = (event) => {
    const form = document.activeElement?.closest("form");
    const button = (form || document).querySelector('[data-key="send"]') || document.querySelector('[data-key="send"]');
    if (!button) return;
    event.preventDefault();
    button.click();
  };

  const single = (event) => {
    const { key } = event;
    if (afterG && Date.now() - afterG < 1500) {
      afterG = 0;
      const target = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
      if (target) target.click();
      return Boolean(target);
    }
    if (key === "g") {
      afterG = Date.now();
      return true;
    }
    if (key === "?") {
      document.dispatchEvent(new CustomEvent("baomi:dialog", { detail: "keys" }));
      return true;
    }
    return LINK_KEYS.includes(key) && use(key);
  };

  const onRows = (event) => {
    const focusedRow = event.target.matches?.("tr[tabindex]");
    const arrows = event.key.startsWith("Arrow");
    if (event.key === "Enter" && focusedRow) {
      rowAction("open");
      return true;
    }
    if (event.key === " " && focusedRow) {
      rowAction("mark");
      return true;
    }
    const action = ROW_KEYS[event.key];
    if (!action || (arrows && !focusedRow)) return false;
    rowAction(arrows && event.shiftKey ? `extend-${action}` : action);
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      send(event);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (inField(event.target) || document.querySelector("dialog[open]")) return;
    const letters = document.body.dataset.keys !== "off";
    const named = event.key.length > 1 || event.key === " ";
    if ((letters || named) && onRows(event)) event.preventDefault();
    else if (letters && single(event)) event.preventDefault();
  });
})();
