from django.db import migrations, models

NAMES = """
update families_outcome o
set program_name = s.name || coalesce(', ' || nullif(p.name, ''), '')
from schools_program p join schools_school s on s.school_id = p.school_id
where p.program_id = o.program_id
"""


class Migration(migrations.Migration):
    """Results keep the program's name as it was published; those of before take the present one."""

    dependencies = [("families", "0003_initial"), ("schools", "0001_initial")]

    operations = [
        migrations.AddField("outcome", "program_name", models.TextField(null=True)),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
    ]
