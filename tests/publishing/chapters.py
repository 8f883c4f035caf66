"""Two small chapters that use every feature of a chapter, for the tests to execute and publish."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from PIL import Image

from rnn_tutorial.publishing.notebooks import execute
from rnn_tutorial.publishing.notebooks.event_loop import complete

BIBLIOGRAPHY = r"""
@article{elman1990finding, author={Elman, Jeffrey L.}, title={Finding Structure in Time},
  journal={Cognitive Science}, volume=14, number=2, pages={179--211}, year=1990,
  doi={10.1207/s15516709cog1402_1}}
@article{hochreiter1997long, author={Hochreiter, Sepp and Schmidhuber, J{\"u}rgen},
  title={Long Short-Term Memory}, journal={Neural Computation}, volume=9, number=8,
  pages={1735--1780}, year=1997}
"""

FIRST = r"""
# A state that remembers

A plain network maps $x$ to $y$ and forgets. **A recurrent network carries a state from one
timestep to the next.** The idea is Elman's \cite{elman1990finding}, and \cref{fig:rnn1} draws it;
<cite data-cite="hochreiter1997long">Somebody (1997)</cite> made it last.

## The recurrence

The state at time $t$ follows from the one before and from the input:

$$\begin{equation}\label{eq:state} h_t = \tanh(W h_{t-1} + U x_t + b) \end{equation}$$

where $W \in \mathbb{R}^{32\times 32}$ is **the same at every timestep**. The output is

\begin{align}\label{eq:output}
z_t &= V h_t + c \\
y_t &= \frac{1}{1 + e^{-z_t}} = \operatorname{sigmoid}(z_t), \qquad \mathrm{diag}(W) \neq 0
\end{align}

By \cref{eq:state,eq:output} the product $\prod_{k=1}^{t} \frac{\partial h_k}{\partial h_{k-1}}$
decides what is kept, $\sqrt{\lambda}x$; see also \cref{sec:shapes} and the
[curves of the second chapter](02_curves.ipynb#What-the-curves-say).

### Shapes \label{sec:shapes}

| Tensor | Shape | Numbers in it | What it holds |
|:-------|:------|--------------:|:--------------|
| `x` | (128, 500, 32) | 2,048,000 | a batch of reviews |
| `h` | (128, 32) | 4,096 | the state after each word |

Table: The tensors of \cref{eq:state}. {#tbl:shapes}

A note[^1] and a list:

- one vector for each timestep
- one state for all of them

[^1]: Written at the foot of the page.

> The state is a lossy memory.

```python
for x in sequence:
    h = step(x, h)  # ∂, λ and é are letters too
```

![A grey square](DL_images/square.png){#fig:square width=120}
"""

SECOND = r"""
# Reading the curves

\cref{fig:rnn1} from the first chapter, [Table 7.7](01_state.ipynb#tbl:shapes), and the loss in
\cref{fig:loss}.
The listing is \cref{code:plot}, the table \cref{tbl:counts}.

## What the curves say

**Overfitting shows where the validation loss turns upwards.** The long formula

$$ p(x_1, \dots, x_T) = \prod_{t=1}^{T} p(x_t \mid x_{t-1}, \dots, x_1) =
\underbrace{p(x_1)\,p(x_2 \mid x_1)\,p(x_3 \mid x_2, x_1)
\cdots p(x_T \mid x_{T-1}, \dots, x_1)}_{\text{one factor for each word}} $$

scrolls on a phone. @elman1990finding is cited again, someone@example.org is not, and @decorator
stays as it is.
"""

ROWS = """| | parameters | epochs | seconds | mean accuracy | lowest | highest | machine |
|:---|---:|---:|---:|---:|---:|---:|:---|
| SimpleRNN | 322,113 | 100 | 1,200 | 85.2% | 84.6% | 85.9% | two cores of an AMD EPYC |"""

BETWEEN = f"Before.\n\n{ROWS}\n\nAfter."

LATER = r"""
## A second section

See \cref{fig:unfolding} and \cref{fig:loss} (as \cref{eq:state} says). Compare
\cref{eq:state,eq:output}. A run of the command sizes
the "early" epochs.

ROWS

Table: Four models. {#tbl:wide}

### A part of it

One sentence.

## A third section

Another sentence, of 1991–1992 with `"code of words"`.

## Exercises

### Exercise 02-1: Counting

How many parameters?
""".replace("ROWS", ROWS)


def markdown(source: str, **metadata: object) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source.strip(), metadata=metadata)


def code(source: str, **metadata: object) -> NotebookNode:
    return nbformat.v4.new_code_cell(source.strip(), metadata=metadata)


def figure(caption: str, label: str, **more: str) -> dict:
    return {"figure": {"caption": caption, "label": label, **more}}


SLIDES = r"""
## The recurrence

- the same *weights* at every timestep

![](#eq:state)

---

### Shapes

![](#tbl:shapes)

---

### The network

![](#fig:rnn1)
"""


def slide(kind: str, **more: object) -> dict:
    return {"slide_type": kind, **more}


def first() -> NotebookNode:
    return nbformat.v4.new_notebook(
        cells=[
            markdown(FIRST, slideshow=slide("slide", text=SLIDES)),
            code("WORD = 'default'", tags=["parameters"], slideshow=slide("skip")),
            code(
                "from rnn_tutorial.figures import show_figure\nshow_figure('rnn1')",
                slideshow=slide("skip"),
            ),
            code(
                "from ipypublish import nb_setup\nprint(WORD, nb_setup.__name__)",
                slideshow=slide("subslide", text="## What a cell prints"),
            ),
            code(
                "nb_setup.images_hconcat(['DL_images/square.png'] * 2, width=100)",
                slideshow=slide("fragment", show=["output"]),
            ),
            markdown("Said by the *speaker* only.", slideshow=slide("notes")),
            code("SECRET = 1", tags=["remove-cell"]),
            code(
                "import keras\nmodel = keras.Sequential([keras.Input((8, 4)), "
                "keras.layers.SimpleRNN(32, name='a_recurrent_layer_with_a_rather_long_name'), "
                "keras.layers.Dense(1)], name='small')\nmodel.summary()",
                tags=["hide-code"],
                slideshow=slide("slide"),
            ),
        ]
    )


def second() -> NotebookNode:
    return nbformat.v4.new_notebook(
        cells=[
            markdown(SECOND),
            code("UNUSED = 0", tags=["parameters", "remove-cell"]),
            code(
                "%config InlineBackend.figure_formats = ['svg', 'pdf']\n"
                "import matplotlib.pyplot as plt\n"
                "fig, ax = plt.subplots(figsize=(7, 3))\n"
                "ax.plot([1, 2, 3], [0.6, 0.4, 0.3], 'o', color='#0072b2', label='training')\n"
                "ax.plot([1, 2, 3], [0.6, 0.5, 0.7], color='#d55e00', label='validation')\n"
                "ax.set_xlabel('epoch'); ax.set_ylabel('loss'); ax.legend()\n"
                "ax.yaxis.get_major_formatter().set_scientific(False);",
                ipub={
                    **figure('Loss by epoch: $L$ turns at \\epoch 2, "early".', "fig:loss"),
                    "code": {"caption": "Drawing the loss.", "label": "code:plot"},
                },
            ),
            code(
                "class Counts:\n"
                "    def _repr_html_(self):\n"
                "        return ('<table><tr><th>model</th><th>parameters</th></tr>'\n"
                "                '<tr><td>SimpleRNN</td><td>322,113</td></tr></table>')\n"
                "Counts()",
                ipub={"table": {"caption": "Parameters.", "label": "tbl:counts"}},
            ),
            code(
                "import sys, time\n"
                "for i in range(3):\n"
                "    print(f'\\r{i + 1}/3 ' + '━' * 10 + f' 0s - loss: 0.{i}', end='')\n"
                "print('\\n\\x1b[31mred\\x1b[0m, \\x1b[1mbold\\x1b[0m ✓ 😀 ├── λ é {x} \\\\ % _ #')"
            ),
            code("'plain value'"),
            code(
                f"from IPython.display import Markdown\nMarkdown({BETWEEN!r})",
                tags=["hide-code"],
                ipub={"table": {"caption": "Made by *code*.", "label": "tbl:made"}},
            ),
            code(
                "from rnn_tutorial.figures import show_figure\nshow_figure('unfolding')",
                tags=["hide-code"],
            ),
            code("import inspect, textwrap\nprint(inspect.getsource(textwrap.dedent))"),
            markdown(LATER),
            code("from rnn_tutorial import check"),
            code(
                "from IPython.display import Markdown, display\n"
                "display(Markdown('One passage.'), Markdown('Another passage.'))",
                tags=["hide-code"],
            ),
            code('answer = ...  # a number\ncheck("02-1", answer)', tags=["exercise"]),
            code('answer = ...  # three words\ncheck("04-5", answer)', tags=["exercise"]),
            code('def pad(tokens):\n    return ...\n\n\ncheck("02-4", pad)', tags=["exercise"]),
        ]
    )


def write(folder: Path) -> list[Path]:
    """Write the two notebooks and the files that they need."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "DL_images").mkdir(exist_ok=True)
    (folder / "references.bib").write_text(BIBLIOGRAPHY)
    Image.new("RGB", (240, 240), "#cccccc").save(folder / "DL_images" / "square.png")
    paths = [folder / "01_state.ipynb", folder / "02_curves.ipynb"]
    for path, notebook in zip(paths, (first(), second()), strict=True):
        nbformat.write(notebook, path)
    return paths


def execute_notebook(source: Path, target: Path, **options: object) -> None:
    """Execute one notebook, as `execute_notebooks` does with each."""
    complete(execute.execute(source, target, **options))
