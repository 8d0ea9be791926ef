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
  const show = (event) => {
    const mark = under(event.target);
    if (!mark) {
      tip.hidden = true;
      return;
    }
    tip.textContent = words(mark);
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
  const zoom = (svg, left, width) => {
    const slack = 0.02;
    for (const frame of all(".f", svg)) {
      const [x, w] = where(frame);
      const from = Math.max(x, left);
      const to = Math.min(x + w, left + width);
      const seen = to - from > slack / 10 && (x <= left + slack && x + w >= left + width - slack || (x >= left - slack && x + w <= left + width + slack));
      frame.classList.toggle("out", !seen);
      if (!seen) continue;
      frame.setAttribute("x", (from - left) * 100 / width + "%");
      frame.setAttribute("width", (to - from) * 100 / width + "%");
      if (!frame.querySelector("text")) {
        const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
        text.setAttribute("x", "4");
        text.setAttribute("y", "13");
        text.textContent = words(frame).split("\n")[0];
        frame.append(text);
      }
    }
    const whole = svg.nextElementSibling;
    if (whole) whole.hidden = width >= 100;
  };
  for (const svg of all("svg.fluid")) {
    const whole = document.createElement("button");
    whole.type = "button";
    whole.className = "whole";
    whole.textContent = "Show the whole again";
    whole.hidden = true;
    whole.addEventListener("click", () => zoom(svg, 0, 100));
    svg.after(whole);
    svg.addEventListener("click", (event) => {
      const frame = event.target instanceof Element ? event.target.closest(".f") : null;
      if (frame) zoom(svg, ...where(frame));
    });
  }

  // The search leaves the rows that hold what is wanted, opens the tables that have some, and marks modules.
  const search = document.getElementById("search");
  const wanted = document.getElementById("wanted");
  const found = document.getElementById("found");
  const opened = new Set();
  const filter = () => {
    const text = wanted.value.trim().toLowerCase();
    let rows = 0;
    let hits = 0;
    for (const row of all("tbody tr, ol.verdicts > li")) {
      const hit = row.textContent.toLowerCase().includes(text);
      row.hidden = !hit;
      rows += 1;
      hits += hit ? 1 : 0;
    }
    for (const frame of all(".f")) {
      const hit = text !== "" && words(frame).split("\n")[0].toLowerCase().includes(text);
      frame.classList.toggle("hit", hit);
      frame.classList.toggle("miss", text !== "" && !hit);
    }
    for (const details of all("details.numbers")) {
      const some = text !== "" && details.querySelector("tbody tr:not([hidden])") !== null;
      if (some && !details.open) {
        details.open = true;
        opened.add(details);
      } else if (!some && opened.has(details)) {
        details.open = false;
        opened.delete(details);
      }
    }
    found.textContent = text === "" ? "" : hits + " of " + rows + " rows";
  };
  wanted.addEventListener("input", filter);
  search.hidden = false;
})();
