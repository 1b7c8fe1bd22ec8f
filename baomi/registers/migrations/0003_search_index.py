"""The tables of the search index, and what asks their tokens. `migrate` fills them when it is done (index.rebuild)."""

from django.db import migrations, models

from baomi.registers.index import engine


def forwards(apps, schema_editor):
    engine.install(schema_editor.connection)


def backwards(apps, schema_editor):
    engine.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('registers', '0002_view_opens_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchRealm',
            fields=[
                ('key', models.CharField(max_length=4, primary_key=True, serialize=False)),
                ('register', models.CharField(max_length=80)),
                ('field', models.CharField(blank=True, max_length=80)),
                ('declared', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(max_length=4)),
                ('object_id', models.BigIntegerField()),
                ('text', models.TextField()),
                ('tokens', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('realm', 'object_id'), name='search_entry_once')],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
