// What every page does a little better with JavaScript: menus close when you leave them, toasts go by themselves.
"use strict";

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

const TOAST_MS = 30_000; // as long as an undo holds

new MutationObserver((changes) => {
  for (const toast of changes.flatMap((change) => [...change.addedNodes])) {
    if (toast.nodeType === Node.ELEMENT_NODE) setTimeout(() => toast.remove(), TOAST_MS);
  }
}).observe(document.getElementById("toasts"), { childList: true });

// A link in the digest is one click for a person; a mail scanner, which runs no script, changes nothing.
document.querySelector("form[data-autosubmit]")?.submit();

// Whoever reports a story takes the words they had selected in it along.
let selected = "";

document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  if (selection.anchorNode?.parentElement?.closest(".prose")) selected = selection.toString().trim().slice(0, 400) || selected;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-report]");
  if (link && selected) link.search = new URLSearchParams({ passages: selected });
});
