// Toasts go after 6 seconds, but not while the pointer or the focus rests on them. Errors never come here.
"use strict";

(() => {
  const STAYS = 6000;
  const area = document.querySelector("[data-toasts]");
  if (!area) return;

  const leave = (toast) => {
    if (toast.matches(":hover, :focus-within")) setTimeout(() => leave(toast), STAYS);
    else toast.remove();
  };

  const start = (toast) => setTimeout(() => leave(toast), STAYS);

  const add = (words) => {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.textContent = words;
    area.append(toast);
    start(toast);
  };

  area.querySelectorAll(".toast").forEach(start);
  // A partial answer says its result with the header HX-Trigger: {"toast": "…"}.
  document.addEventListener("toast", (event) => add(event.detail.value || event.detail));
})();
