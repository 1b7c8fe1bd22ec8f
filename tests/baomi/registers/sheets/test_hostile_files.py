"""P32: a bad file gives a clear Chinese sentence and writes nothing."""

import resource
import subprocess
import sys
import zipfile

import pytest

from baomi.core.errors import Refusal
from baomi.organization.models import Staff
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from baomi.registers.models import SheetUpload
from baomi.registers.sheets import child, uploads
from tests.baomi.registers.sheets import books
from tests.factories.organization import user_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", books.HOSTILE)
def test_a_bad_file_is_answered_in_words_and_writes_nothing(name):
    content, words = books.HOSTILE[name]
    user = user_with(Role.OFFICE)
    people = Staff.objects.count()
    register = registry.get("organization", "staff")
    try:
        upload = uploads.receive(user, register, "人员.xlsx", content)
        sentence = upload.staged["refusal"]
    except Refusal as refusal:
        sentence = str(refusal)
        assert not SheetUpload.objects.exists()
    assert words in sentence
    assert sentence.endswith("。")
    assert Staff.objects.count() == people


def test_a_declared_size_is_not_believed():
    assert [row.cells for row in _read(books.declared_huge()).rows] == [["工号"], ["20190001"]]


def test_two_hundred_thousand_empty_rows_do_not_count():
    rows = _read(books.many_empty_rows()).rows
    assert [(row.line, row.cells) for row in rows] == [(1, ["工号", "姓名"]), (2, ["1", "王"])]


@pytest.mark.parametrize(
    "make",
    [
        books.far_cell,
        books.shared_string_bomb,
        books.many_empty_rows,
        books.too_many_rows,
        books.wide_sheet,
        books.overlapping_merges,
        books.absurd_merge,
    ],
)
def test_the_reading_process_stays_under_its_memory_limit(make, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())
    measured = (
        "import resource, subprocess, sys;"
        "subprocess.run([sys.executable, '-I', '-S', *sys.argv[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured, child.__file__, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) * 1024 < child.MEMORY


def test_an_absurd_merge_is_cut_to_what_is_there():
    assert [row.cells for row in _read(books.absurd_merge()).rows] == [["工号", "姓名"], ["1", "王"]]


def test_the_server_looks_through_a_large_file_without_holding_it(tmp_path):
    """95 MB unpacked, within every limit: what the checks need on top is a few pieces, not the parts."""
    part = b"".join(
        b"<c><v>0</v></c>" * 40 + b"%d" % (number * 2654435761 % 4_000_000) for number in range(9_000)
    )
    path = tmp_path / "large.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", part * (95 * 2**20 // len(part)))
    measured = (
        "import resource, sys;"
        "from baomi.registers.sheets import checks;"
        "content = open(sys.argv[1], 'rb').read();"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "checks.check(content);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout) < 12 * 1024  # kilobytes


def test_the_limits_do_not_reach_the_server_itself():
    _read(books.many_empty_rows(100))
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != child.MEMORY


def test_the_reading_process_has_its_limits_before_it_opens_anything(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(books.book(["1", "王"]))
    limits = (
        "import resource, runpy, sys, zipfile;"
        "opened = zipfile.ZipFile;"
        "said = lambda *a, **k: sys.exit(str([resource.getrlimit(r)[0] for r in "
        "(resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)]));"
        "zipfile.ZipFile = said;"
        "sys.argv = sys.argv[1:];"
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", limits, child.__file__, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.strip() == str([child.MEMORY, child.SECONDS, 0])


def _read(content: bytes):
    uploads.checks.check(content)
    return uploads._read(content).whole
