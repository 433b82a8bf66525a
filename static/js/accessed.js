// Today's date, for print.
"use strict";
{
  const date = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  for (const line of document.querySelectorAll("[data-accessed]")) line.textContent = document.body.dataset.mAccessed.replace("{date}", date);
}
