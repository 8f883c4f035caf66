"use strict";
/* A closer look: previews of what a link leads to, figures in full size, and a pause for animations. */

/* A copy that may stand beside its original. Its gradients and clips are those of the original. */
const copyOf = target => {
  const copy = target.cloneNode(true);
  for (const gone of copy.querySelectorAll(".back, .tool, .live, .copy")) gone.remove();
  for (const named of [copy, ...copy.querySelectorAll("[id]")]) named.removeAttribute("id");
  return copy;
};

/* previews: a mouse or the focus shows one; a tap shows it first and follows the link second */
const preview = make("div", "", "preview");
preview.popover = "manual";
preview.setAttribute("role", "tooltip");
preview.id = "preview";
document.body.append(preview);
let shownFor = null, timer = 0;

const targetOf = link => {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  return target?.closest("figure, .equation, .references li, .footnotes li");
};
const hide = () => {
  clearTimeout(timer);
  shownFor?.removeAttribute("aria-describedby");
  shownFor = null;
  if (preview.matches(":popover-open")) preview.hidePopover();
};
const show = link => {
  hide();
  shownFor = link;
  preview.replaceChildren(copyOf(targetOf(link)));
  link.setAttribute("aria-describedby", "preview");
  preview.showPopover();
  const at = link.getBoundingClientRect(), { width, height } = preview.getBoundingClientRect();
  const below = at.bottom + height + 12 < innerHeight || at.top < height + 60;
  preview.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  preview.style.top = `${below ? at.bottom + 6 : at.top - height - 6}px`;
};
const linkOf = event => {
  const link = event.target.closest?.("article a[href^='#']:not(.anchor, .back)");
  return link && targetOf(link) ? link : null;
};
document.addEventListener("pointerover", event => {
  if (event.pointerType !== "mouse") return;
  const link = linkOf(event);
  clearTimeout(timer);
  if (link && link !== shownFor) {
    if (link.title) { link.dataset.title = link.title; link.removeAttribute("title"); }
    timer = setTimeout(show, 200, link);
  } else if (!link && shownFor && !event.target.closest?.(".preview")) timer = setTimeout(hide, 250);
});
document.addEventListener("focusin", event => {
  const link = linkOf(event);
  if (link?.matches(":focus-visible")) show(link); else if (shownFor !== link) hide();
});
document.addEventListener("click", event => {
  const link = linkOf(event);
  if (link && event.pointerType === "touch" && shownFor !== link) {
    event.preventDefault();
    show(link);
  } else if (event.target.closest?.(".preview") && shownFor) {
    location.hash = shownFor.hash;
    hide();
  } else hide();
});
document.addEventListener("keydown", event => { if (event.key === "Escape") hide(); });
addEventListener("scroll", () => { if (shownFor) hide(); }, { passive: true });

/* figures in full size */
const pictures = [...document.querySelectorAll("article figure.figure:not(.demo)")];
const viewer = make("dialog", "", "viewer");
viewer.innerHTML = `<header><button type="button" data-by="-1" aria-label="Previous figure">‹</button>
  <span></span><button type="button" data-by="1" aria-label="Next figure">›</button>
  <button type="button" data-zoom="1.4" aria-label="Larger">+</button>
  <button type="button" data-zoom="0.7143" aria-label="Smaller">−</button>
  <button type="button" class="close">Close</button></header><div class="stage" tabindex="0"></div><p></p>`;
document.body.append(viewer);
const stage = viewer.querySelector(".stage");
let place = 0, zoom = 1;

const setZoom = value => {
  zoom = Math.min(8, Math.max(1, value));
  stage.style.setProperty("--zoom", zoom);
  stage.classList.toggle("zoomed", zoom > 1);
};
const turnTo = index => {
  place = (index + pictures.length) % pictures.length;
  const figure = pictures[place], caption = figure.querySelector("figcaption");
  viewer.setAttribute("aria-label", caption?.querySelector(".label")?.textContent ?? "Figure");
  viewer.querySelector("span").textContent = `${place + 1} of ${pictures.length}`;
  stage.replaceChildren(copyOf(figure.querySelector(".drawing, img")));
  viewer.querySelector("p").replaceChildren(...(caption ? copyOf(caption).childNodes : []));
  setZoom(1);
};
const enlarge = figure => { hide(); turnTo(pictures.indexOf(figure)); viewer.showModal(); stage.focus(); };

pictures.forEach(figure => {
  const drawing = figure.querySelector(".drawing, img");
  if (!drawing) return;
  drawing.addEventListener("click", () => enlarge(figure));
  const button = make("button", "Enlarge", "tool");
  button.type = "button";
  button.setAttribute("aria-label", `Enlarge ${figure.querySelector(".label")?.textContent ?? "the figure"}`);
  button.addEventListener("click", () => enlarge(figure));
  drawing.after(button);
});
viewer.addEventListener("click", event => {
  const { by, zoom: factor } = event.target.dataset;
  if (by) turnTo(place + Number(by));
  else if (factor) setZoom(zoom * factor);
  else if (event.target.matches("dialog, .close")) viewer.close();
});
viewer.addEventListener("keydown", event => {
  const act = { "+": () => setZoom(zoom * 1.4), "=": () => setZoom(zoom * 1.4), "-": () => setZoom(zoom / 1.4) };
  if (zoom === 1) Object.assign(act, { ArrowLeft: () => turnTo(place - 1), ArrowRight: () => turnTo(place + 1) });
  act[event.key]?.();
});
/* two fingers zoom; one finger swipes to the next figure, or down to close, and moves an enlarged one */
const fingers = new Map();
let spread = 0, start = null;
const apart = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.x - b.x, a.y - b.y); };
stage.addEventListener("pointerdown", event => {
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  start = fingers.size === 1 ? { x: event.clientX, y: event.clientY } : null;
  if (fingers.size === 2) spread = apart() / zoom;
});
stage.addEventListener("pointermove", event => {
  if (!fingers.has(event.pointerId)) return;
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (fingers.size === 2) setZoom(apart() / spread);
});
for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, event => {
  fingers.delete(event.pointerId);
  if (!start || zoom > 1 || kind === "pointercancel" || event.pointerType === "mouse") return;
  const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
  if (Math.abs(dx) > 60 && Math.abs(dx) > Math.abs(dy)) turnTo(place + (dx < 0 ? 1 : -1));
  else if (dy > 80) viewer.close();
});
stage.addEventListener("dblclick", () => setZoom(zoom > 1 ? 1 : 2.5));

/* animations: a drawing moves if its style sheet has frames; readers who want no motion see none */
for (const figure of document.querySelectorAll("figure.figure")) {
  if (![...figure.querySelectorAll(":scope > .drawing style")].some(s => s.textContent.includes("@keyframes"))) continue;
  const button = make("button", "Pause", "tool pause");
  button.type = "button";
  button.addEventListener("click", () => {
    button.textContent = figure.classList.toggle("paused") ? "Play" : "Pause";
  });
  figure.querySelector(".drawing").after(button);
}

/* notes: in the margin where it is wide enough, besides their place at the end */
for (const link of document.querySelectorAll("article .footnote-ref")) {
  const note = targetOf(link);
  if (!note) continue;
  const beside = make("aside", "", "sidenote");
  beside.append(make("sup", link.textContent), ...copyOf(note).childNodes);
  (link.closest("p, li") ?? link).append(beside);
}
