"use strict";
/* Everything works without this file but search, the theme switch and the copy buttons. */
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

/* contents on a small screen */
const menu = document.querySelector("button.menu");
if (menu) menu.addEventListener("click", () => {
  const open = document.getElementById("contents").classList.toggle("open");
  menu.setAttribute("aria-expanded", String(open));
});

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
  for (const box of document.querySelectorAll("pre, .scroll, .formula, .figure")) {
    if (box.scrollWidth > box.clientWidth + 1) {
      box.tabIndex = 0;
      if (!box.hasAttribute("role") && box.tagName !== "FIGURE") {
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

/* the section being read */
const places = new Map([...document.querySelectorAll(".onpage a")]
  .map(link => [link.hash.slice(1), link]));
if (places.size) {
  const seen = new Set();
  const mark = () => {
    const headings = [...places.keys()].map(id => document.getElementById(id));
    const above = headings.filter(h => h.getBoundingClientRect().top < 120);
    const current = above.length ? above[above.length - 1].id : headings[0].id;
    for (const [id, link] of places) link.classList.toggle("here", id === current);
  };
  const watch = new IntersectionObserver(entries => {
    for (const entry of entries) entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target);
    mark();
  }, { rootMargin: "-100px 0px -60% 0px" });
  for (const id of places.keys()) watch.observe(document.getElementById(id));
  mark();
}

/* search: the index is a script of its own, loaded when it is first wanted */
const finder = make("dialog", "", "finder");
finder.setAttribute("aria-label", "Search the book");
finder.innerHTML = `<form role="search"><input type="search" aria-label="Words to look for"
  placeholder="Words to look for" autocomplete="off"><button type="button">Close</button></form>
  <p class="count" role="status"></p><ol></ol>`;
document.body.append(finder);
const [input, count, list] = ["input", ".count", "ol"].map(s => finder.querySelector(s));
const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const load = () => new Promise(done => {
  if (window.bookIndex) return done();
  const script = make("script");
  script.src = "assets/search.js";
  script.onload = done;
  document.head.append(script);
});

const score = (entry, words) => {
  const [chapter, heading, text] = entry.slice(2).map(plain);
  let total = 0;
  for (const word of words) {
    const times = text.split(word).length - 1;
    const value = (heading.includes(word) ? 12 : 0) + (chapter.includes(word) ? 3 : 0) + Math.min(times, 8);
    if (!value) return 0;
    total += value;
  }
  return total;
};

const excerpt = (text, words) => {
  const at = Math.max(0, plain(text).indexOf(words[0]) - 50);
  const piece = (at ? "…" : "") + text.slice(at, at + 170) + (text.length > at + 170 ? "…" : "");
  const pattern = new RegExp(`(${words.map(w => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "gi");
  const small = make("small");
  for (const part of piece.split(pattern)) {
    small.append(words.includes(plain(part)) ? make("mark", part) : part);
  }
  return small;
};

const look = async () => {
  await load();
  const words = plain(input.value).split(/\s+/).filter(Boolean);
  list.replaceChildren();
  if (!words.length) { count.textContent = ""; return; }
  const found = window.bookIndex.map(entry => [score(entry, words), entry])
    .filter(([value]) => value).sort((a, b) => b[0] - a[0]);
  count.textContent = found.length ? `${found.length} ${found.length === 1 ? "section" : "sections"}`
    : "No section has these words.";
  for (const [, [page, anchor, chapter, heading, text]] of found.slice(0, 20)) {
    const link = make("a", heading === chapter ? chapter : `${chapter}: ${heading}`);
    link.href = page + (anchor ? "#" + anchor : "");
    link.append(excerpt(text, words));
    link.addEventListener("click", () => finder.close());
    const item = make("li");
    item.append(link);
    list.append(item);
  }
};

const open = () => { finder.showModal(); input.select(); load(); };
document.querySelector("button.search").addEventListener("click", open);
finder.querySelector("button").addEventListener("click", () => finder.close());
finder.querySelector("form").addEventListener("submit", event => {
  event.preventDefault();
  const first = list.querySelector("a");
  if (first) first.click();
});
finder.addEventListener("click", event => { if (event.target === finder) finder.close(); });
input.addEventListener("input", look);
document.addEventListener("keydown", event => {
  if (event.key === "/" && !finder.open && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) {
    event.preventDefault();
    open();
  }
});
