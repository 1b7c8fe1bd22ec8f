"""The index follows every write in its own transaction, once a unit, and the records that borrow words follow, too."""

import io

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from baomi.audit import bulk, ledger, writing
from baomi.organization.actions import departments as department_actions
from baomi.organization.models import Department, Staff
from baomi.organization.roles import Role
from baomi.registers.declarations import registry
from baomi.registers.index import declared, rebuild
from baomi.registers.index.reading import found
from baomi.registers.models import SearchEntry, SearchRealm
from tests.factories.awards import NominationFactory
from tests.factories.organization import DepartmentFactory, StaffFactory, UserFactory, user_with

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def keys(name: str, words: str) -> list[int]:
    """What of a register is found by these words, whoever may see it."""
    return sorted(found(registry.by_name(name), None, words).values_list("object_id", flat=True))


def people(words: str) -> list[int]:
    return keys("organization.staff", words)


def index_statements(work) -> list[str]:
    with CaptureQueriesContext(connection) as sent:
        work()
    return [query["sql"] for query in sent if '"registers_searchentry"' in query["sql"]]


def test_created_changed_and_deleted():
    person = writing.create(None, StaffFactory.build(name="曾子墨", department=DepartmentFactory()))
    assert people("曾子墨") == [person.pk]
    person = writing.change(None, person, {"name": "柳如烟"})
    assert people("曾子墨") == []
    assert people("liuruyan") == [person.pk]
    Staff.objects.filter(pk=person.pk).delete()
    assert people("柳如烟") == []
    assert not SearchEntry.objects.filter(text__contains="柳如烟").exists()


def test_the_bulk_door_is_followed():
    college = DepartmentFactory()
    made = bulk.create(None, [StaffFactory.build(name="曾子墨", department=college) for _ in range(3)])
    assert people("曾子墨") == sorted(person.pk for person in made)
    rows = [bulk.Edit(person, {"name": "柳如烟"}) for person in Staff.objects.filter(name="曾子墨")]
    bulk.Change(rows).write(None)
    assert people("曾子墨") == []
    assert len(people("柳如烟")) == 3


def test_what_is_undone_is_not_found():
    person = StaffFactory(name="曾子墨")
    with pytest.raises(RuntimeError), ledger.unit(None):
        writing.change(None, person, {"name": "柳如烟"})
        StaffFactory(name="柳如是", department=person.department)
        raise RuntimeError
    assert people("曾子墨") == [person.pk]
    assert people("柳如") == []


def test_a_savepoint_undone_inside_a_unit_leaves_the_old_words():
    person = StaffFactory(name="曾子墨")
    with ledger.unit(None):
        writing.change(None, person, {"post": "院长"})
        with pytest.raises(RuntimeError), transaction.atomic():
            writing.change(None, person, {"name": "柳如烟"})
            raise RuntimeError
    assert people("曾子墨") == [person.pk]


def test_a_failing_index_undoes_the_write(monkeypatch):
    person = StaffFactory(name="曾子墨")

    def fail(*args, **kwargs):
        raise RuntimeError("no index")

    monkeypatch.setattr("baomi.registers.index.upkeep.renew", fail)
    with pytest.raises(RuntimeError):
        writing.change(None, person, {"name": "柳如烟"})
    person.refresh_from_db()
    assert person.name == "曾子墨"


def test_a_unit_is_indexed_once_however_many_rows_it_writes():
    college = DepartmentFactory()

    def enter(count):
        with ledger.unit(None):
            for _ in range(count):
                writing.create(None, StaffFactory.build(name="曾子墨", department=college))

    assert len(index_statements(lambda: enter(1))) == len(index_statements(lambda: enter(20)))


def test_a_change_of_other_columns_writes_no_entry():
    person = StaffFactory(name="曾子墨")
    UserFactory(staff=person)
    statements = index_statements(lambda: writing.change(None, person, {"post": "院长"}))
    assert len(statements) == 1
    assert statements[0].startswith("SELECT")


