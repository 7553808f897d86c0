"""The view in which a decision's status is read from its steps."""

from django.db import migrations

VIEW = """
create view decisions_status as
select d.id as decision_id, s.number, s.to_state as state,
    case when s.to_state <> 'open' then f.id end as frozen_id,
    case when p.to_state = 'published' then p.attempt_id end as published_id
from decisions_jointdecision d
cross join lateral (
    select number, to_state from decisions_step where decision_id = d.id order by number desc limit 1
) s
left join lateral (
    select id from decisions_step where decision_id = d.id and to_state = 'frozen'
    order by number desc limit 1
) f on true
left join lateral (
    select to_state, attempt_id from decisions_step
    where decision_id = d.id and to_state in ('published', 'void') order by number desc limit 1
) p on true
"""


class Migration(migrations.Migration):
    """Makes the view."""

    dependencies = [("decisions", "0002_tables")]
    operations = [migrations.RunSQL(VIEW, "drop view decisions_status")]
