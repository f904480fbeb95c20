// The page: filters that combine and live in the address, the list of works, what can be copied, keys.
// Texts of works and notes only ever become text nodes and attributes; nothing here makes HTML of a text.
"use strict";

(() => {
  const root = document.getElementById("biblio");
  const { works, title, style, files } = biblioPage.data;
  const folder = root.dataset.folder;
  const texts = new biblioPage.search.Texts(works);
  const numbers = new Map(works.map((work, number) => [work.id, number]));
  const byId = (name) => document.getElementById(`biblio-${name}`);
  const level = Number(root.querySelector(".biblio-name").localName[1]) + 1; // of the headings below the page's own
  const PORTION = 30; // works shown at once
  const FIRST = 8; // of them at once while somebody types; the others follow when the typing pauses
  const PAUSE = 150; // of typing, in milliseconds
  const MOST_VALUES = 50; // of a filter
  const MONTHS = "January February March April May June July August September October November December".split(" ");

  // -- elements ------------------------------------------------------------------------------------------------
  /** Make an element; attributes that start with "on" are listeners, children are elements or texts. */
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (value === undefined || value === null || value === false) continue;
      if (attribute.startsWith("on")) element.addEventListener(attribute.slice(2), value);
      else element.setAttribute(attribute, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  }

  /** Return an address that is safe to follow: of the web, of Zotero, or of a file beside the page; or undefined. */
  function safeAddress(address) {
    return /^(?:https?|ftp):\/\//i.test(address) || /^zotero:\/\/select\//.test(address) || !/^[^/?#]*:/.test(address)
      ? address
      : undefined;
  }

  const link = (text, address, more = {}) =>
    make("a", { href: safeAddress(address), rel: "noopener noreferrer", ...more }, text);

  /** Return what an object has itself under a name that a stranger chose ("constructor"). */
  const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

  const count = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

  // -- other files of the page -----------------------------------------------------------------------------------
  const policy = globalThis.trustedTypes?.createPolicy("biblio-page", {
    createScriptURL(address) {
      if (/^(?:notes|d3\.min|details-[0-9a-f]+)\.js$/.test(address)) return folder + address;
      throw new TypeError(`${address} is not a file of this page`);
    },
  });
  const loading = new Map();

  /** Load one of the page's scripts, once. */
  function load(name) {
    if (!loading.has(name)) {
      const promise = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.charset = "utf-8";
        script.src = policy ? policy.createScriptURL(name) : folder + name;
        script.addEventListener("load", resolve);
        script.addEventListener("error", () => {
          loading.delete(name);
          reject(new Error(`${name} is missing beside the page`));
        });
        document.head.append(script);
      });
      loading.set(name, promise);
    }
    return loading.get(name);
  }

  /** Return what only an open card shows: abstract, BibTeX, reference. */
  async function details(work) {
    await load(`details-${work.file.toString(16).padStart(2, "0")}.js`);
    return own(biblioPage.details[work.file], work.id) ?? {};
  }

  async function notesOf(work) {
    await load("notes.js");
    return own(biblioPage.notes, work.id) ?? [];
  }

  // -- filters -------------------------------------------------------------------------------------------------
  // `all`: a work must have every chosen value; otherwise one of them is enough.
  const FACETS = [
    { name: "tag", label: "Tag", all: true, values: (work) => work.tags ?? [] },
    { name: "status", label: "Status", values: (work) => [work.status] },
    { name: "kind", label: "Kind", values: (work) => (work.kind ? [work.kind] : []) },
    { name: "year", label: "Year", values: (work) => (work.year ? [String(work.year)] : []), order: "value" },
    { name: "venue", label: "Venue", values: (work) => (work.venue ? [work.venue] : []) },
    { name: "read", label: "Read", values: monthsOf, order: "value", say: sayMonth, isClosed: true },
  ];

  /** Return the year and the month in which a work was read; either can be chosen. */
  function monthsOf(work) {
    const read = work.read ?? "";
    return [read.slice(0, 4), read.length >= 7 ? read.slice(0, 7) : ""].filter(Boolean);
  }

  function sayMonth(value) {
    return value.length > 4 ? `${MONTHS[Number(value.slice(5)) - 1] ?? ""} ${value.slice(0, 4)}` : value;
  }

  for (const facet of FACETS) {
    const known = new Map();
    facet.names = [];
    facet.of = works.map((work) =>
      facet.values(work).map((value) => {
        if (!known.has(value)) known.set(value, facet.names.push(value) - 1);
        return known.get(value);
      }),
    );
    facet.number = known;
    facet.chosen = new Set();
    facet.counts = new Uint32Array(facet.names.length);
    facet.say ??= (value) => value;
  }

  // Who mentions whom, both ways.
  const neighbours = works.map(() => new Set());
  works.forEach((work, number) => {
    for (const name of work.mentions ?? []) {
      const other = numbers.get(name);
      if (other === undefined || other === number) continue;
      neighbours[number].add(other);
      neighbours[other].add(number);
    }
  });

  const newest = (one, other) =>
    (other.date ?? "").localeCompare(one.date ?? "") || one.title.localeCompare(other.title);
  const ORDERS = {
    best: { label: "best match" },
    newest: { label: "newest", compare: newest },
    oldest: { label: "oldest", compare: (one, other) => (one.date ?? "9").localeCompare(other.date ?? "9") },
    read: { label: "last read", compare: (one, other) => (other.read ?? "").localeCompare(one.read ?? "") },
    title: { label: "title", by: (work) => work.title },
    author: { label: "first author", by: (work) => work.authors?.[0]?.split(" ").at(-1) ?? "\uffff" },
    venue: { label: "venue", by: (work) => work.venue ?? "\uffff" },
  };
  const collator = new Intl.Collator();
  const plain = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

  /** Return the place of each work in an order; made when it is first wanted. */
  function ranks(name) {
    const order = ORDERS[name === "best" ? "newest" : name]; // among works that match as well
    if (order.ranks) return order.ranks;
    const sequence = works.map((_, number) => number);
    if (order.by) {
      const keys = works.map(order.by);
      sequence.sort((a, b) => collator.compare(keys[a], keys[b]) || a - b);
    } else if (order.compare === newest) {
      sequence.sort((a, b) => plain(works[b].date ?? "", works[a].date ?? "") || a - b);
    } else {
      sequence.sort((a, b) => order.compare(works[a], works[b]) || a - b);
    }
    order.ranks = new Uint32Array(works.length);
    sequence.forEach((number, rank) => (order.ranks[number] = rank));
    return order.ranks;
  }

  const state = { query: "", order: "", near: "", open: "" };
  let visible = [];
  let isPart = false; // somebody searched before all works were ready to be searched

  /** Find the works that pass everything, and count for each value how many it would show. */
  function filter() {
    const scores = texts.find(state.query);
    isPart = scores !== null && !texts.coversAll;
    const near = state.near && numbers.has(state.near) ? numbers.get(state.near) : -1;
    for (const facet of FACETS) facet.counts.fill(0);
    visible = [];
    for (let number = 0; number < works.length; number++) {
      if (scores && !scores[number]) continue;
      if (near >= 0 && number !== near && !neighbours[near].has(number)) continue;
      let failed = null;
      let failures = 0;
      for (const facet of FACETS) {
        if (!facet.chosen.size || passes(facet, number)) continue;
        failed = facet;
        if (++failures > 1) break;
      }
      if (failures > 1) continue;
      if (failures === 0) {
        visible.push(number);
        for (const facet of FACETS) for (const value of facet.of[number]) facet.counts[value]++;
      } else if (!failed.all) {
        for (const value of failed.of[number]) failed.counts[value]++;
      }
    }
    const order = state.order || (scores ? "best" : "newest");
    const rank = ranks(order);
    if (order === "best" && scores) visible.sort((a, b) => scores[b] - scores[a] || rank[a] - rank[b]);
    else visible.sort((a, b) => rank[a] - rank[b]);
  }

  function passes(facet, number) {
    const values = facet.of[number];
    if (!facet.all) return values.some((value) => facet.chosen.has(value));
    for (const value of facet.chosen) if (!values.includes(value)) return false;
    return true;
  }

  /** Choose a value of a filter, or no longer; `only` first clears the others. */
  function toggle(facet, value, only = false) {
    const has = facet.chosen.has(value);
    if (only) facet.chosen.clear();
    if (has) facet.chosen.delete(value);
    else facet.chosen.add(value);
    changed();
  }

  // -- the address ---------------------------------------------------------------------------------------------
  /** Return the address's part behind "#" that leads here; empty if nothing is chosen. */
  function written() {
    const parts = new URLSearchParams();
    if (state.query.trim()) parts.append("q", state.query);
    for (const facet of FACETS)
      for (const value of [...facet.chosen].map((number) => facet.names[number] ?? number).sort())
        parts.append(facet.name, value);
    if (state.near) parts.append("near", state.near);
    if (state.order) parts.append("sort", state.order);
    if (state.open) parts.append("work", state.open);
    return parts.size ? `#?${parts}` : "";
  }

  /** Take over what the address says. Values that nothing has are left out. */
  function read() {
    const parts = new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : "");
    state.query = parts.get("q") ?? "";
    state.near = numbers.has(parts.get("near")) ? parts.get("near") : "";
    state.order = Object.hasOwn(ORDERS, parts.get("sort") ?? "") ? parts.get("sort") : "";
    state.open = numbers.has(parts.get("work")) ? parts.get("work") : "";
    for (const facet of FACETS)
      facet.chosen = new Set(
        parts.getAll(facet.name).flatMap((value) => (facet.number.has(value) ? [facet.number.get(value)] : [])),
      );
    byId("words").value = state.query;
    if (state.query) texts.prepare(Infinity); // a link leads to all that it names at once
  }

  function keep({ isStep }) {
    const address = written() || location.pathname + location.search;
    if (written() === location.hash) return;
    if (isStep) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }

  // -- the list ------------------------------------------------------------------------------------------------
  const list = byId("list");
  const more = byId("more");
  let shownCount = 0;

  function showList(portion) {
    list.replaceChildren();
    shownCount = 0;
    showMore(portion);
    const found = isPart ? `${count(visible.length, "work")} so far,` : count(visible.length, "work");
    byId("count").textContent =
      visible.length === works.length ? count(works.length, "work") : `${found} of ${works.length.toLocaleString("en")}`;
    if (!visible.length && !isPart) list.append(make("li", { class: "biblio-none" }, "No work has all of this."));
  }

  /** Return the card of a work, if it is in the list now. */
  const cardOf = (name) => [...list.querySelectorAll(".biblio-work")].find((article) => article.dataset.id === name);

  function showMore(portion = PORTION) {
    const next = visible.slice(shownCount, shownCount + portion);
    list.append(...next.map((number) => card(works[number])));
    shownCount += next.length;
    more.hidden = shownCount >= visible.length;
    lookForEnd();
  }

  const end = new IntersectionObserver(
    (entries) => entries.at(-1).isIntersecting && !pause && !more.hidden && showMore(),
    { rootMargin: "600px" },
  );

  /** Show more as soon as the end of the list is near. (An observer tells of changes alone: where the end is still near
   * after more works came, as on a tall screen, it would say nothing again. Looking anew always says where it is.) */
  function lookForEnd() {
    end.unobserve(more);
    if (root.dataset.ready) end.observe(more);
  }

  function people(work) {
    const names = [...(work.authors ?? [])];
    const left = work.more_authors ?? 0;
    if (names.length > 8) names.splice(6, names.length, `${names.length - 6 + Math.max(left, 0)} more`);
    else if (left) names.push(left > 0 ? `${left} more` : "others");
    if (names.length < 2) return names.join("");
    return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  }

  function card(work) {
    const [main, ...others] = work.links ?? [];
    const heading = `biblio-title-${numbers.get(work.id)}`;
    const all = main ? [main, ...others] : [];
    const details = make("div", { class: "biblio-more", id: `${heading}-more`, hidden: true });
    const opener = make(
      "button",
      { type: "button", "aria-expanded": "false", "aria-controls": details.id, "data-do": "open" },
      "Abstract and notes",
    );
    const where = [work.venue ? make("cite", { dir: "auto" }, work.venue) : "", work.year ?? ""].filter(Boolean);
    const place = make("p", { class: "biblio-place" });
    where.forEach((part, index) => place.append(index ? ", " : "", part));
    for (const extra of [work.kind, work.read ? `read ${work.read}` : ""]) {
      if (extra) place.append(place.childNodes.length ? " · " : "", extra);
    }
    if (work.status !== "found") place.append(" ", make("span", { class: `biblio-status`, "data-status": work.status }, work.status));
    const article = make(
      "article",
      { class: "biblio-work", tabindex: "-1", "aria-labelledby": heading, "data-id": work.id },
      make(
        `h${Math.min(level, 6)}`,
        { class: "biblio-title", id: heading, dir: "auto", lang: work.language },
        main ? link(work.title, main[1]) : work.title,
      ),
      people(work) ? make("p", { class: "biblio-people", dir: "auto" }, people(work)) : "",
      place,
      work.tags?.length ? tagList(work.tags) : "",
      make(
        "p",
        { class: "biblio-actions" },
        ...all.map(([text, address]) => link(text, address, { class: "biblio-link", "aria-label": `${text}: ${work.title}` })),
        work.key ? copyButton(work, "key", "Copy key") : "",
        work.key ? copyButton(work, "bibtex", "Copy BibTeX") : "",
        work.key && style ? copyButton(work, "citation", "Copy reference") : "",
        opener,
      ),
      details,
    );
    if (work.id === state.open) open(work, article, true);
    return make("li", {}, article);
  }

  function tagList(tags) {
    const facet = FACETS[0];
    return make(
      "ul",
      { class: "biblio-tags", "aria-label": "Tags" },
      ...tags.map((tag) =>
        make(
          "li",
          {},
          make(
            "button",
            { type: "button", dir: "auto", "aria-pressed": String(facet.chosen.has(facet.number.get(tag))), onclick: () => toggle(facet, facet.number.get(tag)) },
            tag,
          ),
        ),
      ),
    );
  }

  function copyButton(work, what, words) {
    return make("button", { type: "button", "data-do": what, "aria-label": `${words}: ${work.title}`, title: what === "key" ? work.key : undefined }, words);
  }

  async function open(work, article, isOpen) {
    const button = article.querySelector('[data-do="open"]');
    const box = article.querySelector(".biblio-more");
    button.setAttribute("aria-expanded", String(isOpen));
    box.hidden = !isOpen;
    if (!isOpen || box.childElementCount) return;
    try {
      const [{ abstract, citation }, notes] = await Promise.all([details(work), notesOf(work)]);
      box.replaceChildren(...moreOf(work, abstract, citation, notes));
    } catch (error) {
      box.replaceChildren(make("p", {}, error.message));
    }
  }

  function moreOf(work, abstract, citation, notes) {
    const label = `h${Math.min(level + 1, 6)}`;
    const parts = [];
    if (work.details) parts.push(make("p", { class: "biblio-details" }, work.details));
    if (abstract) parts.push(make(label, {}, "Abstract"), make("p", { class: "biblio-text", dir: "auto" }, abstract));
    for (const note of notes) {
      const place = note.address ? link(note.place, note.address) : note.place;
      parts.push(
        make(label, {}, "Note", note.date ? ` of ${note.date}` : ""),
        note.nodes ? make("div", { class: "biblio-note", dir: "auto" }, ...note.nodes.map(ofNode)) : "",
        make("p", { class: "biblio-source" }, place),
      );
    }
    const related = [...neighbours[numbers.get(work.id)]].map((number) => works[number]);
    if (related.length) {
      parts.push(
        make(label, {}, "Mentioned with"),
        make(
          "ul",
          {},
          ...related.map((other) => make("li", {}, make("a", { href: `#?${new URLSearchParams({ work: other.id })}`, dir: "auto" }, other.title))),
        ),
      );
    }
    if (citation) parts.push(make(label, {}, style), make("p", { class: "biblio-text", dir: "auto" }, citation));
    if (work.key) parts.push(make("p", {}, make("code", {}, work.key)));
    if (!parts.length) parts.push(make("p", {}, "There is nothing more."));
    return parts.filter(Boolean);
  }

  // A note is a tree: texts, and lists of the name of an element and its nodes. Only these elements are ever made.
  const OF_NOTES = new Set("p h ul ol li em strong del code pre blockquote hr a table tr td".split(" "));

  function ofNode(node) {
    if (typeof node === "string") return node;
    const [name, ...inner] = node;
    if (!OF_NOTES.has(name)) return textOf(inner);
    if (name === "a") return link(textOf(inner.slice(1)) || inner[0], inner[0]);
    if (name === "table") return make("div", { class: "biblio-table", tabindex: "0", role: "group", "aria-label": "Table" }, make("table", {}, ...inner.map(ofNode)));
    if (name === "h") return make("p", {}, make("strong", {}, ...inner.map(ofNode)));
    return make(name, {}, ...inner.map(ofNode));
  }

  /** Return the words of nodes. */
  function textOf(nodes) {
    return nodes.map((node) => (typeof node === "string" ? node : `${textOf(node.slice(node[0] === "a" ? 2 : 1))} `)).join("");
  }

  // -- copying -------------------------------------------------------------------------------------------------
  const NAMES = { key: "Key", bibtex: "BibTeX", citation: "Reference" };

  async function copy(work, what, button) {
    try {
      const text = what === "key" ? work.key : (await details(work))[what];
      if (!text) throw new Error(`there is no ${NAMES[what]}`);
      await toClipboard(text);
      say(`${NAMES[what]} copied`);
      if (button) flash(button, "Copied");
    } catch (error) {
      say(`Not copied: ${error.message}`);
      if (button) flash(button, "Not copied");
    }
  }

  async function toClipboard(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Pages from http: have no clipboard; this older way works there.
    const area = make("textarea", { class: "biblio-hidden", "aria-hidden": "true" });
    area.value = text;
    root.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("the browser does not allow it");
  }

  function flash(button, words) {
    const before = (button.dataset.words ??= button.textContent);
    button.textContent = words;
    setTimeout(() => (button.textContent = before), 1200);
  }

  function say(text) {
    byId("said").textContent = text;
  }

  // -- the filters on the page -----------------------------------------------------------------------------------
  function buildFacets() {
    byId("facets").append(
      ...FACETS.filter((facet) => facet.names.length > 1).map((facet) => {
        facet.box = make("div", { class: "biblio-values" });
        facet.find =
          facet.names.length > 20
            ? make("input", { type: "search", "aria-label": `Find a ${facet.label.toLowerCase()}`, placeholder: "Find", oninput: () => showFacet(facet) })
            : null;
        return make(
          "details",
          { class: "biblio-facet", open: !facet.isClosed, ontoggle: () => showFacet(facet) },
          make("summary", {}, facet.label),
          make("div", { role: "group", "aria-label": facet.label }, facet.find, facet.box),
        );
      }),
    );
  }

  function showFacet(facet) {
    if (!facet.box?.closest("details").open || !byId("filters").open) return;
    const wanted = facet.find ? biblioPage.search.folded(facet.find.value).trim() : "";
    let values = facet.names.map((_, number) => number);
    values = values.filter(
      (number) =>
        facet.chosen.has(number) ||
        (facet.counts[number] && (!wanted || biblioPage.search.folded(facet.say(facet.names[number])).includes(wanted))),
    );
    if (facet.order === "value") values.sort((a, b) => plain(facet.names[b], facet.names[a]));
    else values.sort((a, b) => facet.counts[b] - facet.counts[a] || a - b);
    const focused = facet.box.contains(document.activeElement) ? document.activeElement.value : null;
    facet.box.replaceChildren(
      ...values.slice(0, MOST_VALUES).map((number) =>
        make(
          "label",
          {},
          make("input", { type: "checkbox", value: facet.names[number], checked: facet.chosen.has(number), onchange: () => toggle(facet, number) }),
          make("span", { dir: "auto" }, facet.say(facet.names[number])),
          make("span", { class: "biblio-number" }, facet.counts[number].toLocaleString("en")),
        ),
      ),
    );
    if (values.length > MOST_VALUES) facet.box.append(make("p", {}, `${count(values.length - MOST_VALUES, "more value")}`));
    if (focused !== null) [...facet.box.querySelectorAll("input")].find((input) => input.value === focused)?.focus();
  }

  function showChosen() {
    const items = [];
    for (const facet of FACETS)
      for (const value of facet.chosen)
        items.push(chip(`${facet.label}: ${facet.say(facet.names[value])}`, () => toggle(facet, value)));
    if (state.near)
      items.push(
        chip(`Near: ${works[numbers.get(state.near)].title}`, () => {
          state.near = "";
          changed();
        }),
      );
    if (items.length > 1) items.push(chip("Clear all filters", clear));
    byId("chosen").replaceChildren(...items);
  }

  function chip(words, onclick) {
    return make("li", {}, make("button", { type: "button", dir: "auto", onclick, "aria-label": words === "Clear all filters" ? words : `Remove filter ${words}` }, words));
  }

  function clear() {
    for (const facet of FACETS) facet.chosen.clear();
    state.near = "";
    changed();
  }

  // -- one change ------------------------------------------------------------------------------------------------
  function show({ isTyping = false } = {}) {
    const focused = document.activeElement?.closest?.(".biblio-work")?.dataset.id;
    clearTimeout(pause);
    pause = 0;
    filter();
    showList(isTyping ? FIRST : PORTION);
    if (focused) cardOf(focused)?.focus();
    showChosen();
    showOrders();
    if (!isTyping) return showRest();
    pause = setTimeout(() => {
      pause = 0;
      keep({ isStep: false });
      showRest();
    }, PAUSE); // the first works come first
  }

  let pause = 0;

  /** Show what depends on the works that are visible, besides the first of them. */
  function showRest() {
    if (shownCount < PORTION) showMore(PORTION - shownCount);
    else lookForEnd();
    showFacets();
    if (byId("plots").open) biblioPage.plots.draw();
  }

  function showFacets() {
    for (const facet of FACETS) showFacet(facet);
  }

  function changed({ isStep = true } = {}) {
    state.open = "";
    if (isStep) keep({ isStep });
    show({ isTyping: !isStep });
  }

  function showOrders() {
    const select = byId("order");
    select.value = state.order || (state.query.trim() ? "best" : "newest");
  }

  // -- keys, theme, print ------------------------------------------------------------------------------------------
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
    const isTyping = event.target.matches?.("input, textarea, select, [contenteditable]");
    const article = event.target.closest?.(".biblio-work");
    if (event.key === "Escape" && event.target === byId("words") && state.query) {
      byId("words").value = state.query = "";
      changed({ isStep: false });
    } else if (event.key === "ArrowDown" && (article || event.target === byId("words"))) {
      move(article, 1);
    } else if (event.key === "ArrowUp" && article) {
      move(article, -1);
    } else if (isTyping) {
      return;
    } else if (event.key === "/") {
      byId("words").focus();
    } else if (event.key === "?") {
      byId("help").showModal();
    } else if (article && event.key === "Enter" && event.target === article) {
      article.querySelector('[data-do="open"]').click();
    } else if (article && { k: 1, b: 1, r: 1 }[event.key]) {
      article.querySelector(`[data-do="${{ k: "key", b: "bibtex", r: "citation" }[event.key]}"]`)?.click();
    } else {
      return;
    }
    event.preventDefault();
  }

  function move(article, step) {
    const item = article?.parentElement;
    let target = !article ? list.firstElementChild : step > 0 ? item.nextElementSibling : item.previousElementSibling;
    if (!target && step > 0 && shownCount < visible.length) {
      showMore();
      target = item.nextElementSibling;
    }
    if (target) target.querySelector(".biblio-work")?.focus();
    else if (step < 0) byId("words").focus();
  }

  const THEMES = ["automatic", "light", "dark"];

  /** Take the theme that was chosen before and let it be chosen; a part of a site's page is as dark or light as the site. */
  function startTheme() {
    const button = byId("theme");
    if (!document.body.classList.contains("biblio-alone")) {
      button.remove();
      followSite();
      return;
    }
    const kept = remembered("biblio-theme");
    setTheme(button, THEMES.includes(kept) ? kept : "automatic");
    button.addEventListener("click", () => {
      const next = THEMES[(THEMES.indexOf(button.dataset.name) + 1) % THEMES.length];
      setTheme(button, next);
      remembered("biblio-theme", next);
    });
  }

  function setTheme(button, name) {
    const { dataset } = document.documentElement;
    if (name === "automatic") delete dataset.theme;
    else dataset.theme = name;
    button.textContent = `Theme: ${name}`;
    button.dataset.name = name;
  }

  function followSite() {
    const follow = () => (root.dataset.theme = isDarkBehind() ? "dark" : "light");
    const followSoon = () => [0, 100, 500].forEach((wait) => setTimeout(follow, wait)); // style sheets load, colours fade
    const system = matchMedia("(prefers-color-scheme: dark)");
    const changes = new MutationObserver(followSoon); // most sites switch by a class or an attribute
    for (const element of [document.documentElement, document.body]) changes.observe(element, { attributes: true });
    system.addEventListener("change", followSoon);
    addEventListener("load", followSoon);
    follow();
  }

  /** Return whether the paper that a site's page is written on is dark. */
  function isDarkBehind() {
    for (let element = root.parentElement; element; element = element.parentElement) {
      const { backgroundColor, colorScheme } = getComputedStyle(element);
      const numbers = (backgroundColor.match(/(?<![\w-])[\d.]+/g) ?? []).map(Number);
      const [one, two, three, opacity = 1] = numbers;
      if (numbers.length > 2 && opacity > 0.5) {
        if (!/^(?:rgb|color)/.test(backgroundColor)) return one < (backgroundColor.startsWith("ok") ? 0.5 : 50); // lab, lch
        return 0.2126 * one + 0.7152 * two + 0.0722 * three < (backgroundColor.startsWith("rgb") ? 128 : 0.5);
      }
      if (element === document.documentElement) return isDark(colorScheme);
    }
    return false;
  }

  /** Return whether a page without any colour is dark: only if it says that it can be. */
  function isDark(scheme) {
    const metadata = document.querySelector('meta[name="color-scheme"]')?.content ?? "";
    const allowed = scheme && scheme !== "normal" ? scheme : metadata;
    if (!allowed.includes("dark")) return false;
    return !allowed.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches;
  }

  /** What the browser keeps between visits; it may be forbidden. */
  function remembered(name, value) {
    try {
      if (value !== undefined) localStorage.setItem(name, value);
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  }

  // -- start -----------------------------------------------------------------------------------------------------
  function start() {
    startTheme();
    byId("order").append(...Object.entries(ORDERS).map(([name, { label }]) => make("option", { value: name }, label)));
    byId("order").addEventListener("change", (event) => {
      state.order = event.target.value;
      changed();
    });
    byId("words").addEventListener("input", (event) => {
      state.query = event.target.value;
      changed({ isStep: false });
    });
    more.addEventListener("click", () => showMore());
    list.addEventListener("click", onListClick);
    byId("help-open").addEventListener("click", () => byId("help").showModal());
    byId("help-close").addEventListener("click", () => byId("help").close());
    document.addEventListener("keydown", onKey);
    addEventListener("popstate", () => {
      read();
      show();
      goToOpen();
    });
    let width = innerWidth;
    addEventListener("resize", () => {
      if (width !== innerWidth && byId("plots").open) biblioPage.plots.draw();
      width = innerWidth;
    });
    addEventListener("beforeprint", () => showMore(visible.length));
    const isWide = matchMedia("(min-width: 60rem)").matches;
    byId("filters").open = isWide;
    byId("filters").addEventListener("toggle", showFacets);
    byId("plots").addEventListener("toggle", () => {
      remembered("biblio-plots", String(byId("plots").open));
      if (byId("plots").open) drawPlots();
    });
    buildFacets();
    read();
    show();
    goToOpen();
    root.dataset.ready = "true";
    performance.mark("biblio-ready");
    lookForEnd();
    const hasPlots = remembered("biblio-plots") ?? String(isWide);
    later(() => prepare().then(() => (byId("plots").open ||= hasPlots === "true")));
  }

  function onListClick(event) {
    const button = event.target.closest("button[data-do]");
    const article = event.target.closest(".biblio-work");
    if (!button || !article) return;
    const work = works[numbers.get(article.dataset.id)];
    if (button.dataset.do !== "open") {
      copy(work, button.dataset.do, button);
      return;
    }
    const isOpen = button.getAttribute("aria-expanded") !== "true";
    open(work, article, isOpen);
    state.open = isOpen ? work.id : "";
    keep({ isStep: false });
  }

  /** Show the work that the address names, wherever it is in the list. */
  function goToOpen() {
    if (!state.open) return;
    const place = visible.indexOf(numbers.get(state.open));
    if (place < 0) return;
    if (place >= shownCount) showMore(place + 1 - shownCount);
    const article = cardOf(state.open);
    article?.scrollIntoView({ block: "center" });
    article?.focus();
  }

  const later = (task) => (globalThis.requestIdleCallback ?? setTimeout)(task);

  /** Fold the texts, and load and fold the notes, whenever there is nothing else to do. */
  async function prepare() {
    await inPieces();
    searchAgain();
    try {
      await load("notes.js");
    } catch (error) {
      say(error.message);
      return;
    }
    texts.addNotes(works.map((work) => (own(biblioPage.notes, work.id) ?? []).map((note) => textOf(note.nodes ?? []))));
    await inPieces();
    root.dataset.searchesNotes = "true";
    searchAgain();
  }

  /** Show what more texts let the words find; the list stays in place if that is nothing. */
  function searchAgain() {
    if (!state.query.trim()) return;
    const [before, wasPart] = [visible, isPart];
    filter();
    if (wasPart || before.length !== visible.length) show({ isTyping: document.activeElement === byId("words") });
  }

  function inPieces() {
    return new Promise((resolve) => {
      const piece = () => (texts.prepare(performance.now() + 12) ? resolve() : later(piece));
      piece();
    });
  }

  async function drawPlots() {
    try {
      await load("d3.min.js");
      biblioPage.plots.draw();
    } catch (error) {
      byId("figures").replaceChildren(make("p", {}, error.message));
    }
  }

  biblioPage.view = {
    works, neighbours, facets: Object.fromEntries(FACETS.map((facet) => [facet.name, facet])), state, make, toggle, changed,
    visible: () => visible, figures: byId("figures"), sayMonth,
  };
  start();
})();
