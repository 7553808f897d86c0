"""Who acts is written once, and never changed."""

from django.db import migrations

# In the place of pghistory's own, which changes a row where a request says more of itself. A row is named
# by what it says: other words are another row. Without a request the transaction has one that names the
# role of the database alone.
ATTACH = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid AS $$
DECLARE
    _said text := nullif(current_setting('pghistory.context_id', true), '');
    _words jsonb := '{}';
    _row uuid;
BEGIN
    IF _said IS NULL THEN
        _said := pg_current_xact_id()::text || ' ' || extract(epoch from now())::text;
    ELSE
        _words := coalesce(nullif(current_setting('pghistory.context_metadata', true), '')::jsonb, '{}');
    END IF;
    _words := _words || jsonb_build_object('database_role', session_user::text);
    _row := md5(_said || _words::text)::uuid;
    INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
        VALUES (_row, _words, now(), now()) ON CONFLICT (id) DO NOTHING;
    RETURN _row;
END;
$$ LANGUAGE plpgsql;
"""


class Migration(migrations.Migration):
    dependencies = [("site", "0002_trail")]

    operations = [migrations.RunSQL(ATTACH, migrations.RunSQL.noop)]
