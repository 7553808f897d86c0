"""The view in which what was sent last of each application is read."""

import django.db.models.deletion
from django.db import migrations, models

VIEW = """
create view enrollment_sent as
select a.id as application_id, a.child_id, a.round_id, a.state, a.late, v.id as version_id, v.content
from enrollment_application a
join enrollment_child c on c.applicant_id = a.child_id and c.merged_into_id is null
cross join lateral (
    select id, content from enrollment_version where application_id = a.id order by number desc limit 1
) v
"""


class Migration(migrations.Migration):
    """Makes the view."""

    dependencies = [("enrollment", "0008_entries_put_together")]
    operations = [
        migrations.RunSQL(VIEW, "drop view enrollment_sent"),
        migrations.CreateModel(
            name="Sent",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="sent",
                        serialize=False,
                        to="enrollment.application",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "not submitted yet"),
                            ("submitted", "submitted"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=9,
                    ),
                ),
                ("late", models.BooleanField()),
                ("content", models.JSONField()),
            ],
            options={"db_table": "enrollment_sent", "managed": False},
        ),
    ]
