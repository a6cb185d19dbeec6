// The editor: keeps the words while they are written, takes dropped pictures and captions, and puts in what the check offers.
"use strict";

(() => {
  const form = document.getElementById("editor");
  const content = document.getElementById("content");
  const saved = document.getElementById("saved");
  const chooser = document.getElementById("picture");
  const ticket = form.querySelector("[name=csrfmiddlewaretoken]");
  const base = `/write/${form.dataset.story}`;
  const AUTOSAVE_MS = 4000;
  const NO_CONNECTION = "No connection. Your words stay here";
  const SIGNED_OUT = "You are signed out. Sign in in another tab, then go on here: your words stay";
  const UNAUTHORIZED = 401;
  let timer = 0;
  let wanted = ""; // the dropped picture whose caption comes next

  // Who signed in anew in another tab has another ticket, and goes on with it here.
  function freshTicket() {
    ticket.value = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? ticket.value;
    return ticket.value;
  }

  // As htmx asks: who is signed out gets 401 then, and not the page to sign in.
  function post(path, body) {
    return fetch(path, { method: "POST", body, headers: { "X-CSRFToken": freshTicket(), "HX-Request": "true" } });
  }

  document.body.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["x-csrftoken"] = freshTicket();
    event.detail.parameters.set("csrfmiddlewaretoken", ticket.value);
  });

  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.status !== UNAUTHORIZED) return;
    event.preventDefault();
    saved.textContent = SIGNED_OUT;
  });

  function changed() {
    content.dispatchEvent(new Event("input", { bubbles: true }));
    htmx.trigger(content, "check");
  }

  // Has the server put into the words what is asked for; gives what speaks against it, or "".
  async function rewrite(path, asked) {
    for (;;) {
      const words = new FormData(form);
      for (const [name, value] of Object.entries(asked)) words.set(name, value);
      const sent = content.value;
      try {
        const answer = await post(`${base}/${path}`, words);
        if (answer.status === UNAUTHORIZED) return SIGNED_OUT;
        const text = await answer.text();
        if (!answer.ok) return text;
        // What was typed while the answer was on its way must not be lost: ask again with it.
        if (content.value !== sent) continue;
        content.value = text;
      } catch {
        return NO_CONNECTION;
      }
      changed();
      return "";
    }
  }

  // Gives whether the server was there and knew who writes.
  async function autosave() {
    const words = new FormData(form);
    words.set("how", "auto");
    try {
      const answer = await post(`${base}/save`, words);
      const told = answer.status === UNAUTHORIZED ? SIGNED_OUT : "Not saved yet: see the note beside the text";
      saved.textContent = answer.ok ? "Saved" : told;
      return answer.status !== UNAUTHORIZED;
    } catch {
      saved.textContent = `Not saved: ${NO_CONNECTION}`;
      return false;
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.closest("#pictures")) return;
    if (event.isTrusted) wanted = "";
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
    saved.textContent = (await rewrite("insert", { do: button.dataset.insert })) || "Put in";
  });

  // Captions: a field a picture, written into the words when it is left, at Enter, and before the words are sent.
  const captionFields = () => [...form.querySelectorAll("#pictures input")];
  const isTyped = (field) => field.value !== field.defaultValue;

  async function caption(field) {
    const { picture, nth } = field.dataset;
    const words = field.value;
    const trouble = await rewrite("caption", { picture, nth, caption: words });
    if (!trouble) field.defaultValue = words;
    const error = document.getElementById(`${field.id}-error`);
    error.textContent = trouble;
    error.hidden = !trouble;
    field.toggleAttribute("aria-invalid", Boolean(trouble));
    saved.textContent = trouble || (words ? "Caption put in" : "Caption taken out");
    return !trouble;
  }

  form.addEventListener("change", (event) => {
    const field = event.target.closest("#pictures input");
    if (field && isTyped(field)) caption(field);
  });

  form.addEventListener("keydown", (event) => {
    const field = event.key === "Enter" && event.target.closest("#pictures input");
    if (!field) return;
    event.preventDefault();
    if (isTyped(field)) caption(field);
  });

  // The words leave the page only for a server that is there and takes them.
  let isSure = false;
  form.addEventListener("submit", async (event) => {
    freshTicket();
    if (isSure) return;
    event.preventDefault();
    for (const field of captionFields().filter(isTyped)) {
      if (!(await caption(field))) return field.focus();
    }
    clearTimeout(timer);
    if (!(await autosave())) return;
    isSure = true;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => (isSure = false));

  // The list is drawn anew with each check: not under somebody who types in it, and not for nothing.
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const list = document.getElementById("pictures");
    if (event.detail.target !== list) return;
    const next = event.detail.fragment.querySelector("#pictures");
    const same = next !== null && next.innerHTML === list.innerHTML;
    if (same || captionFields().some(isTyped)) event.detail.shouldSwap = false;
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    const field = wanted && captionFields().find((one) => one.dataset.picture === wanted && !one.value);
    const idle = [document.body, content, chooser].includes(document.activeElement);
    if (!field || !idle) return;
    wanted = "";
    field.focus();
  });

  // Puts words in where the cursor is, one blank line away from what stands before and after.
  function standAlone(words) {
    const { value, selectionStart: start, selectionEnd: end } = content;
    const before = value.slice(0, start).trim() ? value.slice(0, start).trimEnd() + "\n\n" : "";
    const after = value.slice(end).trimStart();
    content.value = `${before}${words}\n\n${after}`;
    content.setSelectionRange(before.length + words.length + 2, before.length + words.length + 2);
  }

  async function upload(file) {
    const largest = Number(chooser.dataset.largest);
    if (file.size > largest) {
      saved.textContent = `${file.name} is too big: a picture has at most ${Math.floor(largest / 2 ** 20)} MB`;
      return;
    }
    saved.textContent = `Uploading ${file.name}`;
    const body = new FormData();
    body.set("picture", file);
    const answer = await post("/write/picture", body);
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      saved.textContent = told.error ?? (answer.status === UNAUTHORIZED ? SIGNED_OUT : `Not taken (${answer.status})`);
      return;
    }
    const name = file.name.replace(/[[\]]/g, "");
    standAlone(`![${name}](${told.src})`);
    if (told.signal.ai === "declared" && !told.signal.edited) {
      const words = `Image generated with ${told.signal.generator || "AI"}.`;
      const trouble = await rewrite("caption", { picture: told.src, caption: words });
      saved.textContent = trouble || "This picture says that AI made it: its caption says so now";
    } else {
      wanted ||= told.src;
      changed();
      saved.textContent = "Picture added: its caption can be written below the text";
    }
  }

  async function uploadAll(files) {
    try {
      for (const file of files) await upload(file);
    } catch {
      saved.textContent = NO_CONNECTION;
    }
  }

  chooser.addEventListener("change", async () => {
    await uploadAll([...chooser.files]);
    chooser.value = "";
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
    uploadAll([...event.dataTransfer.files]);
  });
})();
