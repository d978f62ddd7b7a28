# Everything here starts from Python 3.11 and make; the rest is fetched into this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than there are cores: tests also wait, for servers and for the pace of a chat.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(len(os.sched_getaffinity(0)) + 1)')
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
READY := $(VENV)/.ready

export UV_PYTHON_DOWNLOADS := never
# Without bytecode each of the many processes compiles its libraries anew.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: try demo test check package format bench mutations lock requirements migrations clean

try: $(READY)
	@$(BIN)/rosterdesk demo

demo: $(READY)
	@$(BIN)/rosterdesk demo --headless

test: $(READY)
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(PYTEST_ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tests/packaging/check_wheel.py --run

# What an installation starts from, in dist/: the wheel, the source, and on Debian a package.
package: $(READY)
	rm -rf dist
	$(BIN)/python -m build --installer pip --outdir dist . > /dev/null
	@if command -v dpkg-deb > /dev/null; then deploy/debian/build dist; \
	else echo "no Debian package: dpkg-deb is not here"; fi
	@ls dist

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	@$(UV) export --quiet --frozen --no-header --only-group bench > $(VENV)/bench.txt
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r $(VENV)/bench.txt
	$(BIN)/python -m tests.bench $(BENCH_ARGS)

# Faults put into the code one at a time: do its own tests notice? AREAS="login --sample 50"
mutations: $(READY)
	@$(UV) export --quiet --frozen --no-header --only-group mutations > $(VENV)/mutations.txt
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r $(VENV)/mutations.txt
	$(BIN)/python -m tests.mutations $(AREAS)

.uv/bin/uv:
	@$(PYTHON) -m venv .uv
	@.uv/bin/python -m pip --quiet install uv

# The lock names versions and hashes, no addresses (docs/decisions/lock-without-addresses.md).
$(READY): pyproject.toml uv.lock | $(UV)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(UV) export --quiet --frozen --no-header --no-emit-project --extra demo > $(VENV)/requirements.txt
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes $(VENV)/requirements.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

lock: | $(UV)
	$(UV) lock --upgrade
	sed -i -E 's|registry = "[^"]*"|registry = "index"|; s|url = "[^"]*/([^"/]+)"|filename = "\1"|g' uv.lock
	$(MAKE) requirements

# What an installation takes, by hash: pip reads no lock.
requirements: | $(UV)
	$(UV) export --quiet --frozen --no-header --no-emit-project --no-dev --no-annotate > deploy/requirements.txt
	sed -n '/^setuptools==/,/[^\]$$/p' deploy/requirements.txt > deploy/requirements-build.txt

migrations: $(READY)
	$(BIN)/tortoise -c rosterdesk.bot.program.database.TORTOISE init
	$(BIN)/tortoise -c rosterdesk.bot.program.database.TORTOISE makemigrations

clean:
	rm -rf $(VENV) .uv build dist .build *.egg-info
