# Everything that is done with this project more than once. `make test` is what CI runs.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

SWIFT ?= swift
PYTHON := .venv/bin/python
LISTEN ?= 127.0.0.1:8080
DATA ?= ./data

.PHONY: help deps tools lint format build release test soak bench run demo clean

help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

deps: ## install what is missing (Debian packages, Python packages, sample servers); quiet when nothing is
	@Tests/Peers/tools/deps.sh

tools: deps .peers/delayproxy ## compile the small C programs of the tests

.peers/delayproxy: Tests/Peers/proxy/delayproxy.c
	@mkdir -p .peers && cc -std=c11 -O2 -Wall -Wextra -Werror -o $@ $<

.peers/limit: Benchmarks/limit.c
	@mkdir -p .peers && cc -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -o $@ $< -lssl -lcrypto -lpthread

lint: ## formatting, and imports between targets
	@$(SWIFT) format lint --strict --parallel --recursive Sources Tests Benchmarks Package.swift
	@python3 Tests/Peers/tools/importlint.py
	@echo "lint: clean"

format: ## rewrite Swift files in the project's format
	@$(SWIFT) format --in-place --parallel --recursive Sources Tests Benchmarks Package.swift

build: ## debug build with tests
	$(SWIFT) build --build-tests

release: ## the program as it is installed
	$(SWIFT) build -c release --product umzug

test: tools lint build ## everything that CI checks
	@Tests/Peers/tools/test.sh

soak: tools build ## the long runs: 100,000 simulated migrations, kill storms, fuzzing
	@UMZUG_SOAK=1 Tests/Peers/tools/test.sh

.peers/measure: Benchmarks/measure.c
	@mkdir -p .peers && cc -std=c11 -O2 -Wall -Wextra -Werror -o $@ $<

bench: tools release .peers/limit .peers/measure ## the figures of Benchmarks/README.md
	@$(SWIFT) build -c release --product umzug-many
	@$(PYTHON) Benchmarks/bench.py $(BENCH)

run: ## the web app with ./data at http://127.0.0.1:8080 (LISTEN=, DATA=)
	@Tests/Peers/tools/deps.sh run
	@$(SWIFT) build -c release --product umzug
	@Tests/Peers/tools/run.sh '$(LISTEN)' '$(DATA)'

demo: ## sample mailboxes and the web app, ready to click (LISTEN= for a remote machine)
	@LISTEN='$(LISTEN)' Tests/Peers/demo/demo.sh

clean: ## remove what was built here; .peers and .venv too
	rm -rf .build .peers .venv
