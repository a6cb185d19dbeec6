// The editor: keeps the words while they are written, takes dropped pictures, and puts in what the check offers.
"use strict";

(() => {
  const form = document.getElementById("editor");
  const content = document.getElementById("content");
  const saved = document.getElementById("saved");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const base = `/write/${form.dataset.story}`;
  const AUTOSAVE_MS = 4000;
  let timer = 0;

  function post(path, body) {
    return fetch(path, { method: "POST", body, headers: { "X-CSRFToken": token } });
  }

  function changed() {
    content.dispatchEvent(new Event("input", { bubbles: true }));
    htmx.trigger(content, "check");
  }

  async function autosave() {
    const words = new FormData(form);
    words.set("how", "auto");
    try {
      const answer = await post(`${base}/save`, words);
      saved.textContent = answer.ok ? "Saved" : "Not saved yet: see the note beside the text";
    } catch {
      saved.textContent = "Not saved: no connection. Your words stay here";
    }
  }

  form.addEventListener("input", () => {
    saved.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(autosave, AUTOSAVE_MS);
  });

  for (const field of form.querySelectorAll("[name=declared], [name=paywalled], [name=title], [name=subtitle]")) {
    field.addEventListener("change", () => htmx.trigger(content, "check"));
  }

  form.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    const words = new FormData(form);
    words.set("do", button.dataset.insert);
    const answer = await post(`${base}/insert`, words);
    const text = await answer.text();
    if (answer.ok) {
      content.value = text;
      changed();
      saved.textContent = "Put in";
    } else {
      saved.textContent = text;
    }
  });

  // What is typed next takes the caption's place.
  function selectCaption(start, length) {
    content.focus();
    content.setSelectionRange(start, start + length);
  }

  async function upload(file) {
    saved.textContent = `Uploading ${file.name}`;
    const body = new FormData();
    body.set("picture", file);
    const answer = await post("/write/picture", body);
    const told = await answer.json();
    if (!answer.ok) {
      saved.textContent = told.error;
      return;
    }
    const made = ["declared", "indicated"].includes(told.signal.ai);
    const caption = made ? `Image generated with ${told.signal.generator || "AI"}.` : "Caption";
    const name = file.name.replace(/[[\]]/g, "");
    const at = content.selectionStart;
    const figure = `\n\n![${name}](${told.src})\n\n*${caption}*\n\n`;
    content.setRangeText(figure, at, content.selectionEnd, "end");
    if (!made) selectCaption(at + figure.indexOf(`*${caption}*`) + 1, caption.length);
    saved.textContent = made ? "This picture says that AI made it: its caption says so now" : "Picture added";
    changed();
  }

  document.getElementById("picture").addEventListener("change", (event) => {
    for (const file of event.target.files) upload(file);
    event.target.value = "";
  });

  content.addEventListener("dragover", (event) => {
    event.preventDefault();
    content.classList.add("is-dropping");
  });
  content.addEventListener("dragleave", () => content.classList.remove("is-dropping"));
  content.addEventListener("drop", (event) => {
    content.classList.remove("is-dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    for (const file of event.dataTransfer.files) upload(file);
  });
})();
