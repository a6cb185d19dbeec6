// The desk by keyboard: keys answer, cite, decide and go on; the lease is renewed while somebody works.
"use strict";

(() => {
  const RENEW_MS = 60_000;
  const frame = document.getElementById("case");
  const spans = document.getElementById("spans");
  const cited = [];

  // Positions are counted in code points, as the server counts them.
  const points = (text) => Array.from(text).length;

  function position(node, offset) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const piece = element.closest("[data-start]");
    if (!piece) return null;
    const before = document.createRange();
    before.setStart(piece, 0);
    before.setEnd(node, offset);
    return Number(piece.dataset.start) + points(before.toString());
  }

  function cite() {
    const chosen = getSelection();
    if (!spans || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    const start = position(range.startContainer, range.startOffset);
    const end = position(range.endContainer, range.endOffset);
    if (start === null || end === null || start >= end) return;
    cited.push(`${start}-${end}`);
    spans.value = cited.join(",");
    document.getElementById("cited").textContent = `Cited: ${cited.length}. The last: “${chosen.toString().slice(0, 60)}”`;
    mark(start, end);
    chosen.removeAllRanges();
  }

  function mark(start, end) {
    for (const piece of document.querySelectorAll("#story [data-start]")) {
      const from = Number(piece.dataset.start);
      if (from < end && from + points(piece.textContent) > start) piece.classList.add("cited");
    }
  }

  function press(target) {
    if (target.matches("input[type=radio]")) {
      target.checked = true;
      target.focus({ preventScroll: true });
    } else {
      target.click();
    }
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, input:not([type=radio], [type=checkbox])");
    if (event.key === "Escape" && typing) return event.target.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.key === "c") return cite();
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return undefined;
    event.preventDefault();
    return press(target);
  });

  document.addEventListener("click", (event) => {
    const preset = event.target.closest("[data-preset]");
    if (preset) document.getElementById("reason").value = preset.dataset.preset;
    const all = event.target.closest("[data-all]");
    if (all) {
      const boxes = [...all.form.querySelectorAll("input[type=checkbox]")];
      const none = !boxes.some((box) => box.checked);
      for (const box of boxes) box.checked = none;
    }
    const show = event.target.closest("[data-show]");
    if (show) {
      const picture = show.parentElement.querySelector("img");
      if (picture.dataset.src.startsWith("/pictures/")) picture.src = picture.dataset.src;
      picture.hidden = false;
      show.remove();
    }
  });

  if (frame?.dataset.renew) {
    const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
    setInterval(async () => {
      const body = new URLSearchParams({ token: frame.dataset.token });
      const answer = await fetch(frame.dataset.renew, { method: "POST", body, headers: { "X-CSRFToken": csrf } });
      if (answer.status === 409) location.assign("/desk");
    }, RENEW_MS);
  }
})();
