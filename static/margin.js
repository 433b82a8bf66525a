// In wide windows, sets the notes that stand in the margin of the source beside their references.
"use strict";
{
  const items = document.querySelectorAll(".note-list-margin > li");
  const text = items[0]?.closest("article");
  const set = document.documentElement.dataset;
  const wide = matchMedia("(min-width: 75rem)");
  const notes = [];

  const layOut = () => {
    const on = wide.matches && !set.notes && !("beside" in set);
    const all = !document.querySelector(".note-list:not(.note-list-margin)");
    if (on) text.dataset.marginalia = all ? "all" : "";
    else delete text.dataset.marginalia;
    const topOf = node => node.getBoundingClientRect().top;
    let free = 0;
    for (const { li, refs } of notes) {
      const shown = refs.find(ref => ref.offsetParent);
      for (const ref of refs) ref.toggleAttribute("data-popover", !on);
      li.toggleAttribute("data-away", !shown);
      if (!on || !shown) continue;
      const at = Math.max(free, topOf(shown) - topOf(text));
      li.style.setProperty("--marginalia-top", `${at}px`);
      free = at + li.offsetHeight + 8;
    }
    text?.style.setProperty("--marginalia-end", `${free}px`);
  };

  for (const li of items) {
    const refs = [...text.querySelectorAll(`a[href="#${CSS.escape(li.id)}"]`)].filter(ref => !ref.closest(".note-list"));
    if (refs.length) notes.push({ li, refs });
  }

  // Of several lists, in the order of their references.
  notes.sort((a, b) => a.refs[0].compareDocumentPosition(b.refs[0]) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);

  if (text) {
    document.addEventListener("change", layOut); // where notes stand, or which text is read
    wide.onchange = layOut;
    new ResizeObserver(layOut).observe(text.querySelector(".tei-body, .tei-text") || text);
  }
}
