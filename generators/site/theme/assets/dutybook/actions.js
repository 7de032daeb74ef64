/* Small acts of a page: printing, and the definition of a term, which stays on the screen and goes away with Esc. */
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });

  const place = (event) => {
    const term = event.target.closest?.(".term");
    if (!term) return;
    term.classList.remove("is-dismissed");
    term.classList.toggle("is-right", term.getBoundingClientRect().left > innerWidth / 2);
  };
  document.addEventListener("pointerover", place);
  document.addEventListener("focusin", place);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const term of document.querySelectorAll(".term:is(:hover, :focus)")) term.classList.add("is-dismissed");
  });
})();
