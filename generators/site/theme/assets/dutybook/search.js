/* Search as you type: an ARIA combobox over /api/v1/suggest. Without script, or without an answer, the form still
   goes to the page of results. Everything from the server is set as text, never as HTML. */
(() => {
  "use strict";
  const form = document.getElementById("db-search");
  const input = document.getElementById("db-query");
  const list = document.getElementById("db-hits");
  const find = (name) => document.querySelector(`[data-search-${name}]`);
  const [drop, word, all, status, clear, opener] = ["drop", "word", "all", "status", "clear", "open"].map(find);
  const strings = document.getElementById("db-strings").dataset;
  const language = document.documentElement.lang;

  const PAUSE = 120; // ms of silence before asking
  let timer = 0;
  let asking = null;
  let options = [];
  let active = -1;

  const make = (name, className, ...content) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  };
  const say = (template, values) => template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const counted = (name, n) => say(strings[n === 1 ? `${name}One` : `${name}Many`], { n });
  const isOurs = (address) => typeof address === "string" && /^\/(?![/\\])/.test(address);

  /* What is shown */

  const open = () => {
    drop.hidden = false;
    input.setAttribute("aria-expanded", String(options.length > 0));
  };
  const close = () => {
    drop.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const choose = (position) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = position;
    const option = options[active];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const titleOf = (hit) => hit.title_runs.map(([text, marked]) => (marked ? make("mark", "", text) : text));
  const stateOf = (hit) => {
    if (!hit.status_label) return [];
    const status = /^[a-z-]+$/.test(hit.status || "") ? hit.status : "";
    return [make("span", status ? `st ${status}` : "dim xs", hit.status_label)];
  };
  const optionOf = (hit) => {
    const text = make("div", "", ...titleOf(hit));
    if (hit.code) text.append(make("span", "code drop__code", hit.code));
    if (hit.note) text.append(make("small", "", hit.note));
    const option = make("a", "", make("span", "kind", hit.mark), text, ...stateOf(hit));
    option.firstChild.setAttribute("aria-hidden", "true");
    option.href = isOurs(hit.address) ? hit.address : form.action;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.tabIndex = -1;
    option.id = `db-hit-${options.push(option)}`;
    return option;
  };
  const groupOf = (group, position) => {
    const label = make("div", "drop__group", group.label);
    label.id = `db-group-${position}`;
    label.setAttribute("role", "presentation");
    const element = make("div", "", label, ...group.hits.map(optionOf));
    element.setAttribute("role", "group");
    element.setAttribute("aria-labelledby", label.id);
    return element;
  };
  const show = (groups, message, answer = {}) => {
    options = [];
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...groups.map(groupOf));
    word.textContent = message;
    word.hidden = !message;
    status.textContent = message || counted("hits", options.length);
    all.hidden = !(answer.total > 0 && isOurs(answer.search_address));
    if (!all.hidden) {
      all.href = answer.search_address;
      all.textContent = counted("all", answer.total);
    }
    open();
  };

  /* What is asked */

  const ask = async (query) => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const address = `${form.dataset.suggest}?${new URLSearchParams({ q: query, lang: language })}`;
    try {
      const response = await fetch(address, { signal, headers: { accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      if (signal.aborted) return;
      const groups = answer.groups.filter((group) => group.hits.length);
      show(groups, groups.length ? "" : say(strings.nothing, { query }), answer);
    } catch {
      if (!signal.aborted) show([], strings.unreachable);
    }
  };
  const typed = () => {
    clearTimeout(timer);
    asking?.abort();
    const query = input.value.trim();
    clear.hidden = !input.value;
    if (query) timer = setTimeout(ask, PAUSE, query);
    else close();
  };

  /* What is pressed */

  const openBox = () => {
    form.classList.add("is-open");
    opener.setAttribute("aria-expanded", "true");
    input.focus();
    input.select();
  };
  const closeBox = () => {
    if (!form.classList.contains("is-open")) return;
    form.classList.remove("is-open");
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  };
  const step = (by) => {
    if (drop.hidden || !options.length) return;
    const places = options.length + 1; // the box itself is one place in the round
    choose(((active + 1 + by + places) % places) - 1);
  };
  const escape = () => {
    if (!drop.hidden) return close();
    input.value = "";
    typed();
    input.blur();
    closeBox();
  };
  const keys = {
    ArrowDown: () => (drop.hidden && options.length ? open() : step(1)),
    ArrowUp: () => step(-1),
    Escape: escape,
  };

  input.addEventListener("input", (event) => event.isComposing || typed());
  input.addEventListener("compositionend", typed);
  input.addEventListener("focus", () => input.value.trim() && options.length && open());
  input.addEventListener("keydown", (event) => {
    // While an input method is choosing characters, its keys are not ours.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !drop.hidden && options[active]) {
      event.preventDefault();
      options[active].click();
    } else if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  form.addEventListener("submit", (event) => input.value.trim() || event.preventDefault());
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) close();
  });
  clear.addEventListener("click", () => {
    input.value = "";
    typed();
    input.focus();
  });
  opener.addEventListener("click", () => (form.classList.contains("is-open") ? closeBox() : openBox()));
  list.addEventListener("click", (event) => {
    if (!event.target.closest("a")) return;
    close();
    form.classList.remove("is-open");
  });
  document.addEventListener("pointerdown", (event) => form.contains(event.target) || close());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (opener.offsetParent) openBox();
    else input.focus();
  });
  clear.hidden = !input.value;
})();
