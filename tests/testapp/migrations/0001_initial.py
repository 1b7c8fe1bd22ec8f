"""The tables of the made-up application, from its models as they are now: nothing is to be kept from run to run.

Without a migration Django would make them before all others, which PostgreSQL refuses for their foreign keys.
"""

from django.apps import apps
from django.db import migrations


def create_tables(historical_apps, schema_editor):
    for model in apps.get_app_config("testapp").get_models():
        schema_editor.create_model(model)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial"), ("organization", "0001_initial")]
    operations = [migrations.RunPython(create_tables)]
