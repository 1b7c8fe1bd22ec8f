"""Enters the published holidays, so that working days are right from the first day on."""

from django.db import migrations

from baomi.organization.seed import fill_calendar


def fill(apps, schema_editor):
    fill_calendar(apps.get_model("organization", "CalendarDay"))


class Migration(migrations.Migration):
    dependencies = [("organization", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
