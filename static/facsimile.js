// In wide windows, shows beside the text the image of the page that one reads.
"use strict";
{
  const column = document.querySelector("[data-facsimile]");
  const root = document.documentElement;
  const begins = ".text [role=doc-pagebreak], .text .facs[data-facs]";
  const wide = matchMedia("(min-width: 75rem)");
  const make = (tag, className) => Object.assign(document.createElement(tag), { className });

  const choice = (value, text) =>
    `<label><input type="radio" name="facsimile" value="${value}"${(root.dataset.facsimile || "") === value ? " checked" : ""}>${text}</label>`;

  if (column) {
    const link = make("a", "facsimile-image");
    const image = link.appendChild(make("img", ""));
    const place = make("p", "facsimile-place");
    let shown;
    let waiting = false;

    const show = () => {
      waiting = false;
      if (!("beside" in root.dataset)) return;
      // The last page that begins above the upper third of the window; it may have no image.
      const line = innerHeight / 3;
      let page;
      for (const place of document.querySelectorAll(begins)) {
        if (!place.getClientRects().length) continue;
        if (page && place.getBoundingClientRect().top > line) break;
        page = place;
      }
      if (page?.nextElementSibling?.matches(".facs")) page = page.nextElementSibling;
      if (page === shown) return;
      shown = page;
      const small = page?.querySelector("img");
      link.hidden = !small;
      place.textContent = small?.alt ?? "";
      if (small) {
        image.src = small.src;
        image.alt = small.alt;
        link.href = page.href;
      }
    };

    const later = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(show);
    };

    const layOut = () => {
      root.toggleAttribute("data-beside", wide.matches && !root.dataset.facsimile && root.dataset.notes !== "margin");
      show();
    };

    try {
      root.dataset.facsimile = localStorage.getItem("loccit:facsimile") || "";
    } catch { /* no storage: as at first */ }
    place.ariaHidden = "true";
    column.append(link, place);
    column.hidden = false;
    const say = column.dataset;
    document.getElementById("loccit-display")?.insertAdjacentHTML("beforeend",
      `<fieldset><legend>${say.legend}</legend>${choice("", say.beside)}${choice("breaks", say.breaks)}${choice("print", say.print)}</fieldset>`);
    document.addEventListener("loccit:settings", layOut);
    addEventListener("scroll", later, { passive: true });
    addEventListener("resize", later);
    wide.onchange = layOut;
    layOut();
  }
}
