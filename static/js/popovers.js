// Shows a copy of a note or definition beside its reference.
"use strict";
{
  const say = document.body.dataset;
  const mouse = matchMedia("(hover: hover) and (pointer: fine)");
  const wait = 300;
  const shown = []; // outermost first: { ref, box, pinned, timer, held, left }
  let opening;
  let pressed;

  const make = (tag, className, textContent) => Object.assign(document.createElement(tag), { className, textContent });
  const isOpen = ({ box }) => box.matches(":popover-open");
  const holding = node => shown.filter(({ box }) => box.contains(node));
  const idOf = link => decodeURIComponent(link.hash.slice(1));
  const referenceAt = node => node.closest("a[data-popover][href^='#']");

  // What opens the popover; nothing where the reference stays a plain link.
  const openerOf = ref => {
    const place = ref && document.getElementById(idOf(ref));
    const isNote = place?.localName === "li";
    if (!place || holding(ref).length > 1 || (isNote && (document.documentElement.dataset.notes === "end" || document.querySelector("[data-sidenotes]")))) return;
    const body = isNote ? place.querySelector(".note-body") : place.nextElementSibling;
    const label = isNote ? place.dataset.label : place.textContent;
    const name = place.dataset.name || (isNote ? say.mNote : say.mDefinition).replace("{label}", label);
    return pinned => show(ref, body, isNote, name, isNote ? name : label, pinned);
  };

  const reveal = entry => {
    if (!isOpen(entry)) entry.box.showPopover({ source: entry.ref });
    if (entry.pinned) entry.box.focus({ preventScroll: true });
  };

  const show = (ref, body, isNote, name, title, pinned) => {
    const box = make("div", "sheet popover");
    const entry = { ref, box, pinned };
    box.popover = "auto";
    box.tabIndex = -1;
    box.role = isNote ? "doc-footnote" : "group";
    box.ariaLabel = name;
    box.append(make("p", "sheet-title", title), ...body.cloneNode(true).childNodes);
    for (const node of box.querySelectorAll("[id]")) node.removeAttribute("id");
    const actions = make("p", "sheet-actions");
    const close = make("button", "sheet-close", say.mClose);
    close.type = "button";
    close.onclick = () => box.hidePopover();
    if (isNote) actions.append(Object.assign(make("a", "", say.mNoteInList), { href: ref.hash }));
    actions.append(close);
    box.append(actions);

    // Reading order: reference, note, text. A nested one belongs to its outer one.
    const outer = holding(ref).pop();
    let block = ref;
    while (!block.parentElement.matches("div, section, article, main, dd, figure, blockquote")) block = block.parentElement;
    if (outer) outer.box.append(box);
    else block.after(box);

    box.onbeforetoggle = () => {
      entry.held = box.contains(document.activeElement);
    };
    box.ontoggle = () => {
      if (isOpen(entry)) return;
      shown.splice(shown.indexOf(entry), 1);
      box.remove();
      delete ref.dataset.open;
      if (entry.held && !entry.left && document.activeElement === document.body) ref.focus({ preventScroll: true });
    };
    box.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !box.contains(relatedTarget)) box.hidePopover();
    });
    shown.push(entry);
    ref.dataset.open = "";
    reveal(entry);
  };

  // Before light dismiss, remember whose popover a second click closes.
  document.addEventListener("pointerdown", ({ target }) => {
    clearTimeout(opening);
    pressed = shown.find(({ ref }) => ref.contains(target));
  }, true);

  document.addEventListener("click", event => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const ref = referenceAt(event.target);
    const open = openerOf(ref);
    clearTimeout(opening);
    if (open) {
      event.preventDefault();
      const entry = shown.find(other => other.ref === ref) || (event.detail && pressed?.ref === ref && pressed);
      if (!entry) open(true);
      else if (entry.pinned) entry.box.hidePopover();
      else {
        entry.pinned = true;
        reveal(entry);
      }
      return;
    }
    // A link leaves: mark the way back.
    const link = event.target.closest("a");
    if (!link?.hash || !holding(link)[0]) return;
    for (const back of document.querySelectorAll("[role=doc-backlink]")) back.classList.toggle("current", idOf(back) === shown[0].ref.id);
    for (const entry of shown) entry.left = true;
    shown[0].box.hidePopover();
  });

  document.addEventListener("pointerover", ({ pointerType, target }) => {
    if (pointerType !== "mouse" || !mouse.matches) return;
    const ref = referenceAt(target);
    clearTimeout(opening);
    for (const entry of shown) {
      if (entry.ref === ref || entry.box.contains(target)) {
        clearTimeout(entry.timer);
        entry.timer = 0;
      } else {
        entry.timer ||= setTimeout(() => {
          entry.timer = 0;
          if (!entry.pinned && !entry.box.contains(document.activeElement)) entry.box.hidePopover();
        }, wait);
      }
    }
    if (shown.some(entry => entry.ref === ref || (entry.pinned && !entry.box.contains(ref)))) return;
    const open = openerOf(ref);
    if (open) opening = setTimeout(open, wait);
  });
}
