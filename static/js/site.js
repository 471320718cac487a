/* Small comforts; every page is complete without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const say = (button, text) => {
    const label = button.querySelector("[data-label]") || button;
    const before = label.textContent;
    label.textContent = text;
    setTimeout(() => { label.textContent = before; }, 2000);
  };

  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const box = document.createElement("textarea");  // plain-HTTP intranets have no clipboard interface
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) throw new Error("copy refused");
    return undefined;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print],[data-copy]");
    if (!button) return;
    if ("print" in button.dataset) { window.print(); return; }
    copy(button.dataset.copy || location.href).then(
      () => say(button, "已复制"),
      () => say(button, "请手动复制"),
    );
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.menu[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  /* A form sent twice by an impatient finger is sent once. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);  // a lost connection may be tried again
  });
})();
