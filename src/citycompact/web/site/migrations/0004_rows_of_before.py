"""What was there before the trail followed its table gets an event, so that no row is without one."""

from django.db import migrations

_FOUND = """
insert into {events} ({columns}, pgh_obj_id, pgh_label, pgh_created_at, pgh_context_id)
select {columns}, id, 'found', now(), _pgh_attach_context() from {table} r
where not exists (select from {events} e where e.pgh_obj_id = r.id)
"""
_TABLES = {
    ("account_emailaddress", "site_emailaddressevent"): 'id, email, verified, "primary", user_id',
    ("mfa_authenticator", "site_authenticatorevent"): "id, type, created_at, user_id",
    ("outbox_message", "outbox_messageevent"): (
        "id, key, channel, user_id, recipient, language, subject, sha256, pdf_name, state, created_at, sent_at"
    ),
}


class Migration(migrations.Migration):
    dependencies = [("site", "0003_who_acts"), ("outbox", "0003_kept_as_written")]

    operations = [
        migrations.RunSQL(_FOUND.format(table=table, events=events, columns=columns), migrations.RunSQL.noop)
        for (table, events), columns in _TABLES.items()
    ]
