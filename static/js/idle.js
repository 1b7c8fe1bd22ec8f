// Two minutes before the session ends a dialog offers to stay (WCAG 2.2.1); drafts are saved first.
"use strict";

(() => {
  const limit = Number(document.body.dataset.idle || 0);
  const dialog = document.getElementById("idle");
  if (!limit || !dialog) return;
  const WARNING = 120;
  const KEY = "baomi-last-request";
  let timer = null;

  // Other tabs of the same session count as activity.
  const remember = () => localStorage.setItem(KEY, String(Date.now()));

  const plan = () => {
    clearTimeout(timer);
    const idle = (Date.now() - Number(localStorage.getItem(KEY) || Date.now())) / 1000;
    timer = setTimeout(check, Math.max(1, limit - WARNING - idle) * 1000);
  };

  const check = () => {
    const idle = (Date.now() - Number(localStorage.getItem(KEY))) / 1000;
    if (idle >= limit) {
      window.location.reload();
    } else if (idle >= limit - WARNING) {
      if (!dialog.open) dialog.showModal();
      timer = setTimeout(check, (limit - idle + 1) * 1000);
    } else {
      if (dialog.open) dialog.close();
      plan();
    }
  };

  dialog.querySelector("[data-idle-stay]").addEventListener("click", async (event) => {
    document.dispatchEvent(new CustomEvent("baomi:save"));
    const answer = await fetch(event.target.dataset.url);
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/login")) window.location.reload();
    remember();
    dialog.close();
    plan();
  });
  window.addEventListener("storage", (event) => event.key === KEY && check());
  // What the page asks by itself (progress of a job) is nobody's activity; the server sees it alike.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.requestConfig.headers["X-Background"]) return;
    remember();
    plan();
  });

  remember();
  plan();
})();
