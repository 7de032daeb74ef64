/* Names the edition in the foot of the page. The mark is not written into pages, so that an unchanged page keeps its
   bytes from one edition to the next. edition.json: {"mark": "e7b2·41c9", "published": "2026-11-20"}. */
(async () => {
  "use strict";
  const place = document.querySelector("[data-edition-file]");
  const strings = document.getElementById("db-strings").dataset;
  try {
    const answer = await fetch(place.dataset.editionFile);
    const edition = await answer.json();
    const mark = document.createElement("span");
    mark.className = "mono";
    mark.textContent = edition.mark;
    const [before, after] = strings.edition.split("{mark}");
    place.replaceChildren(before, mark, after);
    if (edition.published) {
      const separator = document.documentElement.lang === "en" ? ", " : "，";
      place.append(separator, strings.published.replace("{date}", edition.published));
    }
    place.hidden = false;
  } catch {
    // A preview without an edition has no mark to show.
  }
})();
