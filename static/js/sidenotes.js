// In wide windows, sets each note beside its reference.
"use strict";
{
  const text = document.querySelector(".endnotes")?.closest("article");
  const say = document.body.dataset;
  const wide = matchMedia("(min-width: 75rem)");
  const notes = [];

  const layOut = () => {
    const on = wide.matches && document.documentElement.dataset.notes === "margin";
    text.toggleAttribute("data-sidenotes", on);
    const topOf = node => node.getBoundingClientRect().top;
    let free = 0;
    for (const { li, ref, body, more } of notes.sort((a, b) => topOf(a.ref) - topOf(b.ref))) {
      more.hidden = !on || "open" in li.dataset || body.scrollHeight <= body.clientHeight;
      const at = Math.max(free, topOf(ref) - topOf(text));
      li.style.setProperty("--note-top", `${at}px`);
      free = at + li.offsetHeight + 14;
    }
    text.style.setProperty("--notes-end", `${free}px`);
  };

  for (const li of text?.querySelectorAll(".note-list > li") || []) {
    const ref = document.getElementById(decodeURIComponent(li.querySelector("[role=doc-backlink]")?.hash.slice(1)));
    const body = li.querySelector(".note-body");
    const more = Object.assign(document.createElement("button"), { className: "note-more", textContent: say.mMore });
    const unfold = () => {
      li.dataset.open = "";
      layOut();
    };
    more.onclick = () => {
      body.tabIndex = -1;
      body.focus({ preventScroll: true });
    };
    body.addEventListener("focusin", unfold);
    body.after(more);
    if (ref) notes.push({ li, ref, body, more });
  }

  if (text) {
    document.addEventListener("loccit:settings", layOut);
    wide.onchange = layOut;
    new ResizeObserver(layOut).observe(text.querySelector(".tei-body") || text);
  }
}
