"""A step names the department that signs it; those already there are of their form's own department."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    approvals = apps.get_model("approvals", "Approval").objects.filter(pk=OuterRef("approval"))
    steps = apps.get_model("approvals", "ApprovalStep").objects
    steps.update(department=Subquery(approvals.values("department")))


def department(**more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="organization.department",
        verbose_name="签字部门",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0003_dates_named_in_full"),
        ("organization", "0005_rows_compact_at_first"),
    ]

    operations = [
        migrations.AddField("approvalstep", "department", department(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("approvalstep", "department", department()),
    ]
