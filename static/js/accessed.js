// Today's date, for print.
"use strict";
{
  const { lang } = document.documentElement;
  const date = new Date().toLocaleDateString(lang === "en" ? "en-GB" : lang, { dateStyle: "long" });
  for (const line of document.querySelectorAll("[data-accessed]")) line.textContent = document.body.dataset.mAccessed.replace("{date}", date);
}
