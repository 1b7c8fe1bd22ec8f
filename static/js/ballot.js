// The voting paper counts along: how many 同意 of the seats, what is still open. Nothing leaves the page until it is sent.
"use strict";

(() => {
  const form = document.querySelector("form[data-ballot]");
  if (!form) return;
  const rows = [...form.querySelectorAll("[data-candidate]")];
  const send = form.querySelector("[data-send]");
  const left = form.querySelector("[data-left]");
  const NAMED = 5;

  const chosen = (row) => row.querySelector("input:checked")?.value || "";

  const fill = (box, agreed, seats) => {
    box.querySelectorAll(".segments rect").forEach((piece, place) => {
      piece.setAttribute("class", place < agreed ? "segment-on" : "segment-off");
    });
    box.querySelector(".segments title").textContent = `同意 ${agreed} / ${seats}`;
  };

  const count = (box) => {
    const own = rows.filter((row) => row.dataset.kind === box.dataset.counterOf);
    const number = (value) => own.filter((row) => chosen(row) === value).length;
    const agreed = number("agree");
    const seats = Number(box.dataset.seats);
    const parts = [
      ["不同意", number("against")],
      ["弃权", number("abstain")],
      ["未表决", number("")],
    ];
    box.querySelector("[data-agreed]").textContent = agreed;
    box.querySelector("[data-others]").textContent =
      parts.filter(([, many]) => many).map(([word, many]) => `${word} ${many}`).join("，") || "全部同意";
    box.classList.toggle("over", agreed > seats);
    fill(box, agreed, seats);
    return agreed - seats;
  };

  const link = (row) => {
    const anchor = document.createElement("a");
    anchor.href = `#${row.id}`;
    anchor.textContent = row.dataset.candidate;
    anchor.addEventListener("click", () => row.querySelector("input").focus());
    return anchor;
  };

  const tellLeft = (open, over) => {
    left.replaceChildren();
    if (over > 0) left.append(`同意超过名额 ${over} 项，请减少。`);
    if (!open.length) return;
    left.append(`还有 ${open.length} 项未表决：`);
    open.slice(0, NAMED).forEach((row, place) => left.append(place ? "、" : "", link(row)));
    left.append(open.length > NAMED ? "等。" : "。");
  };

  const recount = () => {
    const over = [...form.querySelectorAll("[data-counter-of]")].map(count).filter((many) => many > 0);
    const open = rows.filter((row) => !chosen(row));
    tellLeft(open, over.reduce((sum, many) => sum + many, 0));
    if (open.length || over.length) send.setAttribute("aria-disabled", "true");
    else send.removeAttribute("aria-disabled");
  };

  form.addEventListener("change", recount);
  // Coming back to the page by the browser's own history restores the marks after this script has run.
  window.addEventListener("pageshow", recount);
  recount();
})();
