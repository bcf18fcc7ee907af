# The two commands of a newcomer: `make up` and `make test`. Needs Python >= 3.11, git and make; nothing else.
SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
REPO ?= .

help:                    ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  make %-13s %s\n", $$1, $$2}'

up: $(VENV)/.runtime     ## set up, then run hardwon on this repository (or REPO=path)
	@$(BIN)/hardwon up $(UPFLAGS) --repo "$(REPO)"

test: $(VENV)/.dev       ## everything CI runs
	@BIN="$(abspath $(BIN))" scripts/test

check: test              ## another name of test

test-long: $(VENV)/.dev  ## what takes longer: hundreds of crash rounds
	@$(BIN)/python -m pytest -n $(or $(JOBS),2) -m long $(ARGS)

docs: $(VENV)/.dev       ## write the generated pages anew
	@$(BIN)/python scripts/docs.py
	@$(BIN)/python scripts/picture.py
	@$(BIN)/python scripts/tour.py

requirements:            ## pin the dependencies anew (needs uv)
	@scripts/pin

clean:                   ## take the environment away
	rm -rf $(VENV)

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml scripts/environment
	@scripts/environment $(VENV) runtime

$(VENV)/.dev: requirements/dev.txt pyproject.toml scripts/environment scripts/system-packages
	@scripts/environment $(VENV) dev
	@scripts/system-packages

.PHONY: help up test check test-long docs requirements clean
