// A text of several pages: a link to a paragraph at the text's own address, or at that of a page that is no more, leads
// on to the page that has the paragraph.
"use strict";
{
  const go = href => location.replace(href + location.search + location.hash);
  const moved = document.querySelector("[data-moved]");
  const lead = () => {
    if (moved) return location.hash && go(moved.dataset.moved);
    const address = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (address?.matches(".toc .alias")) go(address.parentElement.querySelector("a").href);
  };
  addEventListener("hashchange", lead);
  lead();
}
