// The plots, drawn by D3 (https://d3js.org). Each part of a plot is a button that filters; arrows lead from part to part.
// They show what passes the filters; a plot of a filter also shows what else could be chosen there.
"use strict";
globalThis.biblioPage ??= { details: [] };

biblioPage.plots = (() => {
  const HEIGHT = 130;
  const MOST_BARS = 60;
  const MOST_VENUES = 7;
  const MOST_TAGS = 7;
  const MOST_NODES = 120;
  let pending = 0;

  /** Draw all plots soon; several calls in a row draw once, so that typing does not wait for them. */
  function draw() {
    if (!globalThis.d3) return;
    clearTimeout(pending);
    pending = setTimeout(drawNow, 120);
  }

  function drawNow() {
    const view = biblioPage.view;
    const focused = document.activeElement?.dataset?.part;
    const figures = PLOTS.map((plot) => plot(view)).filter(Boolean);
    view.figures.replaceChildren(...figures);
    if (focused) [...view.figures.querySelectorAll("[data-part]")].find((part) => part.dataset.part === focused)?.focus();
  }

  /** Make a figure; `fill` draws into the group of an SVG of the given size and returns nothing. */
  function figure(view, caption, hint, height, fill) {
    const width = Math.max(240, figureWidth(view));
    const svg = d3
      .create("svg")
      .attr("viewBox", `0 0 ${width} ${height}`)
      .attr("role", "group")
      .attr("aria-label", caption);
    fill(svg, width, height);
    roam(svg);
    return view.make("figure", {}, view.make("figcaption", {}, caption, hint ? view.make("span", {}, ` ${hint}`) : ""), svg.node());
  }

  function figureWidth(view) {
    const columns = getComputedStyle(view.figures).gridTemplateColumns.split(" ");
    return (parseFloat(columns[0]) || view.figures.clientWidth || 340) - 26;
  }

  /** Make the parts of a plot buttons: `act` is what a click does. */
  function asButtons(selection, name, { id, label, pressed, act }) {
    return selection
      .attr("class", "biblio-part")
      .attr("role", "button")
      .attr("tabindex", -1)
      .attr("data-part", (item) => `${name} ${id(item)}`)
      .attr("aria-label", label)
      .attr("aria-pressed", (item) => String(Boolean(pressed(item))))
      .on("click", (event, item) => act(item, event))
      .on("keydown", (event, item) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        act(item, event);
      })
      .call((parts) => parts.append("title").text(label));
  }

  /** One part of a plot can be reached by Tab, the others from there by arrows. */
  function roam(svg) {
    const parts = svg.selectAll(".biblio-part").nodes();
    parts.forEach((part, index) => {
      part.setAttribute("tabindex", index ? -1 : 0);
      part.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        const target = event.key === "Home" ? 0 : event.key === "End" ? parts.length - 1 : step ? index + step : -1;
        if (!parts[target]) return;
        event.preventDefault();
        event.stopPropagation();
        part.setAttribute("tabindex", -1);
        parts[target].setAttribute("tabindex", 0);
        parts[target].focus();
      });
    });
  }

  const works = (number) => `${number.toLocaleString("en")} work${number === 1 ? "" : "s"}`;
  const shortened = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

  /** Return the values of a filter with their counts. */
  function counted(facet) {
    return facet.names.map((value, number) => ({ value, number, count: facet.counts[number], isChosen: facet.chosen.has(number) }));
  }

  // -- bars over time --------------------------------------------------------------------------------------------
  function timeline(view, caption, facet, values, hint, say) {
    const byValue = new Map(counted(facet).map((item) => [item.value, item]));
    const items = values.map((value) => byValue.get(value) ?? { value, number: -1, count: 0, isChosen: false });
    if (items.filter((item) => item.number >= 0).length < 2) return null;
    return figure(view, caption, hint, HEIGHT, (svg, width, height) => {
      const x = d3.scaleBand().domain(values).range([28, width]).padding(0.15);
      const top = d3.max(items, (item) => item.count) || 1;
      const y = d3.scaleLinear().domain([0, top]).nice(4).range([height - 22, 8]);
      const every = Math.ceil(values.length / Math.max(2, Math.floor(width / 64)));
      const ticks = values.filter((_, index) => index % every === 0);
      svg
        .append("g")
        .attr("transform", `translate(0,${height - 22})`)
        .call(d3.axisBottom(x).tickValues(ticks).tickSizeOuter(0));
      svg
        .append("g")
        .attr("transform", "translate(28,0)")
        .call(d3.axisLeft(y).ticks(Math.min(4, top)).tickFormat(d3.format("~s")).tickSizeOuter(0));
      const parts = svg
        .append("g")
        .selectAll("g")
        .data(items.filter((item) => item.number >= 0))
        .join("g");
      asButtons(parts, facet.name, {
        id: (item) => item.value,
        label: (item) => `${say(item.value)}: ${works(item.count)}`,
        pressed: (item) => item.isChosen,
        act: (item, event) => view.toggle(facet, item.number, !event.shiftKey),
      });
      parts
        .append("rect")
        .attr("class", "biblio-ground")
        .attr("x", (item) => x(item.value))
        .attr("y", 8)
        .attr("width", x.bandwidth())
        .attr("height", height - 30);
      parts
        .append("rect")
        .attr("class", "biblio-shape")
        .attr("x", (item) => x(item.value))
        .attr("y", (item) => y(item.count))
        .attr("width", x.bandwidth())
        .attr("height", (item) => y(0) - y(item.count));
    });
  }

  /** Return all years between the first and the last, or only those that occur if that is too many. */
  function years(values) {
    const known = [...new Set(values)].sort();
    const [first, last] = [Number(known[0]), Number(known.at(-1))];
    if (!(last - first < MOST_BARS)) return known.slice(-MOST_BARS);
    return d3.range(first, last + 1).map(String);
  }

  function byYear(view) {
    const facet = view.facets.year;
    return timeline(view, "Works by year", facet, years(facet.names), "", String);
  }

  function byMonthRead(view) {
    const facet = view.facets.read;
    const months = facet.names.filter((value) => value.length > 4).sort();
    if (!months.length) return timeline(view, "Works by year read", facet, years(facet.names), "", String);
    const range = monthsUntil(months.at(-1), months[0]);
    const first = months.find((month) => month >= range[0]);
    const hint = first > months[0] ? `since ${view.sayMonth(first)}` : "";
    return timeline(view, "Works by month read", facet, range.slice(range.indexOf(first)), hint, view.sayMonth);
  }

  /** Return the months from the first to the last, at most five years of them. */
  function monthsUntil(last, first) {
    const range = [];
    let [year, month] = last.split("-").map(Number);
    while (range.length < MOST_BARS) {
      const value = `${year}-${String(month).padStart(2, "0")}`;
      range.unshift(value);
      if (value <= first) break;
      month = month === 1 ? 12 : month - 1;
      year -= month === 12 ? 1 : 0;
    }
    return range;
  }

  // -- venues ----------------------------------------------------------------------------------------------------
  function venues(view) {
    const facet = view.facets.venue;
    const items = counted(facet)
      .filter((item) => item.count || item.isChosen)
      .sort((one, other) => other.count - one.count)
      .slice(0, MOST_VENUES);
    if (items.length < 2) return null;
    return figure(view, "Venues", items.length === MOST_VENUES ? `the ${MOST_VENUES} with most works` : "", HEIGHT, (svg, width, height) => {
      const y = d3.scaleBand().domain(items.map((item) => item.value)).range([0, height]).padding(0.2);
      const x = d3.scaleLinear().domain([0, d3.max(items, (item) => item.count) || 1]).range([0, width]);
      const parts = svg.selectAll("g").data(items).join("g");
      asButtons(parts, "venue", {
        id: (item) => item.value,
        label: (item) => `${item.value}: ${works(item.count)}`,
        pressed: (item) => item.isChosen,
        act: (item, event) => view.toggle(facet, item.number, !event.shiftKey),
      });
      parts
        .append("rect")
        .attr("class", "biblio-ground")
        .attr("width", width)
        .attr("height", y.bandwidth())
        .attr("y", (item) => y(item.value));
      parts
        .append("rect")
        .attr("class", "biblio-shape biblio-pale")
        .attr("width", (item) => Math.max(1, x(item.count)))
        .attr("height", y.bandwidth())
        .attr("y", (item) => y(item.value));
      parts
        .append("text")
        .attr("class", "biblio-strong")
        .attr("x", 5)
        .attr("y", (item) => y(item.value) + y.bandwidth() / 2)
        .attr("dy", "0.35em")
        .text((item) => `${shortened(item.value, Math.floor(width / 6.8) - 6)}  ${item.count.toLocaleString("en")}`);
    });
  }

  // -- tags over time ---------------------------------------------------------------------------------------------
  function tagsOverTime(view) {
    const { tag: facet, read, year } = view.facets;
    const time = read.names.length ? read : year;
    const cells = new Map();
    const sums = new Map();
    for (const number of view.visible()) {
      const when = time.of[number].find((value) => time.names[value].length === 4);
      if (when === undefined) continue;
      for (const tag of facet.of[number]) {
        const key = `${tag} ${when}`;
        if (!cells.has(key)) cells.set(key, { tag, when, count: 0 });
        cells.get(key).count++;
        sums.set(tag, (sums.get(tag) ?? 0) + 1);
      }
    }
    const items = [...sums].sort((one, other) => other[1] - one[1]).slice(0, MOST_TAGS).map(([number]) => ({ number, value: facet.names[number] }));
    const rows = new Set(items.map((item) => item.number));
    const list = [...cells.values()].filter((cell) => rows.has(cell.tag));
    const columns = list.length ? years(list.map((cell) => time.names[cell.when])).slice(-12) : [];
    const seen = list.filter((cell) => columns.includes(time.names[cell.when]));
    if (items.length < 2 || !columns.length) return null;
    const caption = time === read ? "Tags by year read" : "Tags by year";
    return figure(view, caption, "", HEIGHT, (svg, width, height) => {
      const left = Math.min(130, width * 0.38);
      const x = d3.scaleBand().domain(columns).range([left, width]).padding(0.08);
      const y = d3.scaleBand().domain(items.map((item) => item.number)).range([0, height - 20]).padding(0.08);
      const strength = d3.scaleSqrt().domain([0, d3.max(seen, (cell) => cell.count) || 1]).range([0.12, 0.95]);
      const every = Math.ceil(columns.length / Math.max(2, Math.floor((width - left) / 40)));
      svg
        .append("g")
        .attr("transform", `translate(0,${height - 20})`)
        .call(d3.axisBottom(x).tickValues(columns.filter((_, index) => index % every === 0)).tickSize(0))
        .call((axis) => axis.select(".domain").remove());
      svg
        .append("g")
        .selectAll("text")
        .data(items)
        .join("text")
        .attr("x", left - 6)
        .attr("y", (item) => y(item.number) + y.bandwidth() / 2)
        .attr("dy", "0.35em")
        .attr("text-anchor", "end")
        .text((item) => shortened(item.value, Math.floor(left / 7)));
      const parts = svg.append("g").selectAll("g").data(seen).join("g");
      asButtons(parts, "tags", {
        id: (cell) => `${cell.tag} ${cell.when}`,
        label: (cell) => `${facet.names[cell.tag]}, ${time.names[cell.when]}: ${works(cell.count)}`,
        pressed: (cell) => facet.chosen.has(cell.tag) && time.chosen.has(cell.when),
        act: (cell) => {
          const isChosen = facet.chosen.has(cell.tag) && time.chosen.has(cell.when);
          facet.chosen.clear();
          time.chosen.clear();
          if (!isChosen) {
            facet.chosen.add(cell.tag);
            time.chosen.add(cell.when);
          }
          view.changed();
        },
      });
      parts
        .append("rect")
        .attr("class", "biblio-shape biblio-cell")
        .attr("x", (cell) => x(time.names[cell.when]))
        .attr("y", (cell) => y(cell.tag))
        .attr("width", x.bandwidth())
        .attr("height", y.bandwidth())
        .attr("fill-opacity", (cell) => strength(cell.count));
    });
  }

  // -- coverage --------------------------------------------------------------------------------------------------
  function coverage(view) {
    const facet = view.facets.status;
    const items = counted(facet).filter((item) => item.count || item.isChosen);
    if (!items.length) return null;
    const sequence = ["found", "not a paper", "entry of your own", "to be decided", "waiting", "not found"];
    items.sort((one, other) => sequence.indexOf(one.value) - sequence.indexOf(other.value));
    const total = d3.sum(items, (item) => item.count) || 1;
    return figure(view, "Coverage", "of your notes", HEIGHT, (svg, width) => {
      let start = 0;
      for (const item of items) {
        item.start = start;
        start += item.count;
      }
      const x = d3.scaleLinear().domain([0, total]).range([0, width]);
      const act = (item, event) => view.toggle(facet, item.number, !event.shiftKey);
      svg
        .append("g")
        .attr("aria-hidden", "true") // the rows below say the same
        .selectAll("rect")
        .data(items)
        .join("rect")
        .attr("class", "biblio-shape biblio-share")
        .attr("data-status", (item) => item.value)
        .attr("x", (item) => x(item.start))
        .attr("width", (item) => Math.max(2, x(item.count) - 2))
        .attr("height", 22)
        .on("click", (event, item) => act(item, event));
      const parts = svg.append("g").selectAll("g").data(items).join("g");
      asButtons(parts, "status", {
        id: (item) => item.value,
        label: (item) => `${item.value}: ${works(item.count)}`,
        pressed: (item) => item.isChosen,
        act,
      });
      const rows = (item) => 28 + items.indexOf(item) * 17;
      parts
        .append("rect")
        .attr("class", "biblio-ground")
        .attr("y", rows)
        .attr("width", width)
        .attr("height", 17);
      parts
        .append("rect")
        .attr("class", "biblio-shape")
        .attr("data-status", (item) => item.value)
        .attr("y", (item) => rows(item) + 3)
        .attr("width", 11)
        .attr("height", 11);
      parts
        .append("text")
        .attr("class", "biblio-strong")
        .attr("x", 20)
        .attr("y", (item) => rows(item) + 12)
        .text((item) => `${item.value}  ${item.count.toLocaleString("en")}  (${d3.format(".0%")(item.count / total)})`);
    });
  }

  // -- who is mentioned with whom ---------------------------------------------------------------------------------
  function mentions(view) {
    const nodes = view
      .visible()
      .filter((number) => view.neighbours[number].size)
      .sort((one, other) => view.neighbours[other].size - view.neighbours[one].size)
      .slice(0, MOST_NODES)
      .map((number) => ({ number, work: view.works[number], degree: view.neighbours[number].size }));
    if (nodes.length < 2) return null;
    const places = new Map(nodes.map((node, index) => [node.number, index]));
    const edges = nodes.flatMap((node) =>
      [...view.neighbours[node.number]]
        .filter((other) => other > node.number && places.has(other))
        .map((other) => ({ source: places.get(node.number), target: places.get(other) })),
    );
    return figure(view, "Mentioned together", "in your notes", HEIGHT, (svg, width, height) => {
      const radius = (node) => 4 + Math.min(8, Math.sqrt(node.degree) * 1.6);
      const simulation = d3
        .forceSimulation(nodes)
        .force("links", d3.forceLink(edges).distance(38))
        .force("charge", d3.forceManyBody().strength(-70))
        .force("x", d3.forceX(width / 2).strength(0.06))
        .force("y", d3.forceY(height / 2).strength(0.3))
        .force("room", d3.forceCollide().radius((node) => radius(node) + 2))
        .stop();
      simulation.tick(220);
      spread(nodes, "x", 36, width - 36);
      spread(nodes, "y", 24, height - 24);
      svg
        .append("g")
        .selectAll("line")
        .data(edges)
        .join("line")
        .attr("class", "biblio-line")
        .attr("x1", (edge) => edge.source.x)
        .attr("y1", (edge) => edge.source.y)
        .attr("x2", (edge) => edge.target.x)
        .attr("y2", (edge) => edge.target.y);
      const parts = svg.append("g").selectAll("g").data(nodes).join("g");
      asButtons(parts, "near", {
        id: (node) => node.work.id,
        label: (node) => `${node.work.title}: mentioned with ${works(node.degree)}`,
        pressed: (node) => view.state.near === node.work.id,
        act: (node) => {
          view.state.near = view.state.near === node.work.id ? "" : node.work.id;
          view.changed();
        },
      });
      parts
        .append("circle")
        .attr("class", "biblio-shape")
        .attr("cx", (node) => node.x)
        .attr("cy", (node) => node.y)
        .attr("r", radius);
      label(svg, nodes, width, height, radius);
    });
  }

  /** Stretch places to the room from `first` to `last`, at most four times, so that few works lie as far apart as many. */
  function spread(nodes, axis, first, last) {
    const [least, most] = d3.extent(nodes, (node) => node[axis]);
    const scale = Math.min(4, (last - first) / (most - least || 1));
    for (const node of nodes) node[axis] = (first + last) / 2 + (node[axis] - (least + most) / 2) * scale;
  }

  /** Name the best connected works, as far as the names run neither into each other nor over a work. */
  function label(svg, nodes, width, height, radius) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `11px ${getComputedStyle(biblioPage.view.figures).fontFamily}`; // as the style sheet has it
    const round = (node) => ({ x: node.x, y: node.y, half: radius(node), rise: radius(node) });
    const taken = nodes.map(round);
    const touch = (one, other) => Math.abs(one.x - other.x) < one.half + other.half && Math.abs(one.y - other.y) < one.rise + other.rise;
    const group = svg.append("g").attr("aria-hidden", "true").attr("class", "biblio-labels");
    for (const node of nodes) {
      const text = shortened(node.work.key || node.work.title, 22);
      const half = pen.measureText(text).width / 2 + 2;
      const centred = Math.max(half, Math.min(width - half, node.x));
      const beside = radius(node) + half + 1;
      const box = [[centred, node.y - radius(node) - 8], [centred, node.y + radius(node) + 8], [node.x + beside, node.y], [node.x - beside, node.y]]
        .map(([x, y]) => ({ x, y, half, rise: 7 }))
        .find((place) => place.x >= half && place.x <= width - half && place.y >= 7 && place.y <= height - 7 && !taken.some((other) => touch(place, other)));
      if (!box) continue;
      taken.push(box);
      group.append("text").attr("x", box.x).attr("y", box.y).attr("dy", "0.35em").attr("text-anchor", "middle").text(text);
      if (taken.length === nodes.length + 8) break;
    }
  }

  const PLOTS = [byYear, byMonthRead, venues, tagsOverTime, coverage, mentions];
  return { draw };
})();
