"""The subset fonts of every printed sheet, built once per site from Debian's fonts.

A page set in the complete Noto fonts takes twice as long and twice the memory as one set in GB 2312 subsets,
so the subsets are made at set-up and kept in VAR_DIR/fonts. They are modified fonts: built on the site, never
redistributed. Most rare names are in a subset of their own (the complete font costs a print process 50 MiB with the
first of them); each font list ends with the complete Noto Serif CJK SC for what is rarer still.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from baomi.core.errors import Refusal

NOTO = Path("/usr/share/fonts/opentype/noto")
KAI = Path("/usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf")
FANDOL = Path("usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf")

# A subset without the blanks prints a box where a space stands beside Chinese text.
BLANKS = {0x20, 0xA0, 0x3000}
# Signs the sheets use that GB 2312 does not have.
EXTRA_SIGNS = {ord(sign) for sign in "〔〕—…★□■✓√㎡·×～￥①②③④⑤⑥⑦⑧⑨⑩℃‰“”‘’"}
GBK_HAN = set(range(0x4E00, 0x9FA6))
LATIN = set(range(0x20, 0x7F)) | {0xA0, 0xB0, 0xB1, 0xD7, 0x2013}


@dataclass(frozen=True)
class Subset:
    """One font file to build: the family name used in CSS, its weight, where it comes from and what is kept."""

    file: str
    family: str
    weight: str
    source: str
    face: str
    letters: str

    @property
    def css(self) -> str:
        return f'@font-face {{ font-family: "{self.family}"; font-weight: {self.weight}; src: url("{self.file}"); }}'


def folder() -> Path:
    """Where the built fonts of this site are."""
    return Path(settings.VAR_DIR) / "fonts"


def gb2312() -> Iterator[int]:
    """Code points of the 6,763 Chinese characters and the signs of GB 2312."""
    for row in [*range(0xA1, 0xAA), *range(0xB0, 0xF8)]:
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def wanted_characters(letters: str) -> set[int]:
    """Code points kept in a subset: `all` with signs and Latin, `han` only Chinese, `signs` only signs and Latin,
    `rare` the 14,139 characters of GBK that GB 2312 lacks.
    """
    characters = set(gb2312())
    if letters == "rare":
        return (GBK_HAN - characters) | BLANKS
    if letters == "han":
        return (characters & GBK_HAN) | BLANKS
    if letters == "signs":
        return (characters - GBK_HAN) | EXTRA_SIGNS | LATIN | BLANKS
    return characters | EXTRA_SIGNS | LATIN | BLANKS


def fangsong_source(work: Path) -> Path | None:
    """The 仿宋 file: the site's own, an installed Fandol, or Fandol taken out of Debian's package; else None."""
    if settings.PRINT_FANGSONG:
        return Path(settings.PRINT_FANGSONG)
    installed = Path("/") / FANDOL
    kept = work / FANDOL.name
    for place in (installed, kept):
        if place.exists():
            return place
    return kept if unpack_fandol(kept) else None


def unpack_fandol(target: Path) -> bool:
    """Download texlive-lang-chinese (49 MB) and take the one font out of it, without installing anything."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return False
    with tempfile.TemporaryDirectory() as place:
        got = subprocess.run(
            ["apt-get", "download", "-qq", "texlive-lang-chinese"],
            cwd=place,
            capture_output=True,
            check=False,
        )
        packages = list(Path(place).glob("texlive-lang-chinese_*.deb"))
        if got.returncode or not packages:
            return False
        subprocess.run(
            ["dpkg-deb", "-x", packages[0].name, "out"], cwd=place, capture_output=True, check=True
        )
        shutil.copyfile(Path(place) / "out" / FANDOL, target)
    return True


