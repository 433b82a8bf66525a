
// A page that was still loading when the reload was sent has missed it: reload where the site is newer than the page.
(() => {
  "use strict";
  const epoch = new URL(document.currentScript.src).searchParams.get("epoch");
  document.addEventListener("LiveReloadConnect", async () => {
    const response = await fetch("/__loccit__/epoch", { cache: "no-store" });
    if (response.ok && (await response.text()) !== epoch) location.reload();
  });
})();
