"use strict";
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const tip = document.getElementById("tip");

  // What a pointer is shown: the title of what lies under it, shown at once. Without this script, browsers show it later.
  const titles = new WeakMap();
  const under = (target) => target instanceof Element ? target.closest(".spot, .f") : null;
  const words = (mark) => {
    const title = mark.querySelector(":scope > title");
    if (title) {
      titles.set(mark, title.textContent);
      title.remove();
    }
    return titles.get(mark) || "";
  };
  // The further numbers of a module stand once, in the table behind its picture.
  const numbers = (mark) => {
    const table = mark.closest("figure").querySelector("details.numbers table");
    const row = table && mark.dataset.row && table.tBodies[0].rows[mark.dataset.row];
    if (!row) return words(mark);
    const heads = all("th", table.tHead).map((head) => head.textContent);
    const cells = Array.from(row.cells, (cell) => cell.textContent);
    const said = heads.map((head, n) => n > 0 && cells[n] ? head + " " + cells[n] : "").filter((part) => part);
    return words(mark).split("\n")[0] + "\n" + said.join("\n");
  };
  const show = (event) => {
    const mark = under(event.target);
    if (!mark) {
      tip.hidden = true;
      return;
    }
    tip.textContent = numbers(mark);
    tip.hidden = false;
    const room = document.documentElement;
    const x = Math.min(event.clientX + 14, room.clientWidth - tip.offsetWidth - 6);
    const below = event.clientY + 16;
    const y = below + tip.offsetHeight > room.clientHeight ? event.clientY - tip.offsetHeight - 10 : below;
    tip.style.left = Math.max(4, x) + "px";
    tip.style.top = Math.max(4, y) + "px";
  };
  document.addEventListener("pointermove", show);
  document.addEventListener("pointerdown", show);
  document.addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });

  // A module that is clicked takes the whole width; so do those above it.
  const place = new WeakMap();
  const where = (frame) => {
    if (!place.has(frame)) {
      place.set(frame, [frame, frame].map((f, n) => parseFloat(f.getAttribute(n ? "width" : "x"))));
    }
    return place.get(frame);
  };
  // The end of a dotted name says more than its beginning.
  const LETTER = 6.6;
  const LEAST = 6;
  const label = (frame, room) => {
    const name = words(frame).split("\n")[0];
    const letters = Math.floor((room - 8) / LETTER);
    const sign = frame.dataset.sign || "";
    const whole = name.length + sign.length <= letters;
    let text = frame.querySelector("text");
    // Of other words than names all or nothing is shown.
    if (letters < (whole ? 1 : LEAST) || !whole && !frame.dataset.row) {
      if (text) text.remove();
      return;
    }
    if (!text) {
      text = document.createElementNS("http://www.w3.org/2000/svg", "text");
      text.setAttribute("x", "4");
      text.setAttribute("y", "13");
      frame.append(text);
    }
    text.textContent = sign + (whole ? name : "…" + name.slice(name.length - Math.max(1, letters - 1 - sign.length)));
  };
  const zoom = (svg, left, width) => {
    const slack = 0.02;
    const wide = svg.clientWidth || svg.getBoundingClientRect().width;
    svg.zoomed = [left, width];
    for (const frame of all(".f", svg)) {
      const [x, w] = where(frame);
      const from = Math.max(x, left);
      const to = Math.min(x + w, left + width);
      const seen = to - from > slack / 10 && (x <= left + slack && x + w >= left + width - slack || (x >= left - slack && x + w <= left + width + slack));
      frame.classList.toggle("out", !seen);
      if (!seen) continue;
      frame.setAttribute("x", (from - left) * 100 / width + "%");
      frame.setAttribute("width", (to - from) * 100 / width + "%");
      if (wide > 0) label(frame, (to - from) * wide / width);
    }
    const whole = svg.parentElement.querySelector(".whole");
    if (whole) whole.hidden = width >= 100;
  };

  // With the keyboard: arrows move over what is seen, Enter zooms, Escape shows the whole.
  const box = (frame) => [parseFloat(frame.getAttribute("x")), parseFloat(frame.getAttribute("width")), parseFloat(frame.getAttribute("y"))];
  const beside = (svg, frame, key) => {
    const [x, w, y] = box(frame);
    const row = key === "ArrowUp" ? y - STEP : key === "ArrowDown" ? y + STEP : y;
    const others = all(".f:not(.out)", svg).filter((other) => other !== frame && Math.abs(box(other)[2] - row) < 2);
    const near = (other) => Math.abs(box(other)[0] + box(other)[1] / 2 - x - w / 2);
    const ahead = others.filter((other) => key === "ArrowLeft" ? box(other)[0] < x : key === "ArrowRight" ? box(other)[0] > x : true);
    return ahead.sort((one, other) => near(one) - near(other))[0];
  };
  const STEP = 19;
  const said = document.getElementById("said");
  const at = (svg, frame) => {
    for (const other of all(".f.at", svg)) other.classList.remove("at");
    frame.classList.add("at");
    said.textContent = numbers(frame);
    const { left, bottom } = frame.getBoundingClientRect();
    show({ target: frame, clientX: left, clientY: bottom - 10 });
  };
  const pressed = (svg, event) => {
    const now = svg.querySelector(".f.at") || svg.querySelector(".f:not(.out)");
    if (!now) return;
    if (event.key === "Enter") {
      zoom(svg, ...where(now));
    } else if (event.key === "Escape") {
      zoom(svg, 0, 100);
    } else if (event.key.startsWith("Arrow")) {
      const next = svg.querySelector(".f.at") ? beside(svg, now, event.key) : now;
      if (next) at(svg, next);
    } else {
      return;
    }
    event.preventDefault();
  };
  for (const svg of all("svg.fluid")) {
    const pane = svg.parentElement;
    const whole = document.createElement("button");
    whole.type = "button";
    whole.className = "whole";
    whole.textContent = "Show the whole again";
    whole.hidden = true;
    whole.addEventListener("click", () => zoom(svg, 0, 100));
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.textContent = "Click a module to zoom in. With the keyboard: arrows move, Enter zooms, Escape shows the whole.";
    svg.after(hint, whole);
    pane.tabIndex = 0;
    pane.setAttribute("role", "group");
    pane.setAttribute("aria-label", "Modules; arrow keys move, Enter zooms, Escape shows the whole");
    pane.addEventListener("keydown", (event) => { if (event.target === pane) pressed(svg, event); });
    pane.addEventListener("blur", () => { tip.hidden = true; });
    svg.addEventListener("click", (event) => {
      const frame = event.target instanceof Element ? event.target.closest(".f") : null;
      if (frame) zoom(svg, ...where(frame));
    });
    new ResizeObserver(() => zoom(svg, ...(svg.zoomed || [0, 100]))).observe(svg);
  }

  // The search leaves the rows that hold what is wanted, opens what has some, marks it, and goes from one to the next.
  const search = document.getElementById("search");
  const wanted = document.getElementById("wanted");
  const found = document.getElementById("found");
  const opened = new Set();
  let stops = [];
  let stop = -1;
  const open = (details, some) => {
    if (some && !details.open) {
      details.open = true;
      opened.add(details);
    } else if (!some && opened.has(details)) {
      details.open = false;
      opened.delete(details);
    }
  };
  const mark = (text, roots) => {
    if (!("highlights" in CSS)) return;
    CSS.highlights.delete("hits");
    if (text === "") return;
    const hits = new Highlight();
    for (const root of roots) {
      const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const low = walk.currentNode.data.toLowerCase();
        for (let from = low.indexOf(text); from >= 0 && low.length === walk.currentNode.data.length; from = low.indexOf(text, from + text.length)) {
          const range = new Range();
          range.setStart(walk.currentNode, from);
          range.setEnd(walk.currentNode, from + text.length);
          hits.add(range);
        }
      }
    }
    CSS.highlights.set("hits", hits);
  };
  const filter = () => {
    const text = wanted.value.trim().toLowerCase();
    let hits = 0;
    const rows = all("tbody tr");
    const holds = (element) => element.textContent.toLowerCase().includes(text);
    stops = [];
    stop = -1;
    for (const row of rows) {
      row.hidden = !holds(row);
      hits += row.hidden ? 0 : 1;
    }
    for (const frame of all(".f")) {
      const hit = text !== "" && words(frame).split("\n")[0].toLowerCase().includes(text);
      frame.classList.toggle("hit", hit);
      frame.classList.toggle("miss", text !== "" && !hit);
    }
    for (const details of all("details.numbers")) {
      open(details, text !== "" && details.querySelector("tbody tr:not([hidden])") !== null);
    }
    for (const verdict of all("details.verdict")) {
      const hit = holds(verdict) || verdict.querySelector(".f.hit") !== null;
      verdict.hidden = !hit;
      open(verdict, text !== "" && hit);
    }
    for (const passes of all("details.passes")) {
      open(passes, text !== "" && passes.querySelector(".verdict:not([hidden])") !== null);
    }
    const named = all("details.verdict:not([hidden]) > summary").filter(holds);
    const kept = rows.filter((row) => !row.hidden);
    if (text !== "") stops = [...named, ...kept];
    mark(text, stops);
    found.textContent = text === "" ? "" : hits + " of " + rows.length + " rows";
  };
  const next = () => {
    if (stops.length === 0) return;
    for (const here of all(".here")) here.classList.remove("here");
    stop = (stop + 1) % stops.length;
    stops[stop].classList.add("here");
    stops[stop].scrollIntoView({ block: "center" });
    found.textContent = stop + 1 + " of " + stops.length;
  };
  wanted.addEventListener("input", filter);
  wanted.addEventListener("keydown", (event) => { if (event.key === "Enter") next(); });
  document.getElementById("next").addEventListener("click", next);
  search.hidden = false;

  // What is folded is printed too.
  window.addEventListener("beforeprint", () => { for (const details of all(".verdict, .passes")) details.open = true; });
})();
