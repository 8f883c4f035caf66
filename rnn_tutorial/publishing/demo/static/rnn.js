"use strict";
/* The networks in plain JavaScript: a text becomes tokens, and tokens become states and
   probabilities. No page is touched here. What the book's library does with the same names
   (`Vocabulary.encode`, `split_words`, `scratch.rnn_step`, `scratch.lstm_step`) is the measure. */
const rnn = (() => {
  const START = 1, OOV = 2, INDEX_FROM = 3;
  const models = new Map();
  const numbers = {};
  let words = [], ranks = new Map();

  /* float16 in base64, little-endian, as NumPy wrote it */
  const halfToNumber = half => {
    const exponent = (half >> 10) & 31, fraction = half & 1023;
    const size = exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24;
    return half & 0x8000 ? -size : size;
  };
  const floats = text => {
    const bytes = atob(text), result = new Float32Array(bytes.length / 2);
    for (let i = 0; i < result.length; i++) {
      result[i] = halfToNumber(bytes.charCodeAt(2 * i) | bytes.charCodeAt(2 * i + 1) << 8);
    }
    return result;
  };

  /* called by the files that hold the weights, the words and the sliders' numbers */
  const addModel = ({ shapes, data, ...about }) => {
    const flat = floats(data);
    let start = 0;
    const weights = shapes.map(shape => {
      const size = shape.reduce((a, b) => a * b, 1);
      return flat.subarray(start, start += size);
    });
    models.set(about.name, { ...about, weights, features: shapes[0][1], units: shapes[2][0] });
  };
  const addWords = text => {
    words = text.split(" ");
    ranks = new Map(words.map((word, i) => [word, i + 1]));
  };
  const addNumbers = arrays => {
    for (const [name, data] of Object.entries(arrays)) numbers[name] = floats(data);
  };

  /* words, as the reviews were split when they were first counted */
  const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
  const MARKS = /[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~\u201c\u201d\u201e\u00ab\u00bb\u2013\u2014\u2026]/g;
  const splitWords = text => text.replace(/[\u2018\u2019]/g, "'").toLowerCase()
    .replace(MARKS, " ").split(SPACE).filter(Boolean);

  const count = (number, word) => `${number.toLocaleString("en-GB")} ${word}${number === 1 ? "" : "s"}`;

  /* A word as it is shown: not endless, and without letters that can't be seen. */
  const CONTROL = /[\x00-\x1f\x7f-\x9f]/g;
  const showable = word => {
    const letters = Array.from(word.slice(0, 80).replace(CONTROL, "\ufffd"));
    return letters.length > 40 ? letters.slice(0, 39).join("") + "…" : letters.join("");
  };

  /* {tokens, words, note} of a review, or {problem}: one line that says what to do */
  const encode = (text, maxlen) => {
    const found = splitWords(text);
    if (!found.length) return { problem: "There is no word yet: type a review, or take an example." };
    const size = words.length + 4;
    const tokens = found.map(word => (ranks.get(word) ?? size) + INDEX_FROM)
      .map(token => token < size ? token : OOV);
    const unknown = tokens.filter(token => token === OOV).length;
    if (unknown === tokens.length) {
      const none = unknown === 1 ? "The word is not" : `None of the ${count(unknown, "word")} is`;
      return { problem: `${none} among the ${words.length.toLocaleString("en-GB")} that the networks `
        + "know: write in English." };
    }
    const notes = [count(found.length, "word")];
    if (unknown) notes.push(`${unknown.toLocaleString("en-GB")} unknown to the networks`);
    if (found.length > maxlen) notes.push(`only the last ${maxlen} are read`);
    if (found.some(word => word.search(CONTROL) >= 0)) notes.push("control characters shown as \ufffd");
    return {
      tokens: [START, ...tokens].slice(-maxlen),
      words: ["start", ...found].slice(-maxlen).map(showable), note: notes.join(", ") + ".",
    };
  };

  const sigmoid = a => 1 / (1 + Math.exp(-a));

  /* out = bias + x kernel + h recurrent, (width,): the sum inside every cell */
  const blend = (out, bias, x, kernel, h, recurrent) => {
    const width = out.length;
    out.set(bias);
    for (const [vector, matrix] of [[x, kernel], [h, recurrent]]) {
      for (let i = 0; i < vector.length; i++) {
        const value = vector[i], row = i * width;
        for (let j = 0; j < width; j++) out[j] += value * matrix[row + j];
      }
    }
  };

  const simpleCell = ({ units, weights: [, kernel, recurrent, bias] }) => {
    const h = new Float64Array(units), a = new Float64Array(units);
    return x => {
      blend(a, bias, x, kernel, h, recurrent);
      for (let j = 0; j < units; j++) h[j] = Math.tanh(a[j]);
      return h;
    };
  };

  const lstmCell = ({ units, weights: [, kernel, recurrent, bias] }) => {
    const h = new Float64Array(units), c = new Float64Array(units);
    const a = new Float64Array(4 * units); // the gates i, f, candidate, o side by side
    return x => {
      blend(a, bias, x, kernel, h, recurrent);
      for (let j = 0; j < units; j++) {
        const kept = sigmoid(a[units + j]) * c[j];
        c[j] = kept + sigmoid(a[j]) * Math.tanh(a[2 * units + j]);
        h[j] = sigmoid(a[3 * units + j]) * Math.tanh(c[j]);
      }
      return h;
    };
  };

  /* {states, probabilities} after each token; the padding in front is read before them */
  const read = (name, tokens) => {
    const model = models.get(name), { units, features, maxlen, weights } = model;
    const [embedding, , , , dense, offset] = weights;
    const cell = (model.cell === "lstm" ? lstmCell : simpleCell)(model);
    const step = token => cell(embedding.subarray(token * features, (token + 1) * features));
    const kept = tokens.slice(-maxlen);
    for (let pad = kept.length; pad < maxlen; pad++) step(0);
    const states = new Float64Array(kept.length * units);
    const probabilities = kept.map((token, t) => {
      const h = step(token);
      states.set(h, t * units);
      return sigmoid(h.reduce((sum, value, j) => sum + value * dense[j], offset[0]));
    });
    return { states, probabilities };
  };

  /* The norm of the gradient at each timestep, for W = radius times the stored kernel. */
  const gradientNorms = (radius, linear = false) => {
    const { kernel, inputs, last } = numbers, units = last.length, steps = inputs.length / units;
    const slopes = [];
    let h = new Float64Array(units);
    for (let t = 0; t < steps; t++) {
      const next = new Float64Array(units), slope = new Float64Array(units).fill(1);
      for (let j = 0; j < units; j++) {
        let a = inputs[t * units + j];
        for (let i = 0; i < units; i++) a += h[i] * radius * kernel[i * units + j];
        next[j] = Math.tanh(a);
        if (!linear) slope[j] = 1 - next[j] ** 2;
      }
      slopes.push(slope);
      h = next;
    }
    const norms = new Array(steps);
    let gradient = Float64Array.from(last);
    for (let t = steps - 1; t >= 0; t--) {
      norms[t] = Math.hypot(...gradient);
      const before = new Float64Array(units);
      for (let i = 0; i < units; i++) {
        for (let j = 0; j < units; j++) {
          before[i] += radius * kernel[i * units + j] * gradient[j] * slopes[t][j];
        }
      }
      gradient = before;
    }
    return norms;
  };

  /* The path of h <- tanh(W h + b) in the plane: W turns by `angle` degrees and stretches. */
  const planePath = (start, steps, gain, angle, push) => {
    const turn = angle * Math.PI / 180, cos = gain * Math.cos(turn), sin = gain * Math.sin(turn);
    const path = [start];
    for (let t = 0; t < steps; t++) {
      const [a, b] = path[t];
      path.push([Math.tanh(cos * a - sin * b + push), Math.tanh(sin * a + cos * b)]);
    }
    return path;
  };

  return { models, numbers, addModel, addWords, addNumbers, splitWords, encode, read,
    gradientNorms, planePath };
})();
