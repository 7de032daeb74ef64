/* The drawer of a narrow screen: tabs, this page's contents and its rail, copied in when first opened.
   <dialog> brings the focus trap, Esc and the way back to the button. */
(() => {
  "use strict";
  const drawer = document.querySelector("[data-drawer]");
  const opener = document.querySelector("[data-drawer-open]");
  if (!drawer || !opener) return;
  const body = drawer.querySelector("[data-drawer-body]");

  const copyOf = (source) => {
    const section = document.createElement("section");
    for (const part of source.querySelectorAll("h2, ul")) section.append(part.cloneNode(true));
    for (const element of section.querySelectorAll("[id]")) element.removeAttribute("id");
    for (const element of section.querySelectorAll("ul, .md-tabs__link")) element.removeAttribute("class");
    return section;
  };
  const hasLinks = (source) => Boolean(source?.querySelector("li a"));
  const fill = () => {
    const sources = ["[data-tabs]", ".db-side--toc", ".db-side--rail"];
    body.replaceChildren(...sources.map((name) => document.querySelector(name)).filter(hasLinks).map(copyOf));
  };

  opener.addEventListener("click", () => {
    fill();
    drawer.showModal();
  });
  drawer.addEventListener("click", (event) => {
    const outside = event.target === drawer;
    if (outside || event.target.closest("a, [data-drawer-close]")) drawer.close();
  });
  drawer.querySelector("[data-drawer-search]").addEventListener("click", () => {
    drawer.close();
    document.querySelector("[data-search-open]").click();
  });
  // A window made wide again has its tabs back.
  matchMedia("(min-width: 60.01rem)").addEventListener("change", () => drawer.open && drawer.close());
})();
