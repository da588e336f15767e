# Python 3.11 or newer, make and git are enough: hooks/uv gets uv where there is none.
UV := ./hooks/uv
ARGS ?=

.PHONY: demo test lint bench docs

# From the questions to a running project. ARGS="--defaults --data framework=flask" asks nothing.
demo:
	@$(UV) run --quiet --locked python hooks/demo.py $(ARGS)

# Everything; ARGS="tests/decision" for a part.
test: lint
	$(UV) run --locked pytest $(ARGS)

lint:
	$(UV) run --locked ruff check
	$(UV) run --locked ruff format --check
	$(UV) run --locked mypy

# Measure speed and size side by side; ARGS="copy size" for a part.
bench:
	$(UV) run --locked python -m benchmarks $(ARGS)

# Take the pictures in the documentation again (needs tmux).
docs:
	$(UV) run --script hooks/screenshot.py
