// "Display": theme, and where notes appear.
"use strict";
{
  const tools = document.querySelector("[data-tools]");
  const say = document.body.dataset;
  const set = document.documentElement.dataset;

  const choice = (key, title, options) => `<fieldset><legend>${title}</legend>${options.map(([value, text]) =>
    `<label><input type="radio" name="${key}" value="${value}"${(set[key] || "") === value ? " checked" : ""}>${text}</label>`).join("")}</fieldset>`;

  if (tools) {
    tools.innerHTML = `<button type="button" class="tool" popovertarget="loccit-display">${say.mDisplay}</button><div class="sheet settings" id="loccit-display" popover>${
      choice("theme", say.mTheme, [["", say.mThemeSystem], ["light", say.mThemeLight], ["dark", say.mThemeDark]])}${
      document.querySelector(".endnotes") ? choice("notes", say.mNotes, [["", say.mNotesPopup], ["margin", say.mNotesMargin], ["end", say.mNotesEnd]]) : ""}</div>`;
    tools.addEventListener("change", ({ target: { name, value } }) => {
      set[name] = value;
      try {
        localStorage.setItem(`loccit:${name}`, value);
      } catch { /* private window: for this page only */ }
      document.dispatchEvent(new Event("loccit:settings"));
    });
  }
}