def test_a_renamed_department_is_followed_by_its_records():
    here, there = DepartmentFactory(name="计算机学院"), DepartmentFactory(name="机械学院")
    mine = NominationFactory(department=here)
    other = NominationFactory(department=there, round=mine.round)
    department_actions.rename_department(user_with(Role.SYSADMIN), here, "人工智能学院")
    assert keys("organization.departments", "人工智能") == [here.pk]
    assert keys("organization.departments", "计算机学院") == [here.pk]  # its former name
    assert keys("awards.nominations", "人工智能") == [mine.pk]
    assert keys("awards.nominations", "rengongzhineng") == [mine.pk]
    assert keys("awards.nominations", "计算机") == []
    assert keys("awards.nominations", "机械") == [other.pk]


def test_a_renamed_person_is_followed_through_two_steps():
    """A grant is found by the name of the person behind its account."""
    user = user_with(Role.OFFICE, staff__name="曾子墨")
    grant = user.grants.get()
    assert keys("organization.grants", "曾子墨") == [grant.pk]
    writing.change(None, user.staff, {"name": "柳如烟"})
    assert keys("organization.grants", "曾子墨") == []
    assert keys("organization.grants", "柳如烟") == [grant.pk]
    assert keys("organization.accounts", "柳如烟") == [user.pk]
    # An account of another person: the way changes, not the name.
    other = StaffFactory(name="欧阳静怡")
    user.staff = other
    user.save()
    assert keys("organization.grants", "欧阳静怡") == [grant.pk]


@pytest.mark.parametrize("register", [item.name for item in registry.all() if type(item).search_fields])
def test_every_path_of_a_register_is_watched(register):
    """Each row on the way to a word has a signal, and a link back to the records that borrow the word."""
    item = registry.by_name(register)
    assert item.model in declared.watched()
    for path in type(item).search_fields:
        for before, model, _ in declared.steps(item.model, path):
            assert model in declared.watched()
            assert (register, before) in {
                (link.register.name, link.path) for link in declared.links_to(model)
            }


@pytest.fixture
def older_database():
    """A database from before the index."""
    person = StaffFactory(name="曾子墨")
    SearchEntry.objects.all().delete()
    SearchRealm.objects.all().delete()
    return person


def test_migrate_fills_the_index_of_an_older_database(older_database):
    assert people("曾子墨") == []
    call_command("migrate", verbosity=0)
    assert people("曾子墨") == [older_database.pk]
    assert rebuild.outdated() == []


def test_migrate_leaves_an_index_of_today_alone():
    call_command("migrate", verbosity=0)
    statements = index_statements(lambda: call_command("migrate", verbosity=0))
    assert statements == []


def test_another_declaration_is_built_at_the_next_migrate(monkeypatch):
    person = StaffFactory(name="曾子墨", post="教研室主任")
    call_command("migrate", verbosity=0)
    register = type(registry.get("organization", "staff"))
    monkeypatch.setattr(register.__dict__["search_fields"], "declared", ("name", "post"))
    assert [item.name for item in rebuild.outdated()] == ["organization.staff"]
    call_command("migrate", verbosity=0)
    assert people("教研室") == [person.pk]


def test_the_command_rebuilds_and_says_how_many(older_database):
    stray = SearchEntry.objects.create(realm="zzzz", object_id=1, text=" 旧 ", tokens="zzzz旧")
    ghost = SearchEntry.objects.create(
        realm=declared.realms(registry.get("organization", "staff"))[0].key,
        object_id=987654,
        text="",
        tokens="",
    )
    out = io.StringIO()
    call_command("search_rebuild", stdout=out)
    assert f"人员（organization.staff）：{Staff.objects.count()} 人。" in out.getvalue()
    assert f"部门（organization.departments）：{Department.objects.count()}" in out.getvalue()
    assert "另清除" in out.getvalue()
    assert people("曾子墨") == [older_database.pk]
    assert not SearchEntry.objects.filter(pk__in=[stray.pk, ghost.pk]).exists()


def test_one_register_can_be_rebuilt_alone(older_database):
    call_command("search_rebuild", "人员", stdout=io.StringIO())
    assert people("曾子墨") == [older_database.pk]
    assert keys("organization.departments", older_database.department.name) == []


def test_the_words_of_sqlite_stay_in_step_with_the_entries():
    """FTS5 compares its tokens with our table and raises where they differ."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps an index, which cannot differ from its table")
    person = StaffFactory(name="曾子墨")
    writing.change(None, person, {"name": "柳如烟"})
    Staff.objects.filter(pk=StaffFactory(name="欧阳静怡").pk).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registers_searchwords(registers_searchwords, rank) VALUES ('integrity-check', 1)"
        )
