// Rows of a list: the current row, marking, and the bulk bar. Without script the same form sends what is ticked.
"use strict";

(() => {
  // Several tables of a page are walked as one.
  const tables = [...document.querySelectorAll("table[data-rows]")];
  if (!tables.length) return;
  const form = tables[0].closest("form");
  const rows = tables
    .flatMap((table) => [...table.tBodies[0].rows])
    .filter((row) => row.dataset.url || row.querySelector(".checkbox"));
  const bulk = document.querySelector("[data-bulk]");
  const everything = form?.querySelector('[name="everything"]');
  let current = -1;
  let anchor = -1;

  const box = (row) => row.querySelector(".mark-cell .checkbox");
  const boxes = () => rows.map(box).filter(Boolean);

  const boxesOf = (table) => [...table.querySelectorAll("tbody .mark-cell .checkbox")];

  const describeHead = (table) => {
    const head = table.querySelector("thead .checkbox");
    if (!head) return;
    const own = boxesOf(table);
    const marked = own.filter((item) => item.checked);
    head.checked = marked.length > 0 && marked.length === own.length;
    head.indeterminate = marked.length > 0 && !head.checked;
  };

  const describe = () => {
    const marked = rows.filter((row) => box(row)?.checked);
    rows.forEach((row) => row.classList.toggle("selected", Boolean(box(row)?.checked)));
    tables.forEach(describeHead);
    if (everything) everything.value = "";
    // A button that names how many are marked: its words follow the marks.
    document.querySelectorAll("[data-marked]").forEach((button) => {
      button.textContent = button.dataset.marked.replace("#", marked.length);
      button.disabled = marked.length === 0;
    });
    if (!bulk) return;
    bulk.hidden = marked.length === 0;
    if (!marked.length) return;
    const names = marked.map((row) => row.dataset.name).filter(Boolean);
    bulk.querySelector("[data-bulk-count]").textContent = marked.length;
    bulk.querySelector("[data-bulk-names]").textContent = names.length ? `：${names.slice(0, 8).join("、")}` : "";
    document.getElementById("live").textContent = `已选 ${marked.length} ${bulk.dataset.unit}`;
  };

  const markEverything = () => {
    boxes().forEach((item) => (item.checked = true));
    describe();
    everything.value = "1";
    bulk.querySelector("[data-bulk-count]").textContent = bulk.dataset.total;
    bulk.querySelector("[data-bulk-names]").textContent = "：符合当前条件的全部";
  };

  // Of all rows one is in the tab order, with its box: Tab leaves the table after it, the arrows move inside.
  const stand = (index) => {
    rows[current]?.classList.remove("row-current");
    rows.forEach((row, place) => {
      row.tabIndex = place === index ? 0 : -1;
      if (box(row)) box(row).tabIndex = row.tabIndex;
    });
    current = index;
  };

  const go = (index) => {
    stand(Math.max(0, Math.min(rows.length - 1, index)));
    rows[current].classList.add("row-current");
    rows[current].focus({ preventScroll: true });
    rows[current].scrollIntoView({ block: "nearest" });
  };

  const toggle = (index) => {
    const item = rows[index] && box(rows[index]);
    if (!item) return;
    item.checked = !item.checked;
    anchor = index;
    describe();
  };

  const extend = (step) => {
    if (anchor < 0) anchor = Math.max(current, 0);
    go(current + step);
    const [low, high] = [Math.min(anchor, current), Math.max(anchor, current)];
    rows.forEach((row, index) => {
      if (box(row) && index >= low && index <= high) box(row).checked = true;
    });
    describe();
  };

  const open = () => {
    const url = rows[current]?.dataset.url;
    if (url) window.location.assign(url);
  };

  // keyboard.js decides whether a key may act at all; here is what it does to rows.
  document.addEventListener("baomi:row", (event) => {
    const { action } = event.detail;
    if (!rows.length) return;
    if (action === "next") go(current + 1);
    if (action === "previous") go(current < 0 ? 0 : current - 1);
    if (action === "extend-next") extend(1);
    if (action === "extend-previous") extend(-1);
    if (action === "mark") toggle(current);
    if (action === "open") open();
  });

  stand(0);
  current = -1; // the first j goes to the first row
  rows.forEach((row, index) => {
    row.addEventListener("focusin", () => {
      if (index !== current) stand(index);
      row.classList.add("row-current");
    });
    row.addEventListener("dblclick", () => {
      current = index;
      open();
    });
  });

  const marking = form || tables[0];
  marking.addEventListener("click", (event) => {
    if (!event.shiftKey || !event.target.matches(".mark-cell .checkbox")) return;
    const index = rows.indexOf(event.target.closest("tr"));
    if (index < 0 || anchor < 0) return;
    rows.slice(Math.min(anchor, index), Math.max(anchor, index) + 1).forEach((row) => {
      if (box(row)) box(row).checked = event.target.checked;
    });
  });

  marking.addEventListener("change", (event) => {
    const head = event.target.closest("thead .checkbox");
    if (head) boxesOf(head.closest("table")).forEach((item) => (item.checked = head.checked));
    else if (event.target.closest("tr")) anchor = rows.indexOf(event.target.closest("tr"));
    describe();
  });

  document.querySelector("[data-bulk-all]")?.addEventListener("click", markEverything);
  document.querySelector("[data-bulk-none]")?.addEventListener("click", () => {
    boxes().forEach((item) => (item.checked = false));
    describe();
  });

  describe();
})();
