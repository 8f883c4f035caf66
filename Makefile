# `make book` and `make test` need Python 3.11, 3.12 or 3.13, and nothing else.
# Where there is no make: README.md, "Without make".

# The first interpreter that runs and is of an admitted version.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info < (3,14))' 2>/dev/null \
	&& echo $$p && break; done)
# uv, if it is installed and knows groups (0.6 or later); `make UV= ...` takes pip.
UV ?= $(shell uv pip install --help 2>/dev/null | grep -q -e '--group' && echo uv)
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: book test fast-test reliability pdf epub slides lab notebooks figures results check-results performance check lock clean

# `make book OPTIONS=--timings` lists the ten slowest cells; OPTIONS="--jobs 1" runs one at a time.
book: $(READY)
	@$(BIN)/rnn-tutorial book $(OPTIONS)

# A process for each core. Four, with the programs that they start, have room in 8 GB.
# `rnn-tutorial test` has the same words (PARALLEL in rnn_tutorial/cli/book.py).
PARALLEL := -n logical --maxprocesses 4 --dist loadfile

test: $(READY)
	@$(BIN)/python -m pytest $(PARALLEL)

fast-test: $(READY)
	@$(BIN)/python -m pytest $(PARALLEL) -m "not slow"

# docs/reliability.md: the reliability tests with every try, an hour or more.
reliability: $(READY)
	@$(BIN)/python tests/reliability/report.py

pdf epub slides: $(READY)
	@$(BIN)/rnn-tutorial publish --to $@

lab: $(READY)
	@$(BIN)/rnn-tutorial lab

# The committed notebooks, on the real reviews.
notebooks: $(READY)
	@$(BIN)/rnn-tutorial notebooks $(OPTIONS)

# The recorded runs that are missing, or of another recipe: hours. They need RNN_TUTORIAL_DATA.
results: $(READY)
	@KERAS_BACKEND=tensorflow $(BIN)/python reproductions/record_runs.py
	@KERAS_BACKEND=jax $(BIN)/python reproductions/record_runs.py
	@KERAS_BACKEND=jax $(BIN)/python reproductions/measure_evidence.py
	@KERAS_BACKEND=jax $(BIN)/python reproductions/language_models.py
	@KERAS_BACKEND=jax $(BIN)/python reproductions/forecasting.py
	@KERAS_BACKEND=jax $(BIN)/python reproductions/dates.py
	@KERAS_BACKEND=jax $(BIN)/python reproductions/attention_cost.py
	@KERAS_BACKEND=jax $(BIN)/python reproductions/recurrences.py
	@KERAS_BACKEND=tensorflow $(BIN)/python reproductions/recurrences.py times

# Train the first epoch of each recorded run's first seed and compare. It needs RNN_TUTORIAL_DATA.
check-results: $(READY)
	@KERAS_BACKEND=tensorflow $(BIN)/python reproductions/check_runs.py
	@KERAS_BACKEND=jax $(BIN)/python reproductions/check_runs.py

# docs/performance.md: an hour on a quiet machine. It needs RNN_TUTORIAL_DATA.
performance: $(READY)
	@$(BIN)/python benchmarks/report.py

figures: $(READY)
	@$(BIN)/rnn-tutorial figures

check: $(READY)
	@$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/lint-imports && $(BIN)/mypy \
		&& $(BIN)/mypy --platform win32

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 was found: install one, or say make PYTHON=/path/to/python."; exit 2; }
	@echo "Making the environment in $(VENV) (the first time only: a minute with uv, a few with pip)."
ifneq ($(UV),)
	@$(UV) venv -q --allow-existing --python $(PYTHON) $(VENV)
	@$(UV) pip install -q --python $(BIN)/python --compile-bytecode -c constraints.txt -e . --group dev
else
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt "pip>=25.1"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e . --group dev
endif
	@touch $@

# The set of versions that was tested, for Python 3.11 to 3.13 on every system.
lock: $(READY)
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-annotate --no-header \
		--extra jax --group dev pyproject.toml -o constraints.txt

clean:
	rm -rf build
