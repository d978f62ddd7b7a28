"""The files that IT looks for first fit the program: its figures, its version, its scripts."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from rosterdesk.bot.program.watch import figures

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SOURCE = Path(figures.__file__).read_text("utf-8")
SCRIPTS = [DEPLOY / "debian" / name for name in ("build", "postinst", "prerm", "postrm")]


def read_yaml(path: Path):
    return yaml.safe_load(path.read_text("utf-8"))


def list_expressions() -> list[str]:
    rules = read_yaml(DEPLOY / "prometheus" / "alerts.yaml")["groups"][0]["rules"]
    board = json.loads((DEPLOY / "grafana" / "rosterdesk.json").read_text("utf-8"))
    drawn = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return [*(rule["expr"] for rule in rules), *drawn]


def test_alerts_and_board_ask_for_figures_that_there_are():
    expressions = list_expressions()
    assert len(expressions) > 20
    for expression in expressions:
        for name in re.findall(r"rosterdesk_(\w+)", expression):
            assert f'"{name}"' in SOURCE, expression
        for queues in re.findall(r'queue=~?"([^"]+)"', expression):
            assert set(queues.split("|")) <= figures._QUEUES.keys(), expression


def test_each_alert_says_what_to_do_or_how_much():
    rules = read_yaml(DEPLOY / "prometheus" / "alerts.yaml")["groups"][0]["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]


def test_compose_builds_the_container_and_hands_over_what_the_settings_know():
    services = read_yaml(DEPLOY / "compose.yaml")["services"]
    ours = services["rosterdesk"]
    assert (DEPLOY / ours["build"]["context"] / ours["build"]["dockerfile"]).is_file()
    assert ours["read_only"]
    assert ours["cap_drop"] == ["ALL"]
    assert "USER rosterdesk" in (DEPLOY / "Containerfile").read_text("utf-8")
    mounted = services["proxy"]["volumes"][0].split(":")[0]
    assert (DEPLOY / mounted).is_file()
    known = (ROOT / "docs" / "settings.md").read_text("utf-8")
    for name in ours["environment"]:
        setting = name.removeprefix("ROSTERDESK_").lower().replace("__", ".")
        assert f"`{setting}`" in known


def test_citation_and_debian_have_the_programs_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert read_yaml(ROOT / "CITATION.cff")["version"] == version
    assert "Version: @VERSION@" in (DEPLOY / "debian" / "control").read_text("utf-8")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_is_one_that_sh_reads(script):
    subprocess.run(["sh", "-n", script], check=True)
    assert script.stat().st_mode & 0o111


def test_forms_for_issues_and_the_workflow_are_well_formed():
    folder = ROOT / ".github"
    for form in ("bug.yml", "roster.yml"):
        assert {"name", "description", "body"} <= read_yaml(folder / "ISSUE_TEMPLATE" / form).keys()
    steps = read_yaml(folder / "workflows" / "check.yml")["jobs"]["check"]["steps"]
    assert steps[-1]["run"] == "bash .ci/run"
    assert (ROOT / ".ci" / "run").is_file()