def plan(work: Path) -> tuple[list[Subset], list[str]]:
    """What to build and the warnings to say. Raises Refusal when a font that nothing replaces is missing."""
    serif, serif_bold = NOTO / "NotoSerifCJK-Regular.ttc", NOTO / "NotoSerifCJK-Bold.ttc"
    sans = NOTO / "NotoSansCJK-Regular.ttc"
    for source in (serif, serif_bold, sans):
        if not source.exists():
            raise Refusal("没有中文字体", str(source), "请安装软件包 fonts-noto-cjk，再运行 make fonts")
    subsets = [
        Subset("song.otf", "Baomi Song", "400", str(serif), "Noto Serif CJK SC", "all"),
        Subset("song-bold.otf", "Baomi Song", "700", str(serif_bold), "Noto Serif CJK SC", "all"),
        Subset("hei.otf", "Baomi Hei", "400", str(sans), "Noto Sans CJK SC", "all"),
        Subset("rare.otf", "Baomi Rare", "400", str(serif), "Noto Serif CJK SC", "rare"),
        Subset("signs.otf", "Baomi Signs", "400", str(serif), "Noto Serif CJK SC", "signs"),
    ]
    warnings = []
    kai = Path(settings.PRINT_KAITI) if settings.PRINT_KAITI else KAI
    for file, family, source, hint in (
        (
            "fang",
            "Baomi Fang",
            fangsong_source(work),
            "没有仿宋，改用宋体。要用仿宋，请用 BAOMI_FANGSONG 指定字体文件",
        ),
        (
            "kai",
            "Baomi Kai",
            kai,
            "没有楷体，改用宋体。要用楷体，请安装 fonts-arphic-gkai00mp，或用 BAOMI_KAITI 指定",
        ),
    ):
        if source and source.exists():
            subsets.append(Subset(f"{file}{source.suffix}", family, "400", str(source), "", "han"))
        else:
            warnings.append(hint)
    return subsets, warnings


def build(*, force: bool = False) -> tuple[list[str], list[str]]:
    """Build what is missing or came from another source; returns the files built and the warnings.

    Writes VAR_DIR/fonts: the fonts, fonts.css and manifest.json (last, so an interrupted run is seen as not built).
    """
    target = folder().resolve()
    target.mkdir(parents=True, exist_ok=True)
    if not shutil.which("hb-subset"):
        raise Refusal("没有生成字库的程序 hb-subset", how="请安装软件包 libharfbuzz-bin，再运行 make fonts")
    subsets, warnings = plan(target)
    before = {} if force else built()
    todo = [subset for subset in subsets if before.get(subset.file) != asdict(subset)]
    for subset in todo:
        make_subset(subset, target)
    (target / "fonts.css").write_text("\n".join(subset.css for subset in subsets) + "\n")
    manifest = {subset.file: asdict(subset) for subset in subsets}
    (target / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    return [subset.file for subset in todo], warnings


def built() -> dict[str, dict]:
    """What the manifest says and the folder holds; empty when the fonts were never built."""
    manifest = folder() / "manifest.json"
    if not manifest.exists():
        return {}
    return {name: row for name, row in json.loads(manifest.read_text()).items() if (folder() / name).exists()}


def make_subset(subset: Subset, target: Path) -> None:
    """Write one subset font. hb-subset takes a fifth of a second where fontTools took up to a minute."""
    points = ",".join(f"{point:04X}" for point in sorted(wanted_characters(subset.letters)))
    part = target / f".{subset.file}.part"
    options = ["--no-hinting", "--notdef-outline", "--layout-features=kern", "--drop-tables+=VORG"]
    face = f"--face-index={face_index(subset)}"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as wanted:
        wanted.write(points)
        wanted.flush()
        arguments = [f"--unicodes-file={wanted.name}", f"--output-file={part}", face, *options]
        done = subprocess.run(
            ["hb-subset", subset.source, *arguments], capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise Refusal(
            f"字库 {subset.file} 没有生成", subset.source, f"请核对这个字体文件。{done.stderr.strip()[:200]}"
        )
    give_blanks(part)
    part.replace(target / subset.file)


def face_index(subset: Subset) -> int:
    """Which font of a collection is meant."""
    from fontTools.ttLib import TTCollection  # slow import, wanted only while building

    if not subset.face:
        return 0
    with TTCollection(subset.source, lazy=True) as collection:
        names = [face["name"].getDebugName(1) for face in collection.fonts]
    return names.index(subset.face)


def give_blanks(file: Path) -> None:
    """A font without U+00A0 gets it drawn as its U+0020: kept in every subset, it must be there to be kept."""
    from fontTools.ttLib import TTFont

    with TTFont(file) as font:
        tables = [table for table in font["cmap"].tables if table.isUnicode() and 0x20 in table.cmap]
        if all(0xA0 in table.cmap for table in tables):
            return
        for table in tables:
            table.cmap.setdefault(0xA0, table.cmap[0x20])
        font.save(file)
