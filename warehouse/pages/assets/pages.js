// Three things that HTML alone cannot do; without them every page still works.
"use strict";

// Airflow shows the pages in a frame that may not move the window around it: links that leave the
// pages are therefore followed there.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-leaves]");
  if (!link || window.parent === window || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const outer = window.parent.document.createElement("a");
  outer.href = link.href;
  window.parent.document.body.append(outer);
  outer.click();
  outer.remove();
});

// A button beside each text that people take with them.
for (const field of document.querySelectorAll(".copy textarea")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-describedby", field.id);
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Selected: copy it with the keyboard";
    }
  });
  field.after(button);
}

// A note that covers the text goes away by Escape, and comes with the next look at its mark.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const shown = ":is(.mark:hover, .mark:focus) + .note, .note:hover";
  for (const note of document.querySelectorAll(shown)) note.classList.add("dismissed");
});
for (const look of ["pointerover", "focusin"]) {
  document.addEventListener(look, (event) => {
    event.target.closest(".mark")?.nextElementSibling.classList.remove("dismissed");
  });
}
