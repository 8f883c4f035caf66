"use strict";
/* What the drawings of a page share: elements of SVG, and redrawing when size or theme change. */
const plots = (() => {
  const make = (tag, attributes = {}, text = "") => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };

  /* an empty drawing in CSS pixels; its room was kept by the style sheet */
  const clear = svg => {
    const { width, height } = svg.getBoundingClientRect();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.replaceChildren();
    return { width, height };
  };

  const line = points => "M" + points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");

  /* A drawing that was measured and drawn again whenever its room gets another width. */
  const onResize = (element, draw) => {
    let width = 0;
    new ResizeObserver(entries => {
      const now = entries[0].contentRect.width;
      if (now && now !== width) { width = now; draw(); }
    }).observe(element);
  };

  const onTheme = draw => {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  };

  return { make, clear, line, onResize, onTheme };
})();
