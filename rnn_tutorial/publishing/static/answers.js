"use strict";
/* Exercises whose answer is numbers or words are checked in the page, as `check` does in a notebook. */
const store = {
  get: key => { try { return localStorage.getItem(key) ?? ""; } catch { return ""; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* a closed store */ } },
};

/* "1,234.5", "1/12", "3e-4" and "2^0.5" are numbers; anything else is NaN. */
const number = text => {
  const parts = text.replace(/(\d),(?=\d{3}\b)/g, "$1").replace("−", "-").split(/([/^])/);
  const [a, b] = [parts[0], parts[2]].map(part => (part?.trim() ? Number(part) : NaN));
  return parts.length === 1 ? a : parts.length > 3 ? NaN : parts[1] === "/" ? a / b : a ** b;
};
const entries = text => text.replace(/[()[\]"']/g, "").split(/[,;]\s+|[,;]$|\s*;\s*|\n/).map(part => part.trim()).filter(Boolean);
const counted = (n, one, many) => `${n} ${n === 1 ? one : many}`;

const fault = (text, question) => {
  const hint = `Hint: ${question.hint}.`;
  if (question.words) {
    const given = entries(text);
    if (given.length !== question.words.length)
      return `Give ${counted(question.words.length, "entry", "entries")}, separated by commas, not ${given.length}.`;
    const wrong = given.flatMap((word, i) =>
      question.words[i].includes(word.toLowerCase().replaceAll("-", " ")) ? [] : [i + 1]);
    return wrong.length ? `Check entry ${wrong.join(", ")}. ${hint}` : "";
  }
  const wanted = [question.numbers].flat();
  const values = (wanted.length === 1 ? [text.trim()] : entries(text)).map(number);
  if (values.length !== wanted.length)
    return `Give ${counted(wanted.length, "number", "numbers")}, separated by a comma and a space, not ${values.length}.`;
  if (values.some(value => !Number.isFinite(value))) return "Your answer should consist of numbers.";
  /* NumPy's allclose: relative to what is expected, with a little room where that is 0 */
  const near = values.every((value, i) => Math.abs(value - wanted[i]) <= question.tolerance * Math.abs(wanted[i]) + 1e-9);
  return near ? "" : `Your answer differs from the expected value. ${hint}`;
};

for (const form of document.querySelectorAll("form.answer")) {
  const question = JSON.parse(form.dataset.question), key = `answer:${question.name}`;
  const check = () => {
    const text = form.elements.answer.value, said = form.querySelector("output");
    store.set(key, text);
    const wrong = text.trim() ? fault(text, question) : "";
    said.className = text.trim() && !wrong ? "right" : "";
    said.textContent = !text.trim() ? "" : wrong ? `Not yet. ${wrong}` : `Right${question.passed ? ` (${question.passed})` : ""}.`;
  };
  form.addEventListener("submit", event => { event.preventDefault(); check(); });
  form.elements.answer.addEventListener("input", event => {
    store.set(key, event.target.value);
    form.querySelector("output").textContent = "";
  });
  form.elements.answer.value = store.get(key);
  check();
}
