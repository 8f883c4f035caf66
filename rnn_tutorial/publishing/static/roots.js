"use strict";
/* Chromium keeps room behind a root sign for the largest one of the font. The style sheet takes it
   back. A browser without this fault leaves none. Which sign a root gets, and so its room, depends
   on the size of its letters; and a root on another slide has no size until it is shown. */
const fitted = new ResizeObserver(seen => {
  for (const { target: root, contentRect: { width } } of seen) {
    if (!width || !root.lastElementChild) continue;
    const box = root.getBoundingClientRect(); // scaled on slides
    const room = (box.right - root.lastElementChild.getBoundingClientRect().right) / box.width * width;
    const size = parseFloat(getComputedStyle(root).fontSize);
    root.style.setProperty("--room", `${Math.max(room / size - .04, 0)}em`);
  }
});
for (const root of document.querySelectorAll("msqrt")) fitted.observe(root);
