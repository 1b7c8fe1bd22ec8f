// [ and ] on a record: the list it was opened from remembers its rows, so that one goes through them one by one.
"use strict";

(() => {
  const KEY = "baomi-work-list";
  const place = document.querySelector("[data-neighbours]");

  // Nobody is signed in: the next person at this window has no list yet.
  if (!document.body.dataset.idle) sessionStorage.removeItem(KEY);

  const listed = [...document.querySelectorAll("table[data-rows] tr[data-url]")].map((row) => row.dataset.url);
  if (listed.length) {
    const label = document.querySelector("h1").textContent.trim();
    sessionStorage.setItem(KEY, JSON.stringify({ rows: listed, label }));
  }
  if (!place) return;

  const { rows, label } = JSON.parse(sessionStorage.getItem(KEY) || '{"rows": []}');
  const index = rows.indexOf(window.location.pathname);
  if (index < 0 || rows.length < 2) return;
  place.hidden = false;
  place.querySelector("[data-place]").textContent = `${label}本页第 ${index + 1} 条，共 ${rows.length} 条`;
  const lead = (which, address) => {
    const link = place.querySelector(`[data-neighbour="${which}"]`);
    if (address) link.href = address;
    else link.remove();
  };
  lead("previous", rows[index - 1]);
  lead("next", rows[index + 1]);
})();
