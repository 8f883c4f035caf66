"use strict";
/* Search. MiniSearch and the index of the book are scripts of their own, loaded when first wanted. */
const finder = make("dialog", "", "finder");
finder.setAttribute("aria-label", "Search the book");
finder.innerHTML = `<form role="search"><input type="search" role="combobox" aria-label="Words to look for"
  aria-expanded="false" aria-controls="found" aria-autocomplete="list" placeholder="Words to look for"
  autocomplete="off"><button type="button">Close</button></form>
  <p class="count" role="status"></p><ol id="found" role="listbox" aria-label="Sections"></ol>`;
document.body.append(finder);
const [input, count, list] = ["input", ".count", "ol"].map(part => finder.querySelector(part));
const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const script = src => new Promise(done => {
  const element = make("script");
  element.src = src;
  element.onload = done;
  document.head.append(element);
});
let engine = null;
const load = async () => {
  if (engine) return;
  await Promise.all(["assets/vendor/minisearch.js", "assets/search-index.js"].map(script));
  engine = new MiniSearch({ fields: ["heading", "chapter", "text"], processTerm: plain });
  engine.addAll(bookIndex.map(([page, anchor, chapter, heading, text], id) => ({ id, chapter, heading, text })));
};
/* Words may be unfinished and, from five letters on, have a typo; every word must be found. */
const seek = words => engine.search(words, {
  combineWith: "AND", prefix: word => word.length > 1, fuzzy: word => (word.length > 4 ? 1 : false),
  weights: { fuzzy: 0.2, prefix: 0.6 }, boost: { heading: 6, chapter: 2 },
});

/* Whole words around the first that was found. */
const excerpt = (text, terms) => {
  const words = text.split(" "), hit = word => plain(word).split(/[\n\r\p{Z}\p{P}]+/u).some(part => terms.has(part));
  const first = Math.max(0, words.findIndex(hit)), from = Math.max(0, first - 8), to = from + 28;
  const small = make("small", from && !words[from].startsWith("…") ? "… " : "");
  words.slice(from, to).forEach((word, i) => small.append(i ? " " : "", hit(word) ? make("mark", word) : word));
  if (to < words.length && !words[to - 1].endsWith("…")) small.append(" …");
  return small;
};

let chosen = 0;
const choose = index => {
  const options = [...list.children];
  if (!options.length) return input.removeAttribute("aria-activedescendant");
  chosen = (index + options.length) % options.length;
  options.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
  input.setAttribute("aria-activedescendant", options[chosen].id);
  options[chosen].scrollIntoView({ block: "nearest" });
};
const look = async () => {
  const asked = input.value;
  await load();
  if (asked !== input.value) return;
  const found = asked.trim() ? seek(asked) : [];
  list.replaceChildren(...found.slice(0, 20).map(({ id, terms }, i) => {
    const [page, anchor, chapter, heading, text] = bookIndex[id];
    const link = make("a", heading === chapter ? chapter : `${chapter}: ${heading}`);
    link.href = page + (anchor ? "#" + anchor : "");
    link.tabIndex = -1;
    link.append(excerpt(text, new Set(terms)));
    const option = make("li");
    option.id = `found-${i}`;
    option.setAttribute("role", "option");
    option.append(link);
    return option;
  }));
  input.setAttribute("aria-expanded", String(found.length > 0));
  count.textContent = found.length ? `${found.length} ${found.length === 1 ? "section" : "sections"}`
    : asked.trim() ? "No section has these words." : "";
  choose(0);
};

const open = () => { finder.showModal(); input.select(); load(); };
document.querySelector("button.search").addEventListener("click", open);
finder.querySelector("button").addEventListener("click", () => finder.close());
finder.querySelector("form").addEventListener("submit", event => {
  event.preventDefault();
  list.children[chosen]?.querySelector("a").click();
});
finder.addEventListener("click", event => {
  if (event.target === finder || event.target.closest("a")) finder.close();
});
input.addEventListener("input", look);
input.addEventListener("keydown", event => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) { event.preventDefault(); choose(chosen + by); }
});
document.addEventListener("keydown", event => {
  const typing = /^(INPUT|TEXTAREA)$/.test(event.target.tagName);
  const wanted = (event.key === "/" && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey));
  if (wanted && !finder.open) { event.preventDefault(); open(); }
});
