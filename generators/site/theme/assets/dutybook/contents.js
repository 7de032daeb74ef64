/* Marks the section one is reading in the table of contents: its first list, for others may point anywhere. */
(() => {
  "use strict";
  const links = [...document.querySelectorAll('.db-side--toc ul:first-of-type a[href^="#"]')];
  const places = links
    .map((link) => ({ link, target: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
    .filter((place) => place.target);
  if (!places.length) return;

  const READING_LINE = 120; // px below the top of the window, a little under the sticky head
  let waiting = false;

  const current = () => {
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const passed = places.filter((place) => place.target.getBoundingClientRect().top <= READING_LINE);
    return atEnd && scrollY > 0 ? places.at(-1) : passed.at(-1) || places[0];
  };
  const mark = () => {
    waiting = false;
    const here = current();
    for (const place of places) {
      if (place === here) place.link.setAttribute("aria-current", "true");
      else place.link.removeAttribute("aria-current");
    }
  };
  const soon = () => {
    if (!waiting) requestAnimationFrame(mark);
    waiting = true;
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  mark();
})();
