"""The guides: every page leads to the chapter that explains it, and they say what the screen says."""

import html
import re
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve

from baomi.desk import guide_text, guides
from baomi.organization.models import User
from baomi.organization.roles import DEPARTMENT_ROLES, Role
from tests.baomi.desk.labels import is_on_the_screen
from tests.factories.organization import DepartmentFactory, UserFactory, user_with
from tests.factories.reviews import CampaignFactory

CHAPTERS = [chapter for key in guides.GUIDES for chapter in guides.chapters(key)]
OF_GUIDES = [chapter for chapter in CHAPTERS if guides.FOLDER in chapter.path.parents]
LABEL = re.compile(r"「([^」]+)」")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)]+)\)")
LONGEST = 400

every_chapter = pytest.mark.parametrize(
    "chapter", OF_GUIDES, ids=lambda chapter: f"{chapter.guide}/{chapter.slug}"
)


def client_of(role: Role) -> Client:
    department = DepartmentFactory(name="计算机学院", classified=True) if role in DEPARTMENT_ROLES else None
    client = Client()
    client.force_login(User.objects.get(pk=user_with(role, department).pk))
    return client


def help_of(page: str) -> str:
    """Where 帮助 in the frame leads."""
    return html.unescape(re.search(r'class="topbar-help" href="([^"]+)"', page)[1])


def opens(client: Client, address: str) -> bool:
    """The chapter is there and has the anchor."""
    parts = urlsplit(address)
    answer = client.get(parts.path)
    return answer.status_code == 200 and f'id="{unquote(parts.fragment)}"' in answer.content.decode()


def speaks_of(leads: str, page: str) -> bool:
    """The place is written about this page by name, not about what all lists have."""
    parts = urlsplit(leads)
    chapter = next(one for one in CHAPTERS if one.url == parts.path)
    names = [name for name in guides.topics_of(resolve(page).url_name) if not name.startswith("*")]
    return any(chapter.topics.get(name) == unquote(parts.fragment) for name in names)


def routes(patterns=None) -> set[str]:
    found = set()
    for item in patterns or get_resolver().url_patterns:
        found |= {item.name} if isinstance(item, URLPattern) else routes(item.url_patterns)
    return found - {None}


@every_chapter
def test_labels_in_brackets_stand_on_the_screen(chapter):
    wrong = [
        label
        for label in LABEL.findall(chapter.path.read_text(encoding="utf-8"))
        if not is_on_the_screen(label)
    ]
    assert wrong == [], f"{chapter.path.name}: not found in templates and declarations"


def test_a_label_nobody_shows_is_noticed():
    assert is_on_the_screen("签署意见")
    assert is_on_the_screen("发布给 17 个部门")
    assert not is_on_the_screen("提交并保存")


@every_chapter
def test_pictures_and_links_lead_somewhere(chapter):
    text = chapter.path.read_text(encoding="utf-8")
    for source in PICTURE.findall(text):
        assert (chapter.path.parent / source).resolve().parent == guides.PICTURES
        assert source.rpartition("/")[2] in guide_text.picture_names(), source
    for target in LINK.findall(text):
        file, _, anchor = target.partition("#")
        path = (chapter.path.parent / file).resolve() if file else chapter.path
        found = next((one for one in CHAPTERS if one.path == path), None)
        assert found, f"{chapter.path.name} leads to {target}"
        assert not anchor or f'id="{anchor}"' in guide_text.html_of(found.path)


@every_chapter
def test_no_two_headings_of_a_chapter_share_an_anchor(chapter):
    anchors = re.findall(r'<h\d id="([^"]+)"', guide_text.html_of(chapter.path))
    assert len(anchors) == len(set(anchors))


@every_chapter
def test_a_chapter_has_a_title_and_a_length_one_reads(chapter):
    lines = chapter.path.read_text(encoding="utf-8").splitlines()
    assert chapter.title
    assert lines[0].startswith("# ")
    assert len(lines) <= LONGEST
    assert "！" not in "".join(lines)


@every_chapter
def test_pages_named_beside_headings_exist(chapter):
    known = {topic for name in routes() for topic in guides.topics_of(name)}
    assert set(chapter.topics) <= known, chapter.path.name


@pytest.mark.parametrize("guide", ["office", "officer", "head", "member", "sysadmin", "secadmin", "auditor"])
def test_every_guide_begins_with_the_first_day_and_the_year(guide):
    assert [chapter.slug for chapter in guides.chapters(guide)][:2] == ["first-day", "year"]


