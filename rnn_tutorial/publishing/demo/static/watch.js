"use strict";
/* The reader's review, word by word: the running probability and the hidden units of each network.
   What was typed is only ever split, looked up and set as text. */
for (const demo of document.querySelectorAll(".demo[data-demo='review'] .live")) {
  const find = selector => demo.querySelector(selector);
  const [area, note, words, play, scrub] = ["textarea", ".note", ".words", ".play", ".scrub input"].map(find);
  const [panels, cursor, curve, axis] = [".panels", ".cursor", ".curve", ".axis"].map(find);
  const strips = [...demo.querySelectorAll(".strip")];
  const rows = [...demo.querySelectorAll(".readout tbody tr")];
  const names = demo.dataset.models.split(" ");
  const LEFT = 30, RIGHT = 4; // beside the columns; the style sheet says the same of the strips
  let shown = null, at = 0, timer = 0;

  /* the files with the weights, when the reader comes near; they set nothing but `rnn` */
  const load = () => Promise.all(["vocabulary", ...names].map(name => new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = `assets/demo-${name}.js`;
    script.onload = done;
    script.onerror = () => fail(new Error(`assets/demo-${name}.js is not beside this page`));
    document.head.append(script);
  })));
  let loading = null;
  const ready = () => {
    if (!loading) {
      note.textContent = `Loading the networks, ${demo.dataset.size} MB …`;
      loading = load().then(look, error => {
        note.textContent = `The networks can't be loaded: ${error.message}. The picture below stays.`;
        demo.parentElement.classList.add("still-too");
      });
    }
    return loading;
  };

  const percent = value => `${(100 * value).toFixed(1)}%`;
  const change = (values, t) => t ? values[t] - values[t - 1] : null;
  const signed = value => value === null ? "–" : `${value < 0 ? "−" : "+"}${Math.abs(100 * value).toFixed(1)}`;

  const look = () => {
    stop();
    const found = rnn.encode(area.value, Number(demo.dataset.maxlen));
    note.textContent = found.problem ?? found.note;
    note.classList.toggle("problem", Boolean(found.problem));
    shown = found.problem ? null : { ...found, runs: names.map(name => rnn.read(name, found.tokens)) };
    at = shown ? shown.words.length - 1 : 0;
    scrub.max = at;
    scrub.disabled = play.disabled = !shown;
    writeWords();
    draw();
  };

  const writeWords = () => {
    words.replaceChildren(...(shown?.words ?? []).flatMap((word, t) => {
      const span = document.createElement("span");
      span.textContent = word;
      span.dataset.t = t;
      if (!t && shown.tokens[0] === 1) span.className = "start";
      if (shown.tokens[t] === 2) { span.className = "unknown"; span.title = "unknown to the networks"; }
      return [span, " "];
    }));
    colourWords();
  };

  /* pink: this word made the review more negative to the chosen network; yellow: more positive */
  const colourWords = () => {
    if (!shown) return;
    const run = shown.runs[names.indexOf(demo.querySelector("[type=radio]:checked").value)];
    const start = shown.words.length - run.probabilities.length;
    for (const span of words.children) {
      const by = change(run.probabilities, Math.max(0, span.dataset.t - start)) ?? 0;
      const share = Math.round(45 * Math.min(1, Math.abs(by) / 0.3));
      span.style.background = share < 2 ? ""
        : `color-mix(in srgb, var(${by < 0 ? "--fig-pink" : "--fig-yellow"}) ${share}%, transparent)`;
    }
  };

  const geometry = () => {
    const width = panels.clientWidth - LEFT - RIGHT;
    return { width, column: width / (shown ? shown.words.length : 1) };
  };

  const draw = () => {
    drawCurve();
    strips.forEach((strip, i) => drawStrip(strip, shown?.runs[i], names[i]));
    go(at);
  };

  const drawCurve = () => {
    const { height } = plots.clear(curve), { width, column } = geometry();
    const y = probability => 6 + (height - 12) * (1 - probability);
    for (const [value, label] of [[0, "0"], [0.5, "½"], [1, "1"]]) {
      curve.append(plots.make("path", { class: "grid", d: `M${LEFT} ${y(value)}h${width}` }));
      curve.append(plots.make("text", { class: "tick end", x: LEFT - 7, y: y(value) + 4 }, label));
    }
    shown?.runs.forEach(({ probabilities }, i) => {
      const start = shown.words.length - probabilities.length;
      const points = probabilities.map((p, t) => [LEFT + (start + t + 0.5) * column, y(p)]);
      curve.append(plots.make("path", { class: `line-${i + 1}`, d: plots.line(points) }));
      if (column < 9) return;
      for (const [cx, cy] of points) curve.append(plots.make("circle", { class: `point-${i + 1}`, cx, cy, r: 2.4 }));
    });
  };

  /* A pixel for each unit and word; the row of the unit that speaks most for praise is on top. */
  const drawStrip = (strip, run, name) => {
    const colour = variable => {
      strip.style.color = `var(${variable})`;
      return getComputedStyle(strip).color.match(/\d+/g).map(Number);
    };
    const [paper, low, high] = ["--fig-paper", "--fig-pink", "--fig-yellow"].map(colour);
    const columns = shown?.words.length ?? 1, model = rnn.models.get(name), units = model?.units ?? 1;
    [strip.width, strip.height] = [columns, units];
    if (!run) return;
    const dense = model.weights[4], start = columns - run.probabilities.length;
    const order = [...dense.keys()].sort((i, j) => dense[j] - dense[i]);
    const image = new ImageData(columns, units);
    run.probabilities.forEach((_, t) => order.forEach((unit, row) => {
      const value = run.states[t * units + unit], end = value < 0 ? low : high;
      const place = 4 * (row * columns + start + t);
      for (let k = 0; k < 3; k++) image.data[place + k] = paper[k] + (end[k] - paper[k]) * Math.abs(value);
      image.data[place + 3] = 255;
    }));
    strip.getContext("2d").putImageData(image, 0, 0);
  };

  const drawAxis = () => {
    plots.clear(axis);
    if (!shown) return;
    const { column } = geometry(), every = Math.ceil(14 / column);
    shown.words.forEach((word, t) => {
      const here = t === at;
      if (!here && (t % every || Math.abs(t - at) < every)) return;
      const x = LEFT + (t + 0.5) * column + 4;
      const text = word.length > 11 ? word.slice(0, 10) + "…" : word;
      axis.append(plots.make("text", { class: here ? "tick end here" : "tick end", x, y: 5,
        transform: `rotate(-90 ${x} 5)` }, text));
    });
  };

  /* everything that follows the word at hand */
  const go = t => {
    at = t;
    drawAxis();
    cursor.hidden = !shown;
    if (!shown) { for (const cell of demo.querySelectorAll(".readout td")) cell.textContent = "–"; return; }
    const { column } = geometry(), word = shown.words[at];
    scrub.value = at;
    Object.assign(cursor.style, { left: `${LEFT + at * column}px`, width: `${Math.max(column, 2)}px` });
    words.querySelector(".here")?.classList.remove("here");
    const span = words.children[at];
    span.classList.add("here");
    if (span.offsetTop < words.scrollTop || span.offsetTop + span.offsetHeight > words.scrollTop + words.clientHeight) {
      words.scrollTop = span.offsetTop - words.clientHeight / 2;
    }
    find(".at").textContent = `“${word}”`;
    rows.forEach((row, i) => {
      const { probabilities } = shown.runs[i], own = at - shown.words.length + probabilities.length;
      row.querySelector(".after").textContent = own < 0 ? "–" : percent(probabilities[own]);
      row.querySelector(".change").textContent = own < 0 ? "–" : signed(change(probabilities, own));
      row.querySelector(".end").textContent = percent(probabilities.at(-1));
      row.querySelector(".end").dataset.probability = probabilities.at(-1);
    });
    scrub.setAttribute("aria-valuetext", `${at + 1} of ${shown.words.length}: ${word}, `
      + rows.map((row, i) => `${row.querySelector("label").textContent.trim()} ${row.querySelector(".after").textContent}`).join(", "));
  };

  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (at === shown.words.length - 1) go(0);
    play.textContent = "Pause";
    timer = setInterval(() => at < shown.words.length - 1 ? go(at + 1) : stop(), 220);
  });
  scrub.addEventListener("input", () => { stop(); go(Number(scrub.value)); });
  words.addEventListener("pointerover", event => {
    if (event.target.dataset.t && !timer) go(Number(event.target.dataset.t));
  });
  panels.addEventListener("pointermove", event => {
    if (!shown || timer) return;
    const { column } = geometry(), x = event.clientX - panels.getBoundingClientRect().left - LEFT;
    const t = Math.floor(x / column);
    if (t >= 0 && t < shown.words.length && t !== at) go(t);
  });
  for (const radio of demo.querySelectorAll("[type=radio]")) radio.addEventListener("change", colourWords);

  let pause = 0;
  area.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => ready().then(look), 150);
  });
  for (const button of demo.querySelectorAll("[data-text]")) {
    button.addEventListener("click", () => { area.value = button.dataset.text; ready().then(look); });
  }
  new IntersectionObserver(entries => { if (entries.some(e => e.isIntersecting)) ready(); },
    { rootMargin: "600px" }).observe(demo);
  plots.onResize(panels, draw);
  plots.onTheme(draw);
}
