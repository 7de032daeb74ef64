/* Small acts of a page: printing, links to its places, and the definition of a term, which stays on the screen and goes away with Esc. */
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });

  // Every section and every numbered row can be sent on by its address.
  const label = document.getElementById("db-strings").dataset.here;
  const link = (id) => Object.assign(document.createElement("a"), { href: `#${id}` });
  for (const heading of document.querySelectorAll(".h2[id]")) {
    const here = link(heading.id);
    here.className = "here noprint";
    here.textContent = "#";
    here.setAttribute("aria-label", `${label}: ${heading.firstChild.textContent.trim()}`);
    heading.insertBefore(here, heading.querySelector(":scope > .r"));
  }
  for (const number of document.querySelectorAll(":is(.duty, .rows > li)[id] > .no")) {
    if (number.querySelector("i, a")) continue;
    const here = link(number.parentElement.id);
    here.tabIndex = -1; // sections are enough stops for a keyboard
    here.append(...number.childNodes);
    number.append(here);
  }

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
