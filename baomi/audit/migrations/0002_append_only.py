"""The head row, and the triggers that make the log append-only."""

from django.db import migrations

from baomi.audit import chain, triggers


def forwards(apps, schema_editor):
    head = apps.get_model("audit", "AuditHead")
    head.objects.create(id=1, last_id=0, hash=chain.GENESIS, mac=chain.seal("head", 0, chain.GENESIS))
    triggers.install(schema_editor.connection)


def backwards(apps, schema_editor):
    triggers.lift(schema_editor.connection)
    apps.get_model("audit", "AuditHead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
