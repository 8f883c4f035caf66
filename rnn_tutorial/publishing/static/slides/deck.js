/* Starts the slides. S opens the speaker's view; N shows the notes beside the slide. */
"use strict";
const SMALLEST = 0.6; // of the usual letters; what needs smaller ones is two slides

function isFull(box) {
  const parts = [...box.children];
  return box.scrollHeight > box.clientHeight || parts.some(part => part.scrollWidth > part.clientWidth);
}

function fit(slide) {
  const box = slide && slide.querySelector(":scope > .slide");
  if (!box || box.dataset.fitted) return;
  box.dataset.fitted = "yes";
  for (let size = 1; size > SMALLEST && isFull(box); ) {
    size -= 0.05;
    box.style.fontSize = `${size}em`;
  }
}

Reveal.on("ready", event => document.fonts.ready.then(() => fit(event.currentSlide)));
Reveal.on("slidechanged", event => fit(event.currentSlide));
Reveal.initialize({
  hash: true, slideNumber: "c/t", width: 1280, height: 720, margin: 0, center: false,
  transition: "none", plugins: [RevealNotes],
  keyboard: { 78: () => {
    Reveal.configure({ showNotes: !Reveal.getConfig().showNotes });
    Reveal.layout();
  } },
});
