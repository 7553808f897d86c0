"""Signatures hang on a section's digest, and no more on a version of the rulebook."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# An earlier version signed whole rulebooks. Such a signature stays, in the trail too, with the hash of what
# it was made for; its section is empty, and it never counts.
KEEP = """
update office_rulebooksignature s set section_sha256 = v.sha256
    from office_rulebookversion v where v.id = s.rulebook_id;
alter table office_rulebooksignatureevent disable trigger user;
update office_rulebooksignatureevent s set section_sha256 = v.sha256
    from office_rulebookversion v where v.id = s.rulebook_id;
alter table office_rulebooksignatureevent enable trigger user;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0001_initial"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="rulebooksignature",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="rulebooksignature",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="rulebooksignature",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="rulebooksignature",
            name="section",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="rulebooksignature",
            name="section_sha256",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="rulebooksignatureevent",
            name="section",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="rulebooksignatureevent",
            name="section_sha256",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name="rulebooksignature",
            name="signature_once",
        ),
        migrations.RemoveField(
            model_name="rulebooksignature",
            name="rulebook",
        ),
        migrations.RemoveField(
            model_name="rulebooksignatureevent",
            name="rulebook",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rulebooksignature",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "office_rulebooksignatureevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_key", "section", "section_sha256", "sector", "signature", "signed_at") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_key", NEW."section", NEW."section_sha256", NEW."sector", NEW."signature", NEW."signed_at"); RETURN NULL;',
                    hash="1e4dbb3f01299bb6d3fd9f87aeb5ad4706ec163f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_01377",
                    table="office_rulebooksignature",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rulebooksignature",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "office_rulebooksignatureevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_key", "section", "section_sha256", "sector", "signature", "signed_at") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_key", NEW."section", NEW."section_sha256", NEW."sector", NEW."signature", NEW."signed_at"); RETURN NULL;',
                    hash="46e0cf88f16aeabe66c74a2776e6e6372d9ffcf3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_433e4",
                    table="office_rulebooksignature",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rulebooksignature",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "office_rulebooksignatureevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_key", "section", "section_sha256", "sector", "signature", "signed_at") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_key", OLD."section", OLD."section_sha256", OLD."sector", OLD."signature", OLD."signed_at"); RETURN NULL;',
                    hash="735966a567f1cd15ba27d7723098eb01517cfc29",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9ab56",
                    table="office_rulebooksignature",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebooksignature",
            constraint=models.UniqueConstraint(
                models.F("section"),
                models.F("section_sha256"),
                models.F("sector"),
                models.F("public_key"),
                name="a_section_signed_once",
            ),
        ),
    ]
