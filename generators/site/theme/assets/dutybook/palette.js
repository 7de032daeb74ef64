/* Day and night. Loaded first thing in the body and not deferred, so that no page flashes in the wrong light.
   The reader's choice is kept; without one the system decides. */
(() => {
  "use strict";
  const KEY = "dutybook.scheme";
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const stored = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const store = (scheme) => {
    try { localStorage.setItem(KEY, scheme); } catch { /* a private window: the choice lasts for this page */ }
  };
  const show = (scheme) => {
    for (const element of [document.documentElement, document.body]) {
      element.setAttribute("data-md-color-scheme", scheme);
    }
  };
  const wanted = () => stored() || (dark.matches ? "slate" : "default");

  document.documentElement.classList.replace("no-js", "js");
  show(wanted());
  dark.addEventListener("change", () => show(wanted()));
  addEventListener("storage", (event) => event.key === KEY && show(wanted()));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-palette]");
    if (!button) return;
    const schemes = button.dataset.schemes.trim().split(/\s+/);
    const next = schemes[(schemes.indexOf(document.body.dataset.mdColorScheme) + 1) % schemes.length];
    store(next);
    show(next);
  });
})();
