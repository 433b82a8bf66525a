// One "Copy link" button that moves to the paragraph under target, pointer or focus.
"use strict";
if (document.querySelector(".para > .pn")) {
  const say = document.documentElement.dataset;
  const status = document.querySelector("[data-status]");
  const bar = document.createElement("span");
  const button = document.createElement("button");
  bar.className = "para-bar";

  const reset = () => {
    button.textContent = say.mCopyLink;
    status.textContent = "";
    bar.replaceChildren(button);
  };

  const place = node => {
    const para = node?.closest(".para:has(> .pn)") || document.querySelector(".para:target");
    if (bar.parentElement === para || bar.parentElement?.querySelector(":focus-visible")) return;
    reset();
    bar.remove();
    para?.querySelector(".pn").after(bar);
  };

  const address = () => {
    const canonical = document.querySelector("link[rel=canonical]")?.href;
    const url = new URL(canonical?.startsWith(`${location.origin}/`) ? canonical : location);
    if (url.host) url.pathname = url.pathname.replace(/index\.html$/, "");
    url.hash = bar.parentElement.id;
    return url.href;
  };

  button.onclick = async () => {
    const value = address();
    try {
      await navigator.clipboard.writeText(value);
      button.textContent = status.textContent = say.mCopied;
      setTimeout(reset, 2500);
    } catch {
      const field = Object.assign(document.createElement("input"), { value, readOnly: true, ariaLabel: say.mLink });
      bar.replaceChildren(field);
      field.select();
    }
  };

  document.addEventListener("pointerover", ({ pointerType, target }) => {
    if (pointerType === "mouse") place(target);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(":focus-visible")) place(target);
  });
  for (const arrival of ["hashchange", "pageshow"]) addEventListener(arrival, () => place());
}
