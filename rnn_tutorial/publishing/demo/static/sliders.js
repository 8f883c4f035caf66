"use strict";
/* Three figures that follow sliders: the gradient on its way back, the plane of two states, and the
   text that a network wrote at each temperature. */
for (const figure of document.querySelectorAll(".demo[data-demo='radius'] .live")) {
  const [input, output, note] = ["input", ".value", ".note"].map(s => figure.querySelector(s));
  const [plane, norms] = [".eigenvalues", ".norms"].map(s => figure.querySelector(s));
  const LOW = -12, HIGH = 6; // powers of ten that are shown

  const drawEigenvalues = radius => {
    const { width, height } = plots.clear(plane);
    const middle = [width / 2, height / 2], unit = Math.min(width, height) / 2 / 2.1;
    const [x, y] = middle;
    plane.append(plots.make("path", { class: "grid", d: `M0 ${y}H${width}M${x} 0V${height}` }));
    plane.append(plots.make("circle", { class: "unit", cx: x, cy: y, r: unit }));
    const values = rnn.numbers.eigenvalues; // as float16: 1 may be 1.0002
    for (let i = 0; i < values.length; i += 2) {
      const [real, imaginary] = [radius * values[i], radius * values[i + 1]];
      plane.append(plots.make("circle", {
        class: Math.hypot(real, imaginary) > 1.001 ? "dot outside" : "dot", r: 2.6,
        cx: x + unit * real, cy: y - unit * imaginary,
      }));
    }
  };

  const drawNorms = radius => {
    const { width, height } = plots.clear(norms);
    const left = 40, bottom = height - 34, right = width - 6, top = 6;
    const y = power => bottom - (bottom - top) * (power - LOW) / (HIGH - LOW);
    for (let power = LOW; power <= HIGH; power += 6) {
      norms.append(plots.make("path", { class: "grid", d: `M${left} ${y(power)}H${right}` }));
      const label = plots.make("text", { class: "tick end", x: left - 6, y: y(power) + 4 },
        power ? "10" : "1");
      if (power) label.append(plots.make("tspan", { dy: -5, class: "power" }, String(power).replace("-", "−")));
      norms.append(label);
    }
    const curves = [true, false].map(linear => rnn.gradientNorms(radius, linear));
    const x = t => left + (right - left) * t / (curves[0].length - 1);
    for (const t of [0, 49, 99]) {
      norms.append(plots.make("text", { class: t ? t === 99 ? "tick end" : "tick middle" : "tick",
        x: x(t), y: bottom + 16 }, String(t + 1)));
    }
    norms.append(plots.make("text", { class: "tick middle", x: x(49), y: bottom + 31 }, "timestep"));
    const inside = plots.make("clipPath", { id: "inside-norms" });
    inside.append(plots.make("rect", { x: left, y: top, width: right - left, height: bottom - top }));
    norms.append(inside);
    curves.forEach((curve, i) => {
      const points = curve.map((norm, t) => [x(t), y(Math.log10(norm))]);
      norms.append(plots.make("path", { class: `line-${2 - i}`, d: plots.line(points),
        "clip-path": "url(#inside-norms)" }));
    });
    return curves;
  };

  /* the parts of a number: digits, and an exponent as an element */
  const power = value => {
    if (value >= 0.001 && value < 1000) return [String(Number(value.toPrecision(2)))];
    const [digits, exponent] = value.toExponential(1).split("e");
    return [`${digits} × 10`, make("sup", String(Number(exponent)).replace("-", "−"))];
  };

  const draw = () => {
    const radius = Number(input.value);
    output.textContent = radius.toFixed(2);
    drawEigenvalues(radius);
    const [linear, curve] = drawNorms(radius);
    const each = (curve[0] / curve.at(-1)) ** (1 / (curve.length - 1));
    note.replaceChildren("Of a gradient of length 1 at timestep 100, ", ...power(curve[0]),
      ` arrives at the first: a factor of ${each.toFixed(2)} for each step. Without tanh it would be `,
      ...power(linear[0]), ".");
  };
  input.addEventListener("input", draw);
  plots.onResize(norms, draw);
}

for (const figure of document.querySelectorAll(".demo[data-demo='plane'] .live")) {
  const plane = figure.querySelector(".plane"), note = figure.querySelector(".note");
  const sliders = [...figure.querySelectorAll("input")];
  const STEPS = 60, LATE = 12, LINE = [-0.9, -0.54, -0.18, 0.18, 0.54, 0.9];
  const starts = LINE.flatMap(b => LINE.map(a => [a, b]));
  const far = ([a, b], [c, d]) => Math.hypot(a - c, b - d);

  /* where the paths have come to after the last step */
  const say = paths => {
    const rest = paths.filter(path => far(path.at(-1), path.at(-2)) < 1e-3);
    const places = [];
    for (const path of rest) {
      if (!places.some(place => far(place, path.at(-1)) < 0.02)) places.push(path.at(-1));
    }
    const all = rest.length === paths.length;
    if (!rest.length) return `After ${STEPS} steps none of the ${paths.length} paths is at rest.`;
    return `After ${STEPS} steps ${all ? `all ${paths.length}` : `${rest.length} of ${paths.length}`} paths `
      + `are at rest, in ${places.length === 1 ? "one state" : `${places.length} states`}.`;
  };

  const draw = () => {
    const [gain, angle, push] = sliders.map(slider => Number(slider.value));
    const shown = [gain.toFixed(2), `${angle}°`, push.toFixed(2)].map(t => t.replace("-", "−"));
    sliders.forEach((slider, i) => {
      slider.parentElement.querySelector(".value").textContent = shown[i];
      slider.setAttribute("aria-valuetext", shown[i]);
    });
    const { width } = plots.clear(plane);
    const at = ([a, b]) => [width / 2 * (1 + a / 1.06), width / 2 * (1 - b / 1.06)];
    const [low, high] = [at([-1, -1]), at([1, 1])];
    plane.append(plots.make("path", { class: "grid", d: `M${low[0]} ${low[1]}H${high[0]}V${high[1]}H${
      low[0]}ZM${width / 2} ${high[1]}V${low[1]}M${low[0]} ${width / 2}H${high[0]}` }));
    const paths = starts.map(start => rnn.planePath(start, STEPS, gain, angle, push));
    for (const path of paths) {
      plane.append(plots.make("path", { class: "path", d: plots.line(path.map(at)) }));
    }
    const dots = (points, kind, r) => {
      for (const [x, y] of points.map(at)) plane.append(plots.make("circle", { class: kind, cx: x, cy: y, r }));
    };
    dots(starts, "start", 2);
    dots(paths.flatMap(path => path.slice(-LATE)), "late", 3);
    note.textContent = say(paths);
  };
  for (const slider of sliders) slider.addEventListener("input", draw);
  plots.onResize(plane, draw);
}

for (const figure of document.querySelectorAll(".demo[data-demo='temperature'] .live")) {
  const [input, output] = ["input", ".value"].map(s => figure.querySelector(s));
  const texts = [...figure.querySelectorAll("pre")];
  const draw = () => {
    texts.forEach((text, i) => { text.hidden = i !== Number(input.value); });
    output.textContent = texts[Number(input.value)].dataset.temperature;
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", draw);
  draw();
}
