"""A claim is for one round: the newest one in which it stands keeps its row, earlier ones get their own."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# Rounds in whose applications a claim stands, as they were sent or as a draft.
_STANDS = """
from enrollment_application a join enrollment_round r on r.round_id = a.round_id
where a.child_id = c.child_id and (
    a.draft->'claims' @> jsonb_build_array(jsonb_build_array(c.claim, c.school_id))
    or exists (
        select from enrollment_version v where v.application_id = a.id
        and v.content->'claims' @> jsonb_build_array(jsonb_build_array(c.claim, c.school_id))
    )
)
"""
GIVE_ROUNDS = f"""
update enrollment_claim c set round_id = coalesce(
    (select a.round_id {_STANDS} order by r.closes_at desc limit 1),
    (select a.round_id from enrollment_application a join enrollment_round r on r.round_id = a.round_id
     where a.child_id = c.child_id order by r.closes_at desc limit 1),
    (select round_id from enrollment_round order by closes_at desc limit 1)
);
alter table enrollment_claimevent disable trigger user;
update enrollment_claimevent e set round_id = coalesce(
    (select c.round_id from enrollment_claim c where c.id = e.pgh_obj_id),
    (select round_id from enrollment_round order by closes_at desc limit 1)
);
alter table enrollment_claimevent enable trigger user;
set constraints all immediate;
set constraints all deferred
"""
COPY_TO_EARLIER_ROUNDS = f"""
insert into enrollment_claim
    (child_id, round_id, school_id, claim, note, state, reason, decided_by_id, decided_at)
select c.child_id, s.round_id, c.school_id, c.claim, c.note, c.state, c.reason, c.decided_by_id, c.decided_at
from enrollment_claim c cross join lateral (select a.round_id {_STANDS} and a.round_id <> c.round_id) s;
set constraints all immediate;
set constraints all deferred
"""
TAKE_COPIES_AWAY = """
delete from enrollment_claim c using enrollment_claim k
where k.child_id = c.child_id and k.school_id = c.school_id and k.claim = c.claim and k.id < c.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("city", "0004_seats_approved_when"),
        ("enrollment", "0011_claim_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="claim",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="claim",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="claim",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_once",
        ),
        migrations.AddField(
            model_name="claim",
            name="round",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="enrollment.round",
            ),
        ),
        migrations.AddField(
            model_name="claimevent",
            name="round",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="enrollment.round",
            ),
        ),
        migrations.RunSQL(GIVE_ROUNDS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="claim",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="enrollment.round",
            ),
        ),
        migrations.AlterField(
            model_name="claimevent",
            name="round",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="enrollment.round",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "enrollment_claimevent" ("child_id", "claim", "decided_at", "decided_by_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "round_id", "school_id", "state") VALUES (NEW."child_id", NEW."claim", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."round_id", NEW."school_id", NEW."state"); RETURN NULL;',
                    hash="9c8fa20ca05907c6c7c3404cc96fe88001963e51",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7cf66",
                    table="enrollment_claim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "enrollment_claimevent" ("child_id", "claim", "decided_at", "decided_by_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "round_id", "school_id", "state") VALUES (NEW."child_id", NEW."claim", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."round_id", NEW."school_id", NEW."state"); RETURN NULL;',
                    hash="e235aa3ff5b7ee90027d8742a6bcd1b8c5e9d6c2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_da504",
                    table="enrollment_claim",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "enrollment_claimevent" ("child_id", "claim", "decided_at", "decided_by_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "round_id", "school_id", "state") VALUES (OLD."child_id", OLD."claim", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."round_id", OLD."school_id", OLD."state"); RETURN NULL;',
                    hash="0d990c41035bc898af10635d2914b2bcec186cf5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_03fc8",
                    table="enrollment_claim",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                models.F("child"), models.F("round"), models.F("school"), models.F("claim"), name="claim_once"
            ),
        ),
        migrations.RunSQL(COPY_TO_EARLIER_ROUNDS, TAKE_COPIES_AWAY),
    ]
