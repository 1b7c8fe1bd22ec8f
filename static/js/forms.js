// Forms: saving by itself, counting characters, warning before typed text is lost, showing a password.
"use strict";

(() => {
  const PAUSE = 1500;

  const autosave = (form) => {
    const note = document.querySelector("[data-saved-at]");
    let timer = null;
    let running = null;

    const tell = (words, fine) => {
      if (!note) return;
      note.hidden = false;
      note.classList.toggle("warn", !fine);
      note.querySelector("[data-saved-words]").textContent = words;
    };

    const save = async () => {
      running?.abort();
      running = new AbortController();
      const data = new FormData(form);
      form.querySelectorAll('input[type="file"]').forEach((field) => data.delete(field.name));
      try {
        const options = { method: "POST", body: data, signal: running.signal };
        const answer = await fetch(form.dataset.autosave, options);
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        const { saved_at: savedAt } = await answer.json();
        form.dataset.dirty = "";
        tell(`${savedAt} 已自动保存`, true);
      } catch (fault) {
        if (fault.name !== "AbortError") tell("暂未保存：连不上服务器，请保留本页，稍后再试", false);
      }
    };

    form.addEventListener("input", (event) => {
      if (event.target.form !== form) return;
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    });
    // Leaving for another window or the time-out must not cost the last words.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && form.dataset.dirty) save();
    });
    document.addEventListener("baomi:save", () => form.dataset.dirty && save());
  };

  const guard = (form) => {
    // A field that stands here but belongs to another form (a photo sent by itself) leaves this one as it was.
    form.addEventListener("input", (event) => {
      if (event.target.form === form) form.dataset.dirty = "1";
    });
    form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented) form.dataset.dirty = "";
    });
    window.addEventListener("beforeunload", (event) => {
      if (form.dataset.dirty) event.preventDefault();
    });
  };

  // The browser's own button speaks the browser's language; ours says 选择文件 and names what was chosen.
  const pick = (field) => {
    const shown = document.createElement("span");
    const name = document.createElement("span");
    const button = document.createElement("span");
    shown.className = "file-pick";
    button.className = "button small";
    button.textContent = "选择文件";
    name.className = "file-pick-name";
    shown.append(button, name);
    field.classList.add("file-pick-field");
    field.after(shown);
    const tell = () => {
      name.textContent = [...field.files].map((file) => file.name).join("、") || "还没有选";
    };
    // Inside a label the click finds the field by itself.
    shown.addEventListener("click", (event) => {
      event.preventDefault();
      field.click();
    });
    field.addEventListener("change", tell);
    tell();
  };

  const count = (counter) => {
    const field = document.getElementById(counter.dataset.counter);
    if (!field) return;
    const limit = Number(counter.dataset.limit || field.maxLength);
    const show = () => {
      const length = [...field.value].length;
      counter.textContent = `${length} / ${limit} 字`;
      counter.classList.toggle("bad", length > limit);
    };
    field.addEventListener("input", show);
    show();
  };

  document.querySelectorAll("form[data-guard], form[data-autosave]").forEach(guard);
  document.querySelectorAll("form[data-autosave]").forEach(autosave);
  document.querySelectorAll("[data-counter]").forEach(count);
  document.querySelectorAll('input[type="file"]').forEach(pick);
  document.querySelector('[aria-invalid="true"]')?.focus();
  document.querySelectorAll("[data-script-only]").forEach((part) => (part.hidden = false));

  // A click marks one more of a list of choices, without the Ctrl key that nobody knows of.
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest("select[multiple] option");
    if (!option) return;
    event.preventDefault();
    option.selected = !option.selected;
    option.closest("select").focus();
    option.closest("select").dispatchEvent(new Event("change", { bubbles: true }));
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  document.addEventListener("click", (event) => {
    const eye = event.target.closest("[data-show-password]");
    if (eye) {
      const field = document.getElementById(eye.dataset.showPassword);
      const shown = field.type === "text";
      field.type = shown ? "password" : "text";
      eye.textContent = shown ? "显示" : "隐藏";
      eye.setAttribute("aria-pressed", String(!shown));
    }
    // Common opinions and offered repairs are put into the field, never in place of what stands there.
    const insert = event.target.closest("[data-insert]");
    if (insert) {
      const field = document.getElementById(insert.dataset.into);
      field.value += insert.dataset.insert;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    }
    if (event.target.closest("[data-print-page]")) window.print();
    if (event.target.closest("[data-go-back]")) window.history.back();
  });
})();
