"""From notebooks to a book: execution, then HTML pages, a PDF, an EPUB and slides.

ipypublish (0.10.12) provides the configuration of an export: a JSON file in `exports/` names an
exporter, preprocessors, filters, a template and what is written to disk, and ipypublish reads
it, calls nbconvert with it and writes the page and its files. `nbpublish -f` works with the
same files, and notebooks that use ipypublish's notations (`ipub` metadata for captions and
labels, `@key`, `\\cref`, `from ipypublish import nb_setup`) are published unchanged.

Everything that a reader sees is ours. A preprocessor (prepare.py, markdown/) numbers figures,
tables, equations and sections, resolves references across the book, sets citations from
references.bib and turns Markdown into HTML with MathML, or into LaTeX, through pandoc and
panflute. Our exporters, filters and templates (formats/, templates/) lay out the page, the
slides and the PDF; book.py makes one book of all chapters, with contents and a search index.
ipypublish's own templates, preprocessors and PDF chain are not used, nor does it execute
notebooks: nbclient does, in our own kernel (notebooks/execute.py). compat.py makes ipypublish,
whose last release is from 2020, run with a current Python and Jupyter.
"""

import warnings

# Packages of ipypublish's time have strings that Python 3.12 complains of when it compiles them.
warnings.filterwarnings("ignore", "invalid escape sequence", SyntaxWarning)
