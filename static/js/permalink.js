// A bar that moves to the paragraph under target, pointer or focus; links.js has more commands.
"use strict";
if (document.querySelector("[data-text] :is(.pn, .ln)")) {
  const say = document.body.dataset;
  const status = document.querySelector("[data-status]");
  const bar = document.createElement("span");
  const command = (value, onclick) => Object.assign(document.createElement("button"), { value, onclick });
  bar.className = "para-bar";

  const reset = () => {
    for (const button of commands) button.textContent = button.value;
    status.textContent = "";
    bar.replaceChildren(...commands);
  };

  const place = node => {
    const para = node?.closest(".para:has(> .pn)") || document.querySelector(":target")?.closest(".para");
    if (bar.parentElement === para || bar.parentElement?.querySelector(":focus-visible")) return;
    reset();
    bar.remove();
    para?.querySelector(".pn").after(bar);
  };

  const address = (id = bar.parentElement.id) => {
    const canonical = document.querySelector("link[rel=canonical]")?.href;
    const url = new URL(canonical?.startsWith(`${location.origin}/`) ? canonical : location);
    if (url.host) url.pathname = url.pathname.replace(/index\.html$/, "");
    url.search = "";
    url.hash = id;
    return url;
  };

  const copy = async (value, button) => {
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

  let script;
  const load = () => {
    script ||= document.head.appendChild(Object.assign(document.createElement("script"), { src: `${say.siteRoot}static/links.js` }));
  };

  const commands = [command(say.mCopyLink, ({ target }) => copy(address(), target))];
  if (navigator.share && matchMedia("(pointer: coarse)").matches) commands.push(command(say.mShare, () => navigator.share({ url: address() }).catch(load)));
  commands.push(command(say.mLinkRange, () => {
    loccit.first = bar.parentElement;
    load();
  }));
  globalThis.loccit = { bar, command, commands, place, address, copy };

  document.onselectionchange = () => getSelection().isCollapsed || load();
  if (/[?&](p|ed)=/.test(location.search)) load();

  document.addEventListener("pointerover", ({ pointerType, target }) => {
    if (pointerType === "mouse" && !status.textContent) place(target);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(":focus-visible")) place(target);
  });
  for (const arrival of ["hashchange", "pageshow"]) addEventListener(arrival, () => {
    place();
    for (const link of document.querySelectorAll("[data-current]")) link.hash = location.hash;
  });
}
