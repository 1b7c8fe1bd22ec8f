"""The load comes to its end by itself, with every kind of click answered and nothing left behind."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

KINDS = {"log in", "desk", "list", "form saved", "signed", "ballot", "all"}


@pytest.mark.proof
def test_a_few_people_work_for_some_seconds_without_an_error(settings):
    before = set(Path(tempfile.gettempdir()).glob("baomi-load-*"))
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "bench.load",
            "--people=8",
            "--seconds=30",
            "--think=0.5",
            "--database=sqlite",
            "--json",
        ],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert ended.returncode == 0, ended.stderr
    rows = {row["kind"]: row for row in map(json.loads, ended.stdout.splitlines())}
    assert set(rows) >= KINDS
    assert not any(row["errors"] for row in rows.values())
    assert rows["log in"]["clicks"] == 8
    assert rows["all"]["clicks"] == sum(row["clicks"] for kind, row in rows.items() if kind != "all")
    assert set(Path(tempfile.gettempdir()).glob("baomi-load-*")) == before
