// Plays the frames of an animation. Nothing moves before the reader presses the button.
for (const film of document.querySelectorAll(".film")) {
  const picture = film.querySelector("img"), names = film.dataset.frames.split(" ");
  const bar = document.createElement("div"), button = document.createElement("button");
  const place = Object.assign(document.createElement("input"),
    { type: "range", min: 0, max: names.length - 1, value: 0, ariaLabel: "Frame" });
  let timer = 0;
  const show = n => { place.value = n; picture.src = names[n]; };
  const stop = () => { clearInterval(timer); timer = 0; button.textContent = "Play"; };
  button.type = "button";
  bar.className = "film-bar";
  bar.append(button, place);
  film.append(bar);
  stop();
  place.oninput = () => { stop(); show(+place.value); };
  button.onclick = () => {
    if (timer) return stop();
    button.textContent = "Pause";
    timer = setInterval(() => show((+place.value + 1) % names.length), +film.dataset.pause);
  };
}
