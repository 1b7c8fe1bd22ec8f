"""The bench at a thousandth of its size: every figure comes out whole. How large it is, is no test's business."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from awards.management.commands import bench
from bench import frame, subjects
from bench.world import World

FIELDS = ["name", "value", "unit", "limit", "queries", "runs", "ratio", "database"]


@pytest.mark.django_db(transaction=True)
def test_every_figure_comes_out_with_its_limit(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    subjects.load()
    lines = [figure.line() for figure in frame.run(World(0.001))]
    assert sorted(line["name"] for line in lines) == sorted(frame.promised())
    for line in lines:
        assert list(line) == FIELDS
        assert line["value"] > 0
        assert line["limit"] > 0
        assert line["runs"] > 0
        assert line["database"] == connection.vendor
        json.dumps(line)


def test_the_figures_of_the_issue_are_all_there():
    subjects.load()
    wanted = {"list_office", "list_officer", "list_filtered", "list_search", "list_deep", "search_first"}
    wanted |= {"form_one", "forms_500", "import_10000", "export_10000", "sweep_20000"}
    wanted |= {"people_list", "person_page", "own_page", "leaving_page", "overview_page", "sweep_people"}
    assert wanted <= set(frame.promised())


@pytest.mark.parametrize(("at_most", "verdict"), [(2, "未达到"), (3, "达到"), (None, "不设上限")])
def test_each_figure_is_told_with_what_was_promised_of_it(at_most, verdict):
    told = StringIO()
    line = frame.Figure("people_past", 0.5, "s", 0.2, 10, 3).line()
    bench.Command(stdout=told)._tell(line, at_most, as_json=False)
    assert f"{verdict}）" in told.getvalue()


@pytest.mark.parametrize(
    ("arguments", "said"), [(["--only", "no_such"], "没有这项指标：no_such"), (["--scale", "0"], "倍数")]
)
def test_a_figure_nobody_knows_and_a_size_that_cannot_be_are_refused(arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("bench", *arguments, stdout=StringIO())
