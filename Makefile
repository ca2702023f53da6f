# `make reproduce` and `make test` need Python 3.11 or newer with venv, and nothing else:
# uv is taken from the PATH, or a pinned one is put into .uv/.
UV_VERSION := 0.13.9
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
RUN := $(UV) run --frozen

.DEFAULT_GOAL := help
.PHONY: help reproduce test lab lint environment clean

help: ## show what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | column -t -s '|'

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/python -m pip install --quiet uv==$(UV_VERSION)

reproduce: $(filter .uv/%,$(UV)) ## re-run the study, draw its figures, write build/report
	$(RUN) study reproduce --source standin

test: lint ## check style and types, then run every test
	$(RUN) pytest

lint: $(filter .uv/%,$(UV))
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(RUN) codespell

lab: $(filter .uv/%,$(UV)) ## open the notebooks in JupyterLab
	$(RUN) study lab

environment: $(filter .uv/%,$(UV)) ## write environment.yml anew from pyproject.toml
	$(RUN) python scripts/environment.py

clean: ## remove what runs made; data, figures and the environment stay
	rm -rf build tests/results .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
