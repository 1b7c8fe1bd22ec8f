// The search page: arrows go from the box through the hits, Enter opens the one in focus; results are told as they come.
"use strict";

(() => {
  const box = document.getElementById("words");
  const bar = document.getElementById("search");
  if (!box) return;

  // The key that looks for something means this page's own box here.
  bar?.removeAttribute("data-key");
  box.dataset.key = "/";

  const stops = () => [box, ...document.querySelectorAll("[data-hit]")];

  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const all = stops();
    const here = all.indexOf(document.activeElement);
    if (here < 0) return;
    event.preventDefault();
    const next = all[Math.max(0, Math.min(all.length - 1, here + step))];
    next.focus();
    if (next === box) box.select();
  });

  document.addEventListener("htmx:afterSwap", () => {
    document.getElementById("live").textContent = document.getElementById("found").dataset.told;
  });
})();
