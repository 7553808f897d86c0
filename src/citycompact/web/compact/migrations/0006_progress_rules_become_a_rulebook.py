"""Rules of progress move from a text of the compact into the rulebooks, unsigned: both sectors have yet to sign them."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

UNREADABLE = '[rulebook]\nname = "Rules of progress that cannot be read"\nversion = "as they were"\n'


def keep_the_rules(apps, schema_editor):
    """Every text that ever was the compact's becomes a version of the rulebook; nothing is lost."""
    from citycompact.facts import FactsError
    from citycompact.rulebook import parse_rulebook

    compact, event = apps.get_model("compact", "Compact"), apps.get_model("compact", "CompactEvent")
    versions = apps.get_model("office", "RulebookVersion").objects
    texts = [
        *event.objects.exclude(rules="").order_by("pgh_id").values_list("rules", flat=True),
        *compact.objects.exclude(rules="").values_list("rules", flat=True),
    ]
    for text in dict.fromkeys(texts):
        try:
            book = parse_rulebook(text, "rulebook.toml", frozenset({"compact"}))
        except FactsError:
            text = UNREADABLE + "".join(f"# {line}\n" for line in text.splitlines())
            book = parse_rulebook(text, "rulebook.toml", frozenset())
        given = {"text": text, "name": book.header.name[:200], "version": book.header.version[:80]}
        versions.get_or_create(sha256=book.digest, defaults=given)


class Migration(migrations.Migration):
    dependencies = [
        ("compact", "0005_evidence_of_a_resolution"),
        ("office", "0002_signatures_by_section"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="compact",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="compact",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="compact",
            name="delete_delete",
        ),
        migrations.RunPython(keep_the_rules, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="compact",
            name="rules",
        ),
        migrations.RemoveField(
            model_name="compactevent",
            name="rules",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="compact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "compact_compactevent" ("city_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "private_note", "signed_on", "state", "synthetic", "term_until") VALUES (NEW."city_id", _pgh_attach_context(), NOW(), \'insert\', NEW."city_id", NEW."private_note", NEW."signed_on", NEW."state", NEW."synthetic", NEW."term_until"); RETURN NULL;',
                    hash="85d22c6d88ce0f5d4c8793215ecb70864258c259",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_54eb2",
                    table="compact_compact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="compact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "compact_compactevent" ("city_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "private_note", "signed_on", "state", "synthetic", "term_until") VALUES (NEW."city_id", _pgh_attach_context(), NOW(), \'update\', NEW."city_id", NEW."private_note", NEW."signed_on", NEW."state", NEW."synthetic", NEW."term_until"); RETURN NULL;',
                    hash="be025e7259affb588bf8a1e5e3abe912fb9e7173",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0a892",
                    table="compact_compact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="compact",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "compact_compactevent" ("city_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "private_note", "signed_on", "state", "synthetic", "term_until") VALUES (OLD."city_id", _pgh_attach_context(), NOW(), \'delete\', OLD."city_id", OLD."private_note", OLD."signed_on", OLD."state", OLD."synthetic", OLD."term_until"); RETURN NULL;',
                    hash="518cb259b3f2289106ab6d16379d1648bb45e597",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_bb22a",
                    table="compact_compact",
                    when="AFTER",
                ),
            ),
        ),
    ]
