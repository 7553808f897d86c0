import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("city", "0005_streets"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="city",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="city",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="city",
            name="delete_delete",
        ),
        migrations.RemoveField(
            model_name="city",
            name="streets",
        ),
        # The trail's events of before keep what they said: their links were hashed over it.
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL("alter table city_cityevent alter streets drop not null", elidable=False)],
            [migrations.RemoveField(model_name="cityevent", name="streets")],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="city",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "city_cityevent" ("city_id", "clock", "demo", "help_line", "languages", "made_by_demo", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signers", "time_zone", "zones") VALUES (NEW."city_id", NEW."clock", NEW."demo", NEW."help_line", NEW."languages", NEW."made_by_demo", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."city_id", NEW."signers", NEW."time_zone", NEW."zones"); RETURN NULL;',
                    hash="23c193f15baebcd43942d0a49f81b5299086d254",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d72bf",
                    table="city_city",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="city",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "city_cityevent" ("city_id", "clock", "demo", "help_line", "languages", "made_by_demo", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signers", "time_zone", "zones") VALUES (NEW."city_id", NEW."clock", NEW."demo", NEW."help_line", NEW."languages", NEW."made_by_demo", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."city_id", NEW."signers", NEW."time_zone", NEW."zones"); RETURN NULL;',
                    hash="32ce2a2af4d1e193faa3ad5d56dcc34e9ed65167",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_69803",
                    table="city_city",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="city",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "city_cityevent" ("city_id", "clock", "demo", "help_line", "languages", "made_by_demo", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signers", "time_zone", "zones") VALUES (OLD."city_id", OLD."clock", OLD."demo", OLD."help_line", OLD."languages", OLD."made_by_demo", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."city_id", OLD."signers", OLD."time_zone", OLD."zones"); RETURN NULL;',
                    hash="cf92a1b1897dea632387603b1a3e4cbd64e18f9b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_50f5d",
                    table="city_city",
                    when="AFTER",
                ),
            ),
        ),
    ]
