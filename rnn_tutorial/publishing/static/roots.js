"use strict";
/* Chromium keeps room behind a root sign for the largest one of the font. The style sheet takes it
   back from roots that need the smallest sign. A browser without this fault measures no room. */
document.fonts.load('1em "STIX Two Math"').then(() => {
  const probe = document.createElement("div");
  probe.innerHTML = "<math><msqrt><mi>d</mi></msqrt></math>";
  document.body.append(probe);
  const root = probe.querySelector("msqrt");
  const room = root.getBoundingClientRect().right - root.lastChild.getBoundingClientRect().right;
  const size = parseFloat(getComputedStyle(root).fontSize);
  document.documentElement.style.setProperty("--root-room", `${Math.max(room / size - .04, 0)}em`);
  probe.remove();
});
