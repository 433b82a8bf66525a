// Today's date, for print.
"use strict";
{
  const { lang, dataset } = document.documentElement;
  const date = new Date().toLocaleDateString(lang, { dateStyle: "long" });
  for (const line of document.querySelectorAll("[data-accessed]")) line.textContent = dataset.mAccessed.replace("{date}", date);
}
