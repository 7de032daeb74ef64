/* Filters of a register. Groups of buttons [data-filters="TABLE"], each button [data-filter="key=value"] or "" for all;
   rows (of a table, or [data-row] of a list) carry data-key="value". Groups combine; the choice lives in the address after "#", so it can be sent on. */
(() => {
  "use strict";
  const strings = document.getElementById("db-strings").dataset;
  const groups = [...document.querySelectorAll("[data-filters]")];
  const tables = new Set(groups.map((group) => group.dataset.filters));

  const buttonsOf = (group) => [...group.querySelectorAll("[data-filter]")];
  const chosen = (group) => buttonsOf(group).find((button) => button.getAttribute("aria-pressed") === "true");
  const conditionOf = (button) => {
    const [key, value] = button.dataset.filter.split("=");
    return value === undefined ? () => true : (row) => row.getAttribute(`data-${key}`) === value;
  };

  const show = (name) => {
    const table = document.getElementById(name);
    if (!table) return;
    const rows = [...table.querySelectorAll("tbody > tr:not(.grp), [data-row]")];
    const own = groups.filter((group) => group.dataset.filters === name);
    const conditions = new Map(own.map((group) => [group, conditionOf(chosen(group) || buttonsOf(group)[0])]));
    const passes = (row, except) => own.every((group) => group === except || conditions.get(group)(row));

    let shown = 0;
    for (const row of rows) {
      row.hidden = !passes(row, null);
      if (!row.hidden) shown += 1;
    }
    // A part with nothing left to show takes its heading with it; a folded one opens for what was asked for.
    const narrowed = rows.length > shown;
    for (const part of table.querySelectorAll("[data-part]")) {
      part.hidden = !part.querySelector("tr:not(.grp, thead tr, [hidden])");
      if (narrowed && part.matches("details")) part.open = true;
    }
    for (const group of own) count(group, rows.filter((row) => passes(row, group)));
    announce(name, table, shown, rows.length);
  };
  // A button says how many rows it would leave, given what the other groups say.
  const count = (group, rows) => {
    for (const button of buttonsOf(group)) {
      const place = button.querySelector("em");
      if (place) place.textContent = rows.filter(conditionOf(button)).length;
    }
  };
  const announce = (name, table, shown, total) => {
    const word = document.querySelector(`[data-filter-status="${name}"]`);
    if (word) word.textContent = strings.shown.replace("{total}", total).replace("{shown}", shown);
    const empty = document.querySelector(`[data-filter-empty="${name}"]`);
    if (empty) empty.hidden = shown > 0;
    table.hidden = Boolean(empty) && shown === 0;
  };

  const press = (group, pressed) => {
    for (const button of buttonsOf(group)) button.setAttribute("aria-pressed", String(button === pressed));
  };
  const remember = () => {
    const filters = groups.map((group) => chosen(group)?.dataset.filter).filter(Boolean);
    const here = location.pathname + location.search;
    history.replaceState(history.state, "", filters.length ? `${here}#${filters.join("&")}` : here);
  };
  const recall = () => {
    const wanted = decodeURIComponent(location.hash.slice(1)).split("&");
    for (const group of groups) {
      const buttons = buttonsOf(group);
      press(group, buttons.find((button) => button.dataset.filter && wanted.includes(button.dataset.filter)) || buttons[0]);
    }
    tables.forEach(show);
  };

  for (const group of groups) {
    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-filter]");
      if (!button) return;
      press(group, button);
      remember();
      show(group.dataset.filters);
    });
  }
  if (groups.length) {
    addEventListener("hashchange", recall);
    recall();
  }
})();
