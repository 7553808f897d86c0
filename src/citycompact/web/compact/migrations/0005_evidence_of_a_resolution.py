"""Evidence that was a "decision" is a "resolution"; the trail says that its word changed."""

from django.db import migrations


def rename(old, new):
    def run(apps, _editor):
        apps.get_model("compact", "Evidence").objects.filter(kind=old).update(kind=new)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("compact", "0004_triggers_follow_the_names"),
    ]

    operations = [
        migrations.RunPython(rename("decision", "resolution"), rename("resolution", "decision")),
    ]
