// The decision box names what is still missing while one decides; the server asks for the same when it is sent.
"use strict";

(() => {
  const form = document.querySelector("form.decision");
  const button = form?.querySelector("[data-sign]");
  if (!button) return;
  const comment = form.elements.comment;
  const needed = form.querySelector("[data-comment-needed]");
  const said = document.getElementById("decision-missing");

  const judgements = () => {
    const names = new Set([...form.elements].map((field) => field.name).filter((name) => name.startsWith("judge-")));
    return [...names].filter((name) => !form.elements[name].value);
  };

  const overruling = () =>
    "overruling" in comment.dataset ||
    [...form.elements].some((field) => field.checked && field.name.startsWith("judge-") && field.value === "not_met");

  const missing = () => {
    const decision = form.elements.decision.value;
    if (!decision) return [];
    const agreed = decision === "agree";
    const words = agreed ? overruling() : true;
    needed.hidden = !words;
    comment.required = words;
    const found = agreed ? judgements().map(rowOf) : [];
    if (words && !comment.value.trim()) found.push({ label: "意见", target: comment });
    return found;
  };

  const rowOf = (name) => {
    const first = form.elements[name][0];
    return { label: first.closest("tr").cells[0].textContent.trim(), target: first };
  };

  const show = () => {
    const found = missing();
    const locked = !form.elements.decision.value || found.length > 0;
    button.classList.toggle("primary", !locked);
    button.querySelector("[data-lock]").hidden = !locked;
    button.setAttribute("aria-disabled", String(locked));
    said.replaceChildren();
    if (!form.elements.decision.value) said.append("请先选定意见");
    else if (found.length) {
      said.append(`还差 ${found.length} 项：`);
      found.forEach(({ label, target }, index) => {
        const link = document.createElement("button");
        link.type = "button";
        link.className = "link-button";
        link.textContent = label;
        link.addEventListener("click", () => target.focus());
        said.append(index ? "、" : "", link);
      });
    }
  };

  // The radio buttons of the checks stand outside the form and belong to it.
  document.addEventListener("input", (event) => event.target.form === form && show());
  document.addEventListener("change", (event) => event.target.form === form && show());
  form.addEventListener("submit", (event) => button.getAttribute("aria-disabled") === "true" && event.preventDefault());
  show();
})();
