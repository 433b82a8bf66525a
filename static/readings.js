// Switches between the texts without losing the place, and remembers what was chosen.
"use strict";
{
  const root = document.documentElement;
  const bar = document.querySelector(".readings");
  const article = document.querySelector("article.text");
  const status = document.querySelector("[data-status]");
  const settings = document.querySelector(".settings");
  let places = [];
  let clearing;

  const stored = key => {
    try {
      return localStorage.getItem(`loccit:${key}`) || "";
    } catch {
      return "";
    }
  };

  const store = (key, value) => {
    try {
      localStorage.setItem(`loccit:${key}`, value);
    } catch { /* private window: for this page only */ }
  };

  // What is read now: the first character below the bar, and whatever it is in, should it be hidden by the choice.
  const topOf = place => place.getBoundingClientRect().top;
  const remember = () => {
    const { left, width } = article.getBoundingClientRect();
    for (let y = Math.max(0, bar?.getBoundingClientRect().bottom || 0) + 4; y < innerHeight; y += 12) {
      const caret = document.caretPositionFromPoint?.(left + width / 2, y) || document.caretRangeFromPoint?.(left + width / 2, y);
      const node = caret?.offsetNode || caret?.startContainer;
      if (!node?.data?.trim() || !article.contains(node) || bar?.contains(node)) continue;
      const range = document.createRange();
      range.setStart(node, Math.max(0, Math.min(caret.offset ?? caret.startOffset, node.length - 1)));
      range.setEnd(node, range.startOffset + 1);
      places = [range];
      for (let above = node.parentElement; above !== article; above = above.parentElement) places.push(above);
      places = places.map(place => [place, topOf(place)]);
      return;
    }
  };

  const restore = () => {
    const kept = places.find(([place]) => place.getClientRects().length);
    if (kept && scrollY) scrollBy({ top: topOf(kept[0]) - kept[1], behavior: "instant" });
    places = [];
  };

  const tell = name => {
    status.textContent = bar.dataset.said.replace("{name}", name);
    clearTimeout(clearing);
    clearing = setTimeout(() => {
      status.textContent = "";
    }, 2500);
  };

  for (const place of [bar, settings]) {
    for (const before of ["pointerdown", "keydown"]) place?.addEventListener(before, remember, true);
  }
  document.addEventListener("loccit:settings", restore);

  for (const { content, dataset } of document.querySelectorAll("template[data-setting]")) {
    const key = dataset.setting;
    root.dataset[key] = stored(key);
    settings?.append(content);
    for (const input of settings?.querySelectorAll(`[name="${key}"]`) || []) input.checked = input.value === root.dataset[key];
  }

  if (bar) {
    const choose = value => {
      const radio = bar.querySelector(`[name="text"][value="${value}"]`);
      if (radio) radio.checked = true;
      return radio;
    };
    const select = bar.querySelector("select");

    // A witness reads what names it, else the lemma.
    const read = siglum => {
      for (const app of article.querySelectorAll(".alternate.tei-app")) {
        const forms = [...app.querySelectorAll(".tei-lem, .tei-rdg")].filter(form => form.closest(".tei-app") === app);
        const own = forms.find(({ dataset }) => dataset.wit?.split(" ").includes(siglum)) || forms[0];
        for (const form of forms) {
          const whole = form.parentElement.matches(".alternative") ? form.parentElement : form;
          whole.toggleAttribute("data-read", siglum !== "" && form === own);
          whole.toggleAttribute("data-unread", siglum !== "" && form !== own);
        }
      }
    };

    if (select) {
      select.parentElement.hidden = false;
      select.value = "";
    }
    choose(stored("text"));
    bar.addEventListener("change", ({ target }) => {
      if (target === select) {
        if (target.value && bar.querySelector("[value=all]").checked) choose("reading");
        read(target.value);
        tell(target.selectedOptions[0].textContent);
      } else {
        if (target.value === "all" && select) {
          select.value = "";
          read("");
        }
        store(target.name, target.value);
        tell(target.labels[0].textContent.trim());
      }
      restore();
    });

    // A link may lead to what is hidden.
    const reveal = () => {
      const target = document.querySelector(":target");
      if (!target || target.getClientRects().length || !article.contains(target)) return;
      tell(choose("all").labels[0].textContent.trim());
      target.scrollIntoView();
    };
    for (const arrival of ["hashchange", "pageshow"]) addEventListener(arrival, reveal);
  }
}
