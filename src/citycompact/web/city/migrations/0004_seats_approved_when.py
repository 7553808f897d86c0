"""Seats are approved at a time, which says for which rounds: what is approved now counts for those there are."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("city", "0003_help_line"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="program",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="program",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="program",
            name="delete_delete",
        ),
        migrations.RunSQL(
            """
            alter table city_program alter column seats_approved drop not null,
            alter column seats_approved type timestamptz using case when seats_approved then now() end;
            alter table city_program rename column seats_approved to seats_approved_at
            """,
            """
            alter table city_program rename column seats_approved_at to seats_approved;
            alter table city_program alter column seats_approved type boolean using seats_approved is not null,
            alter column seats_approved set not null
            """,
            state_operations=[
                migrations.RemoveField(model_name="program", name="seats_approved"),
                migrations.AddField(
                    model_name="program",
                    name="seats_approved_at",
                    field=models.DateTimeField(
                        blank=True, null=True, verbose_name="seats approved by the operator"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            """
            alter table city_programevent alter column seats_approved drop not null,
            alter column seats_approved type timestamptz using case when seats_approved then pgh_created_at end;
            alter table city_programevent rename column seats_approved to seats_approved_at
            """,
            """
            alter table city_programevent rename column seats_approved_at to seats_approved;
            alter table city_programevent alter column seats_approved type boolean using seats_approved is not null,
            alter column seats_approved set not null
            """,
            state_operations=[
                migrations.RemoveField(model_name="programevent", name="seats_approved"),
                migrations.AddField(
                    model_name="programevent",
                    name="seats_approved_at",
                    field=models.DateTimeField(
                        blank=True, null=True, verbose_name="seats approved by the operator"
                    ),
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="program",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "city_programevent" ("grade", "language", "min_score", "name", "open_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "school_id", "seats", "seats_approved_at", "tie_break") VALUES (NEW."grade", NEW."language", NEW."min_score", NEW."name", NEW."open_to", _pgh_attach_context(), NOW(), \'insert\', NEW."program_id", NEW."program_id", NEW."school_id", NEW."seats", NEW."seats_approved_at", NEW."tie_break"); RETURN NULL;',
                    hash="6a0915d94a02460271b30a8cee2c53b0723b1198",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_13788",
                    table="city_program",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="program",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "city_programevent" ("grade", "language", "min_score", "name", "open_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "school_id", "seats", "seats_approved_at", "tie_break") VALUES (NEW."grade", NEW."language", NEW."min_score", NEW."name", NEW."open_to", _pgh_attach_context(), NOW(), \'update\', NEW."program_id", NEW."program_id", NEW."school_id", NEW."seats", NEW."seats_approved_at", NEW."tie_break"); RETURN NULL;',
                    hash="aab25a9a3ea13a265e2779d5cc8bf1fcc292e8e4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_29454",
                    table="city_program",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="program",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "city_programevent" ("grade", "language", "min_score", "name", "open_to", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "program_id", "school_id", "seats", "seats_approved_at", "tie_break") VALUES (OLD."grade", OLD."language", OLD."min_score", OLD."name", OLD."open_to", _pgh_attach_context(), NOW(), \'delete\', OLD."program_id", OLD."program_id", OLD."school_id", OLD."seats", OLD."seats_approved_at", OLD."tie_break"); RETURN NULL;',
                    hash="292d9f8cbc90c7f876f772ce79360f84ebc47531",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8f645",
                    table="city_program",
                    when="AFTER",
                ),
            ),
        ),
    ]
