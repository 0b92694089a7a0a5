# Everything a newcomer needs: `make run` and `make test` set up what they need by themselves.
# `make` alone prints this list. Windows without make: see README.md.

DEMO_DIR ?= build/demo
PICTURES ?= build/pictures
# The newest Python that will do; set PYTHON=... to choose another.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && { echo "$$p"; break; }; done)

VENV := .venv
FREEZER := .venv-build
FREEZER_PYTHON := $(FREEZER)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)/python
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
# A screen is taken for granted everywhere but on Linux.
SCREEN := $(if $(filter Linux,$(shell uname -s 2>/dev/null)),$(DISPLAY)$(WAYLAND_DISPLAY),yes)
OFFSCREEN := QT_QPA_PLATFORM=$(or $(QT_QPA_PLATFORM),$(if $(filter Linux,$(shell uname -s 2>/dev/null)),offscreen))

.DEFAULT_GOAL := help
.PHONY: help run demo test lint format test-interop test-accessibility screens manual bench fault package test-package test-windows clean

help: ## print this list
	@echo "Annotator. What you can make:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/run.stamp ## open the window on the example project
ifeq ($(strip $(SCREEN)),)
	@echo "There is no screen here, so the demo does the same work offscreen and leaves pictures of it in $(DEMO_DIR)."
	@$(MAKE) --no-print-directory demo
else
	@$(BIN)/annotator example
endif

demo: $(VENV)/run.stamp ## tag the seed article in the real window, export it, leave everything in build/demo
	@$(OFFSCREEN) $(BIN)/annotator demo "$(DEMO_DIR)"

test: $(VENV)/test.stamp ## check everything: style, types, layers, tests
	@status=0; $(MAKE) --no-print-directory lint || status=1; $(BIN)/python -m pytest --numprocesses auto --dist loadfile --ignore=tests/benchmarks || status=1; $(BIN)/python -m pytest tests/benchmarks || status=1; exit $$status

lint: $(VENV)/test.stamp ## check style, types and layers
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "Not formatted: run make format."; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(VENV)/test.stamp ## format the code and mend what can be mended
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format

test-interop: $(VENV)/test.stamp ## read our exports with the programs they are made for, each in its own environment
	@$(BIN)/python tests/interop/run.py

test-accessibility: $(VENV)/test.stamp ## ask the real window what a screen reader asks, over the accessibility bus (Linux)
	@$(BIN)/python tests/accessibility/packages.py
	@$(PIP) -c constraints.txt jeepney
	@$(BIN)/python -m tests.accessibility.run

screens: $(VENV)/test.stamp ## make the pictures of the window, all sizes, light and dark
	@$(BIN)/python -m tests.screens "$(PICTURES)" --docs

manual: $(VENV)/test.stamp ## write the manual's tables of keys, settings, formats and commands anew
	@$(OFFSCREEN) $(BIN)/python -m docs.make_tables

bench: $(VENV)/test.stamp ## measure, and print milliseconds; SCALE=full on a million articles
	@$(BIN)/python -m pytest tests/benchmarks -q -s --timeout=600

fault: $(VENV)/test.stamp ## kill, cut the power, flip bits and fill the disk, and print what was lost: nothing (FAULT=full)
	@FAULT="$(FAULT)" $(BIN)/python -m tests.fault

package: $(FREEZER)/build.stamp ## make the program that one installs, for this system
	@$(FREEZER_PYTHON) packaging/build.py freeze
	@$(FREEZER_PYTHON) packaging/build.py check-bundle
	@$(FREEZER_PYTHON) packaging/build.py self-test
	@$(FREEZER_PYTHON) packaging/build.py package

test-package: package ## install it as somebody does who has nothing, break it, build it twice
	@$(FREEZER_PYTHON) packaging/build.py test-installer
	@$(FREEZER_PYTHON) packaging/try_bundle.py

test-windows: $(FREEZER)/build.stamp ## all that Wine can show of Windows: freeze, install, upgrade, uninstall, the tests
	@$(FREEZER_PYTHON) packaging/windows/on_wine.py

clean: ## remove what these commands made
	rm -rf $(VENV) .venv-build .venv-interop build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. Each stamp is newer than what it was made from, or is made again.

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Annotator needs Python 3.11 to 3.14, and none was found. Install one, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" packaging/linux/qt_libraries.py
	@"$(PYTHON)" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/run.stamp: pyproject.toml constraints.txt | $(BIN)/python
	@$(BIN)/python packaging/linux/qt_libraries.py
	@echo "Installing Annotator into $(VENV) (Qt is about 100 MB to fetch the first time) ..."
	@$(PIP) -c constraints.txt -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	@echo "Installing what the tests need ..."
	@$(PIP) -c constraints.txt -e '.[dev]'
	@touch $@

$(FREEZER)/build.stamp: packaging/requirements-build.txt
	@"$(PYTHON)" packaging/linux/qt_libraries.py
	@"$(PYTHON)" packaging/linux/build_tools.py
	@"$(PYTHON)" -m venv --clear $(FREEZER)
	@$(FREEZER_PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
		--only-binary :all: -r packaging/requirements-build.txt
	@touch $@
