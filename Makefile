# make run    opens the window          make demo   shows the whole program without one
# make test   runs the tests            make lint   checks style, types and layering
# make bench  measures                  make screenshots  paints every page into docs/images
# ARGS=...    is passed on, as in make run ARGS=~/Pictures

VENV ?= .venv
ARGS ?=
PIP_FLAGS ?=

# The first Python that fits and really starts: python3 is too old on some systems, and the newest
# one is too new for the pinned wheels on others.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	if $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; \
	then echo $$name; break; fi; done)

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif

.PHONY: run demo screenshots test lint bench display clean
.DELETE_ON_ERROR:

run: display $(VENV)/.installed-run
	@$(BIN)/python -m albumen.cli gui $(ARGS)

display:
	@if [ "$$(uname -s)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY$$QT_QPA_PLATFORM" ]; then \
		echo "There is no display here, so the window cannot open."; \
		echo "'make demo' shows what Albumen does without one, and paints its window into a file."; \
		exit 1; \
	fi

demo: $(VENV)/.installed-demo
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m albumen.demo demo $(ARGS)

screenshots: $(VENV)/.installed-demo
	@$(BIN)/python desktop/screenshots.py $(ARGS)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-dev
	@for script in tests/benchmarks/bench_*.py; do \
		echo "== $$script"; $(BIN)/python $$script $(ARGS) || exit 1; \
	done

clean:
	rm -rf $(VENV) build dist demo *.egg-info .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache

# What is installed besides Albumen and what it needs.
extras_run :=
extras_demo := [demo]
extras_dev := [test,demo,raw,train]

$(VENV)/.installed-%: pyproject.toml constraints.txt $(VENV)/.created
	$(BIN)/python -m pip install $(PIP_FLAGS) -c constraints.txt -e '.$(extras_$*)'
	@touch $@

$(VENV)/.created:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Albumen needs Python 3.11, 3.12 or 3.13; none was found."; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.12 ..."; \
		exit 1; \
	fi
	$(PYTHON) -m venv $(VENV)
	@touch $@
