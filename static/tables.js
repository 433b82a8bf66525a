// The table of texts: sorted by its headers, and filtered by words and by what stands in a column.
"use strict";
for (const section of document.querySelectorAll("[data-texts]")) {
  const say = section.dataset;
  const table = section.querySelector("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const fold = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const { compare } = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });

  // --- Sorting: what is missing always comes last ---

  const sort = (column, descending) => {
    const key = row => row.cells[column].dataset.sort;
    const sorted = [...rows].sort((one, other) => !key(one) - !key(other) || compare(key(one), key(other)) * (descending ? -1 : 1));
    body.append(...sorted);
    heads.forEach((head, index) => {
      if (index === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };

  heads.forEach((head, column) => {
    const button = make("button", { type: "button", className: "sort" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      sort(column, head.getAttribute("aria-sort") === "ascending");
      keep();
    });
  });
  table.tHead.rows[0].dataset.label = say.mSort;

  // --- Filtering ---

  const words = make("input", { type: "search", name: "words", autocomplete: "off" });
  const choices = heads.flatMap((head, column) => {
    if (!("choose" in head.dataset)) return [];
    const values = [...new Map(rows.map(({ cells: { [column]: cell } }) => [cell.textContent, cell.dataset.sort]))]
      .filter(([value]) => value).sort(([, one], [, other]) => compare(one, other));
    if (values.length < 2) return [];
    const select = make("select", { name: head.className }, new Option(say.mAll, ""), ...values.map(([value]) => new Option(value)));
    return [{ column, select, label: head.textContent }];
  });
  const clear = make("button", { type: "reset", className: "tool" }, say.mClear);
  const count = make("p", { role: "status" });
  const form = make("form", { className: "texts-tools", role: "search" },
    make("label", {}, say.mFilter, words),
    ...choices.map(({ label, select }) => make("label", {}, label, select)), clear, count);
  const haystack = new Map(rows.map(row => [row, fold(row.textContent)]));

  const filter = () => {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    const chosen = choices.filter(({ select }) => select.value);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !(wanted.every(word => haystack.get(row).includes(word))
        && chosen.every(({ column, select }) => row.cells[column].textContent === select.value));
      shown += !row.hidden;
    }
    clear.hidden = !wanted.length && !chosen.length;
    count.textContent = say.mCount.replace("{shown}", shown).replace("{all}", rows.length);
  };

  // --- What was chosen is kept for the way back from a text ---

  const place = `loccit:texts:${location.pathname}`;
  const fields = [words, ...choices.map(({ select }) => select)];
  const keep = () => {
    const column = heads.findIndex(head => head.hasAttribute("aria-sort"));
    const descending = heads[column]?.getAttribute("aria-sort") === "descending";
    try {
      sessionStorage.setItem(place, JSON.stringify({ values: fields.map(({ value }) => value), column, descending }));
    } catch { /* private window: for this visit only */ }
  };
  try {
    const { values, column, descending } = JSON.parse(sessionStorage.getItem(place)) ?? { values: [], column: -1 };
    values.forEach((value, index) => { if (fields[index]) fields[index].value = value; });
    if (heads[column]) sort(column, descending);
  } catch { /* nothing was kept */ }

  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("input", () => { filter(); keep(); });
  form.addEventListener("reset", () => setTimeout(() => { filter(); keep(); words.focus(); }));
  table.before(form);
  filter();
}
