from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_sheet_layout")]

    operations = [
        migrations.AddField("sheetupload", "purpose", models.CharField(default="import", max_length=20)),
        migrations.AddField("sheetupload", "query", models.TextField(blank=True, default="")),
    ]
