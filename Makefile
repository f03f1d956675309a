# Needs only python3.11 (or later: make PYTHON=python3.12 ...), make and a C compiler; everything else goes into .venv.
.PHONY: demo test lint bench slow bundle clean install
.DEFAULT_GOAL := demo

PYTHON ?= python3.11
BIN    := .venv/bin
STAMP  := .venv/.stamp
# Optional parts to install: make install EXTRAS=dev,notebooks,ocr,spark
EXTRAS ?= dev,notebooks

demo: $(STAMP)
	$(BIN)/gipr-nlp score corpus/sample --register corpus/sample/register.csv --out demo-out
	@echo "Open demo-out/index.html in a browser; demo-out/ledger.xlsx holds the same findings as a table."

test: $(STAMP)
	$(BIN)/python -m pytest -n 2

lint: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python -m gipr_nlp.bench

slow: $(STAMP)
	$(BIN)/python -m pytest -m slow

# Wheels of the program and of all it needs, in one zip, for a PC without network that has this system and Python.
# For another system: make bundle PLATFORM=win_amd64 (a wheel platform tag; the Python version stays that of .venv).
PLATFORM   ?=
BUNDLE_TAG := $(or $(PLATFORM),$(shell $(PYTHON) -c 'import sysconfig; print(sysconfig.get_platform().replace("-", "_").replace(".", "_"))'))
BUNDLE     := build/bundle
bundle: $(STAMP)
	rm -rf $(BUNDLE) && mkdir -p $(BUNDLE)/wheels dist
ifeq ($(PLATFORM),)
	$(BIN)/python -m pip wheel -q -c constraints.txt -w $(BUNDLE)/wheels .
else
	# jieba comes as source and is pure Python. pip judges markers by this machine, so what only Windows needs is named.
	$(BIN)/python -m pip wheel -q -c constraints.txt -w $(BUNDLE)/wheels --no-deps . jieba
	$(BIN)/python -m pip download -q -c constraints.txt -d $(BUNDLE)/wheels --find-links $(BUNDLE)/wheels \
	  --only-binary=:all: --platform $(PLATFORM) 'gipr-nlp' $(if $(filter win%,$(PLATFORM)),colorama tzdata)
endif
	printf '%s\n' "Needs $$($(BIN)/python -c 'import sys; print("Python %d.%d" % sys.version_info[:2])') on the PC." \
	  '1. Unpack this folder on the PC.' \
	  '2. In it: python -m pip install --no-index --find-links wheels "gipr-nlp"' \
	  '3. gipr-nlp --help' > $(BUNDLE)/INSTALL.txt
	cd $(BUNDLE) && $(abspath $(BIN))/python -m zipfile -c $(abspath dist)/gipr-nlp-offline-$(BUNDLE_TAG).zip INSTALL.txt wheels
	@echo "Made dist/gipr-nlp-offline-$(BUNDLE_TAG).zip"

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	touch $@

clean:
	rm -rf .venv build dist demo-out bench-out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