def test_a_page_is_looked_up_from_the_closest_name_to_the_widest():
    assert list(guides.topics_of("awards-honours-import")) == [
        "awards-honours-import",
        "*-honours-import",
        "*-import",
        "awards-honours",
        "awards",
    ]
    assert list(guides.topics_of(None)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_help_of_every_menu_page_opens_a_chapter_at_its_place(role):
    CampaignFactory()
    client = client_of(role)
    desk = client.get("/").content.decode()
    entries = re.findall(r'class="menu-entry"\s+href="([^"]+)"', desk)
    assert entries[:2] == ["/", "/inbox/"]
    for entry in entries:
        leads = help_of(client.get(entry).content.decode())
        assert leads != guides.HOME, f"{role}: no guide explains {entry}"
        assert opens(client, leads), f"{role}: {entry} leads to {leads}"
        assert speaks_of(leads, entry), f"{role}: {leads} does not speak of {entry}"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for _, roles in guides.GUIDES.values() for role in roles])
def test_the_own_guide_answers_first(role):
    client = client_of(role)
    guide = next(key for key, (_, roles) in guides.GUIDES.items() if role in roles)
    assert help_of(client.get("/").content.decode()).startswith(f"/help/{guide}/")


@pytest.mark.django_db
def test_what_the_own_guide_leaves_out_is_in_the_common_one(client):
    client.force_login(user_with(Role.OFFICE))
    assert help_of(client.get("/password/").content.decode()) == "/help/common/first-day/#密码"
    assert help_of(client.get("/organization/staff/import/").content.decode()) == "/help/common/sheets/#导入"


@pytest.mark.django_db
def test_a_page_that_nobody_explains_leads_to_the_contents(client):
    client.force_login(UserFactory())
    missing = client.get("/no/such/page/")
    assert missing.status_code == 404
    assert help_of(missing.content.decode()) == guides.HOME


@pytest.mark.django_db
def test_the_contents_show_the_own_guide_before_the_others(client):
    client.force_login(user_with(Role.AUDITOR))
    page = client.get("/help/").content.decode()
    assert page.index("校验和检查点") < page.index("其他角色")
    assert page.index("其他角色") < page.index('href="/help/office/first-day/"')


@pytest.mark.django_db
def test_a_chapter_shows_contents_neighbours_and_pictures(client):
    client.force_login(user_with(Role.OFFICE))
    page = client.get("/help/office/receiving/").content.decode()
    assert 'aria-current="page">接收总结</a>' in page
    assert 'rel="prev">上一章　看进度、催报、延期</a>' in page
    assert 'rel="next">下一章　受理申报，推荐先进</a>' in page
    source = re.search(r'<img src="(/help/pictures/[^"]+)"', page)[1]
    picture = client.get(source)
    assert picture.headers["Content-Type"] == "image/png"
    assert b"".join(picture.streaming_content).startswith(b"\x89PNG")
    assert "help:" not in page


@pytest.mark.django_db
def test_the_guide_of_the_site_is_a_chapter_of_the_system_administrator(client):
    client.force_login(user_with(Role.SYSADMIN))
    page = client.get("/help/sysadmin/operations/").content.decode()
    assert "<h1" in page
    assert 'href="/help/sysadmin/first-day/"' in page
    assert ".env.example" in page
    assert 'href="../.env.example"' not in page
    first_day = client.get("/help/sysadmin/first-day/").content.decode()
    assert 'href="/help/sysadmin/operations/">安装和运行</a>' in first_day


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/help/office/no-such-chapter/",
        "/help/nobody/first-day/",
        "/help/pictures/README.md",
        "/help/pictures/..%2Fglossary.md",
        "/help/pictures/%2Fetc%2Fpasswd",
    ],
)
def test_nothing_but_chapters_and_listed_pictures_is_handed_out(client, address):
    client.force_login(user_with(Role.OFFICE))
    answer = client.get(address)
    assert answer.status_code == 404
    assert "没有" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/", "/help/office/year/", "/help/pictures/login.png"])
def test_help_is_for_people_who_are_signed_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login/")


def test_tables_and_pictures_say_what_they_are_to_who_listens(tmp_path):
    path = tmp_path / "10-x.md"
    path.write_text(
        "# 题\n\n## 期限 <!-- help: duties -->\n\n| 时候 | 办什么 |\n|---|---|\n| 十月 | 核对 |\n\n![登录](../login.png)\n",
        encoding="utf-8",
    )
    shown = guide_text.html_of(path)
    assert '<caption class="hidden-visually">期限</caption>' in shown
    assert '<th scope="col">时候</th>' in shown
    assert 'alt="登录"' in shown
    assert 'aria-label="登录，看大图"' in shown


def test_raw_html_in_a_chapter_is_text(tmp_path):
    path = tmp_path / "10-x.md"
    path.write_text("# 题\n\n<script>alert(1)</script>按「保存」\n", encoding="utf-8")
    shown = guide_text.html_of(path)
    assert "<script>" not in shown
    assert '<span class="help-label">「保存」</span>' in shown
