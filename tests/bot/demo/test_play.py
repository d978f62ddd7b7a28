"""``make demo``: the main job, played from a mail to printed slips."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_demo_sees_every_step_where_it_should_arrive(tmp_path):
    program = Path(sys.executable).with_name("rosterdesk")
    played = subprocess.run(
        [program, "demo", "--headless"],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert (played.returncode, played.stderr) == (0, "")
    assert "Done: every step was seen where it should arrive." in played.stdout
