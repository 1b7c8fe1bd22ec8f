// The order of columns: a column moves up or down in the list that is sent; without script the order stays.
"use strict";

(() => {
  document.querySelectorAll("[data-order]").forEach((list) => {
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      const line = button.closest("li");
      if (button.dataset.move === "-1") line.previousElementSibling?.before(line);
      else line.nextElementSibling?.after(line);
      button.focus(); // moving a node takes the focus away
      const label = line.querySelector("label").textContent.trim();
      const place = [...list.children].indexOf(line) + 1;
      document.getElementById("live").textContent = `${label}，第 ${place} 列`;
    });
  });
})();
