// In wide windows, sets the notes that stand in the margin of the source beside their references.
"use strict";
{
  const list = document.querySelector(".note-list-margin");
  const text = list?.closest("article");
  const say = document.documentElement.dataset;
  const wide = matchMedia("(min-width: 75rem)");
  const notes = [];

  const layOut = () => {
    const on = wide.matches && !say.notes;
    const all = !document.querySelector(".note-list:not(.note-list-margin)");
    if (on) text.dataset.marginalia = all ? "all" : "";
    else delete text.dataset.marginalia;
    const topOf = node => node.getBoundingClientRect().top;
    let free = 0;
    for (const { li, refs } of notes) {
      for (const ref of refs) ref.toggleAttribute("data-popover", !on);
      const shown = refs.find(ref => ref.offsetParent);
      li.toggleAttribute("data-away", !shown);
      if (!on || !shown) continue;
      const at = Math.max(free, topOf(shown) - topOf(text));
      li.style.setProperty("--marginalia-top", `${at}px`);
      free = at + li.offsetHeight + 8;
    }
    text?.style.setProperty("--marginalia-end", `${free}px`);
  };

  for (const li of list?.children || []) {
    const refs = [...text.querySelectorAll(`a[href="#${CSS.escape(li.id)}"]`)].filter(ref => !list.contains(ref));
    if (refs.length) notes.push({ li, refs });
  }

  if (list) {
    document.addEventListener("change", layOut); // where notes stand, or which text is read
    wide.onchange = layOut;
    new ResizeObserver(layOut).observe(text.querySelector(".tei-body, .tei-text"));
  }
}
