// Links to ranges and quotations, and what became of a paragraph since the release that a link names. permalink.js
// loads this file when the address has ?p= or ?ed=, when a command of it is used, or when words are selected.
"use strict";
{
  const { bar, command, commands, place, address, copy } = globalThis.loccit;
  const root = document.documentElement;
  const say = document.body.dataset;
  const text = document.querySelector("[data-text]");
  const query = new URLSearchParams(location.search);
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  const href = `${say.siteRoot}static/permalinks.css`;
  if (!document.querySelector(`link[href="${href}"]`)) document.head.append(make("link", { rel: "stylesheet", href }));

  // --- Ranges: ?p=p3-p5, or several with commas ---

  const citable = ".para[id], .tei-l[id]";
  const blocks = [...text.querySelectorAll(citable)];
  const indexOf = id => blocks.indexOf(document.getElementById(id)?.closest(citable));

  // First and last block of a part. An id may itself have hyphens; one that is not here is left out.
  const endsOf = part => {
    const words = part.split("-");
    let best = [];
    for (let cut = words.length; cut > 0; cut--) {
      const ids = [words.slice(0, cut), words.slice(cut)].map(piece => piece.join("-"));
      const found = ids.map(indexOf).filter(index => index >= 0).sort((a, b) => a - b);
      if (cut === words.length && found.length) return [found[0], found[0]];
      if (found.length > best.length) best = found;
    }
    return [best[0], best.at(-1)];
  };

  const mark = ranges => {
    for (const [index, block] of blocks.entries()) block.classList.toggle("in-range", ranges.some(([from, to]) => from <= index && index <= to));
  };

  const wanted = (query.get("p") || "").split(",").map(endsOf).filter(([from]) => from >= 0);
  if (wanted[0]) {
    mark(wanted);
    // A fragment that was lost on the way: go there as the browser would have done, unless the reader has moved.
    if (!location.hash && !scrollY) location.replace(`#${encodeURIComponent(blocks[Math.min(...wanted.flat())].id)}`);
  }

  // --- Picking the end of a range ---

  const hint = document.body.appendChild(make("p", { className: "range-hint", role: "status" }));
  const button = commands.find(({ value }) => value === say.mLinkRange);
  let first;
  let fading;

  const tell = (...content) => {
    clearTimeout(fading);
    hint.replaceChildren(...content);
  };

  const stop = () => {
    if (hint.contains(document.activeElement)) first.querySelector(".pn").focus();
    first = undefined;
    delete text.dataset.picking;
    tell();
  };

  const start = para => {
    first = para;
    text.dataset.picking = "";
    mark([[blocks.indexOf(para), blocks.indexOf(para)]]);
    tell(`${say.mRangeHint} `, make("button", { type: "button", className: "tool", textContent: say.mCancel, onclick: cancel }));
  };

  const cancel = () => {
    mark(wanted);
    stop();
  };

  const finish = async last => {
    const ends = [first, last].map(block => blocks.indexOf(block)).sort((a, b) => a - b);
    const [from, to] = ends.map(index => blocks[index].id);
    const url = address(from);
    url.search = `?p=${encodeURIComponent(from)}-${encodeURIComponent(to)}`;
    stop();
    mark([ends]);
    try {
      await navigator.clipboard.writeText(url);
      tell(say.mCopied);
      fading = setTimeout(tell, 2500);
    } catch {
      place(last);
      copy(url);
    }
  };

  const choose = para => {
    if (!first) start(para);
    else if (para === first) cancel();
    else finish(para);
  };

  button.onclick = () => choose(bar.parentElement);

  document.addEventListener("click", event => {
    const number = event.target.closest(".pn, .ln");
    if (!first || !number || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    choose(number.parentElement);
  }, true);

  document.addEventListener("keydown", ({ key }) => {
    if (first && key === "Escape") cancel();
  });

  if (globalThis.loccit.first) start(globalThis.loccit.first);

  // --- Quotations: #p7:~:text=prefix-,first words,last words,-suffix ---

  const NOT_TEXT = "script, style, input, .para-bar, .popover, .range-hint, .cited, [hidden]";
  const BREAK = "\0"; // between blocks, which no term may cross

  // All words of the page as the browser searches them, and where each text node, note reference and edit begins.
  const readPage = () => {
    const page = { words: "", at: new Map(), refs: [], edits: [] };
    const read = node => {
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) {
          page.at.set(child, page.words.length);
          page.words += child.data;
        } else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(NOT_TEXT)) {
          const { display } = getComputedStyle(child);
          const gap = display === "inline" && child.localName !== "br" ? "" : BREAK;
          const from = page.words.length;
          if (display === "none") continue;
          page.words += gap;
          read(child);
          page.words += gap;
          if (child.matches("[role=doc-noteref]")) page.refs.push([from, page.words.length]);
          if (child.matches(".edited")) page.edits.push([from, page.words.length]);
        }
      }
    };
    read(document.body);
    return page;
  };

  const plain = words => words.replace(/[^\0-\x7f]/g, letter => letter.normalize("NFD")[0]).toLowerCase();
  const isIn = ([from, to], index) => from <= index && index < to;

  // Where some words stand, capitals and accents aside; the differences since earlier releases repeat the text.
  const find = (page, words) => {
    const pattern = plain(words).trim().split(/\s+/).map(word => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("\\s+");
    page.plain ??= plain(page.words);
    return [...page.plain.matchAll(new RegExp(pattern, "g"))].map(({ index }) => index);
  };

  const isOnly = (page, words, index) => {
    const found = find(page, words);
    return found[0] === index && found.every(other => other === index || page.edits.some(edit => isIn(edit, other)));
  };

  const elementOf = node => node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;

  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const para = elementOf(range.startContainer).closest(".para:has(> .pn)");
    if (!para || bar.contains(range.startContainer)) return;
    // A triple click ends at the beginning of the next paragraph, after its number.
    const rest = range.cloneRange();
    if (!para.contains(range.endContainer)) {
      rest.setStartAfter(para);
      const beyond = rest.cloneContents();
      for (const node of beyond.querySelectorAll(".pn, .ln, .para-bar")) node.remove();
      if (beyond.textContent.trim()) return;
    }
    return range.toString().trim() ? { para, range: range.cloneRange() } : undefined;
  };

  // From and to where the selected words stand in the page, widened to whole words.
  const extent = (page, { para, range }) => {
    const nodes = [...page.at.keys()].filter(node => para.contains(node) && range.intersectsNode(node) && !node.parentElement.closest(".pn, .edited, .continuation"));
    if (!nodes.length) return;
    const last = nodes.at(-1);
    let from = page.at.get(nodes[0]) + (nodes[0] === range.startContainer ? range.startOffset : 0);
    let to = page.at.get(last) + (last === range.endContainer ? range.endOffset : last.length);
    const skipped = /[\s\0]/;
    while (from < to && skipped.test(page.words[from])) from++;
    while (from < to && skipped.test(page.words[to - 1])) to--;
    if (from >= to) return;
    for (const [start, end] of wordsOf(page, from, from + 1)) if (start < from && from < end) from = start;
    for (const [start, end] of wordsOf(page, to - 1, to)) if (start < to && to < end) to = end;
    return [from, to];
  };

  const blockOf = ({ words }, from, to) => [words.lastIndexOf(BREAK, from) + 1, (words.indexOf(BREAK, to) + 1 || words.length + 1) - 1];

  // The words between two places, each from where to where.
  const wordsOf = (page, from, to) => {
    const [start, end] = blockOf(page, from, to);
    const segments = new Intl.Segmenter(text.lang || root.lang, { granularity: "word" }).segment(page.words.slice(start, end));
    return [...segments].filter(({ isWordLike }) => isWordLike)
      .map(({ index, segment }) => [start + index, start + index + segment.length])
      .filter(word => word[1] > from && word[0] < to);
  };

  const LIMIT = 300;
  const encode = words => encodeURIComponent(words.trim().replace(/\s+/g, " ")).replaceAll("-", "%2D");

  // The words just before or after a place in its block, up to a note reference.
  const before = (page, from, count) => {
    const [start] = blockOf(page, from, from);
    const barrier = Math.max(start, ...page.refs.filter(ref => ref[1] <= from).map(ref => ref[1]));
    const found = wordsOf(page, barrier, from).filter(word => barrier <= word[0] && word[1] <= from).slice(-count);
    return count && found.length ? found[0][0] : from;
  };

  const after = (page, to, count) => {
    const [, end] = blockOf(page, to, to);
    const barrier = Math.min(end, ...page.refs.filter(ref => ref[0] >= to).map(ref => ref[0]));
    const found = wordsOf(page, to, barrier).filter(word => to <= word[0] && word[1] <= barrier).slice(0, count);
    return count && found.length ? found.at(-1)[1] : to;
  };

  // Where the first run of the selected words ends, and the last begins: at a note reference or a break.
  const runs = (page, from, to) => {
    const stops = page.refs.filter(ref => from < ref[0] && ref[1] < to);
    for (let index = page.words.indexOf(BREAK, from); index >= 0 && index < to; index = page.words.indexOf(BREAK, index + 1)) stops.push([index, index + 1]);
    return [Math.min(to, ...stops.map(stop => stop[0])), Math.max(from, ...stops.map(stop => stop[1])), stops.length > 0];
  };

  const directive = (page, from, to) => {
    const { words } = page;
    const slice = (start, end) => words.slice(start, end);
    const [firstEnd, lastStart, isBroken] = runs(page, from, to);
    const head = wordsOf(page, from, firstEnd).filter(word => word[1] <= firstEnd);
    const tail = wordsOf(page, lastStart, to).filter(word => word[0] >= lastStart);
    const isShort = !isBroken && to - from <= 100;
    for (const context of [0, 3, 5]) {
      for (const count of isShort ? [0] : [4, 7, 10]) {
        const start = before(page, from, context);
        const end = after(page, to, context);
        const terms = [];
        if (isShort) {
          if (!isOnly(page, slice(start, end), start)) continue;
          terms.push(slice(from, to));
        } else {
          if (!head.length || !tail.length) return "";
          const headEnd = head[Math.min(count, head.length) - 1][1];
          const tailStart = tail[Math.max(0, tail.length - count)][0];
          if (headEnd > tailStart || !isOnly(page, slice(start, headEnd), start)) continue;
          const next = find(page, slice(tailStart, end)).find(index => index >= headEnd);
          if (next !== tailStart) continue;
          terms.push(slice(from, headEnd), slice(tailStart, to));
        }
        const parts = terms.map(encode);
        if (start < from) parts.unshift(`${encode(slice(start, from))}-`);
        if (end > to) parts.push(`-${encode(slice(to, end))}`);
        const whole = parts.join(",");
        if (whole.length <= LIMIT) return whole;
      }
    }
    return "";
  };

  const quotation = quoted => {
    const page = readPage();
    const found = extent(page, quoted);
    const words = found ? directive(page, ...found) : "";
    const url = address(quoted.para.id);
    if (words) url.hash += `:~:text=${words}`;
    return url;
  };

  let quoted;
  const quote = command(say.mCopyQuotation, () => copy(quotation(quoted), quote));
  quote.textContent = quote.value;
  quote.hidden = true;
  commands.push(quote);

  // The command is there where the bar is at the paragraph that has the selection; it never calls the bar elsewhere
  // from under the pointer. It outlasts the selection for the moment that a tap on it takes.
  const offer = () => {
    quote.hidden = !quoted || bar.parentElement !== quoted.para;
    if (!quote.hidden && quote.parentElement !== bar && button.parentElement === bar) bar.append(quote);
  };

  const look = () => {
    const found = selected();
    if (!found) return setTimeout(() => {
      quoted = selected();
      offer();
    }, 400);
    quoted = found;
    if (!bar.contains(document.activeElement)) place(elementOf(found.range.startContainer));
    offer();
  };

  bar.addEventListener("mousedown", event => {
    if (event.target.localName === "button") event.preventDefault();
  });
  document.onselectionchange = look;
  document.addEventListener("pointerover", offer);
  document.addEventListener("focusin", offer);
  addEventListener("hashchange", offer);
  look();

  // --- ?ed=1.0: the release that a link was made from ---

  const cited = query.get("ed");
  const target = document.querySelector(":target")?.closest(citable);
  const page = `${cited}/index.html`;
  const home = (text.dataset.whole || "").replace(/index\.html$/, "");
  if (cited && target) {
    const edit = [...target.querySelectorAll(".edited")].find(({ dataset }) => dataset.since === cited);
    const isKnown = (text.dataset.releases || "").split(" ").includes(cited) || text.querySelector(`a[href*="/${CSS.escape(page)}"]`);
    if (edit) edit.open = true;
    if (edit || isKnown) {
      const line = make("p", { className: "cited", lang: root.lang, dir: root.dir || "ltr" });
      const words = (edit ? say.mCitedEdited : say.mCitedUnchanged).replace("{version}", cited);
      line.append(`${words}. `, make("a", { href: `${home}${page}#${target.id}`, textContent: say.mAsReleased.replace("{version}", cited) }));
      const number = target.querySelector(".para-bar, .pn, .ln");
      (number.matches(".pn") && number.nextElementSibling?.matches(".para-bar") ? number.nextElementSibling : number).after(line);
    }
  }
}
