"use strict";
/* A page can be read without any script: they add search, previews, the theme switch and copying. */
const root = document.documentElement;
const make = (tag, text, kind) => {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (kind) element.className = kind;
  return element;
};

/* light and dark: the system's choice until the reader makes one */
const dark = () => root.dataset.theme
  ? root.dataset.theme === "dark"
  : matchMedia("(prefers-color-scheme: dark)").matches;
const themeButton = document.querySelector("button.theme");
const sayTheme = () => { themeButton.title = dark() ? "Light" : "Dark"; };
themeButton.addEventListener("click", () => {
  root.dataset.theme = dark() ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* a closed store */ }
  sayTheme();
});
sayTheme();

/* The list of chapters is a popover on a small screen, which a link inside it closes. */
const contents = document.getElementById("contents");
if (contents) contents.addEventListener("click", event => {
  if (event.target.closest("a") && contents.matches(":popover-open")) contents.hidePopover();
});

/* On a phone a line of code breaks after a bracket, a dot or "=" rather than inside a name. */
for (const sign of document.querySelectorAll(".l :is(.p, .o)"))
  if (/[([{.=]$/.test(sign.textContent)) sign.after(make("wbr"));

/* Short code in the text and options of a command stay whole. */
for (const code of document.querySelectorAll(":not(pre) > code:not(:has(*), table *)"))
  if (code.textContent.length < 20) code.classList.add("whole");
  else if (/ --\w/.test(code.textContent))
    code.replaceChildren(...code.textContent.split(/(--[\w-]+)/).map((part, place) =>
      place % 2 ? make("span", part, "whole") : part));

/* Firefox gives some formulas too little width, and breaks them where they would fit. */
const join = () => {
  const formulas = [...document.querySelectorAll(".formula > .breaks")];
  for (const parts of formulas) parts.classList.add("joined");
  const wide = formulas.filter(parts => parts.scrollWidth > parts.parentElement.clientWidth);
  for (const parts of wide) parts.classList.remove("joined");
};
document.fonts.ready.then(join);
addEventListener("resize", join);

/* copy buttons */
for (const block of document.querySelectorAll(".code")) {
  const button = make("button", "Copy", "copy");
  button.type = "button";
  button.setAttribute("aria-label", "Copy this code");
  button.addEventListener("click", async () => {
    const text = block.querySelector("pre").textContent;
    try { await navigator.clipboard.writeText(text); } catch {
      const area = make("textarea", text);
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  block.append(button);
}

/* what scrolls sideways can be reached by keyboard */
const reach = () => {
  for (const box of document.querySelectorAll("pre, .scroll, .formula")) {
    if (box.scrollWidth > box.clientWidth + 1) {
      box.tabIndex = 0;
      if (!box.hasAttribute("role")) {
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", "Scrolls sideways");
      }
    } else box.removeAttribute("tabindex");
  }
};
addEventListener("load", reach);
addEventListener("resize", reach);
document.addEventListener("toggle", reach, true);

/* a link into folded code opens it */
const unfold = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target && target.querySelector("details:not([open])");
  if (folded) folded.open = true;
};
addEventListener("hashchange", unfold);
unfold();

/* The section being read is the last one whose heading has passed the bar. At the end of the page,
   where no heading can get there, it is the one that was asked for. */
const places = new Map([...document.querySelectorAll(".onpage a")]
  .map(link => [document.getElementById(link.hash.slice(1)), link]));
if (places.size) {
  const headings = [...places.keys()];
  const mark = () => {
    const line = parseFloat(getComputedStyle(root).scrollPaddingTop) + 4;
    let current = headings.findLast(heading => heading.getBoundingClientRect().top < line) ?? headings[0];
    if (innerHeight + scrollY > root.scrollHeight - 3) {
      const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const inView = headings.filter(heading => heading.getBoundingClientRect().top < innerHeight);
      current = inView.includes(asked) ? asked : inView.at(-1);
    }
    for (const [heading, link] of places) link.classList.toggle("here", heading === current);
  };
  let waiting = false;
  const soon = () => {
    if (!waiting) requestAnimationFrame(() => { waiting = false; mark(); });
    waiting = true;
  };
  for (const kind of ["scroll", "resize", "hashchange", "load"]) addEventListener(kind, soon, { passive: true });
  soon();
}
