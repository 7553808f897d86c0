"""Promises, resolutions, measurements and blocked promises get their own names; every row keeps its values.

Triggers and constraints name columns, so they go first; the next migration puts them back.
"""

import pgtrigger.migrations
from django.db import migrations

_ALWAYS = ("insert_insert", "update_update", "delete_delete")
_TRIGGERS = {
    **dict.fromkeys(
        (
            "codedanswer",
            "commitment",
            "decision",
            "evidence",
            "hindrance",
            "milestone",
            "reading",
            "target",
            "waiting",
        ),
        _ALWAYS,
    ),
    "statuschange": ("insert_insert",),
    **dict.fromkeys(("commitmentevent", "decisionevent", "hindranceevent", "readingevent"), ("append_only",)),
}
_CONSTRAINTS = {
    "hindrance": "a_barrier_hinders_once",
    "milestone": "a_milestone_a_number",
    "reading": "one_reading_a_day",
    "statuschange": "one_status_a_day",
    "target": "one_target_an_indicator",
    "waiting": "waits_once",
}
_MODELS = {
    "Commitment": "Promise",
    "Reading": "Measurement",
    "Hindrance": "BlockedPromise",
    "Decision": "Resolution",
}
_ABOUT_A_PROMISE = (
    "BlockedPromise",
    "CodedAnswer",
    "Evidence",
    "Milestone",
    "Resolution",
    "StatusChange",
    "Target",
    "Waiting",
)
_FIELDS = [
    *((model, "commitment", "promise") for model in _ABOUT_A_PROMISE),
    ("Promise", "commitment_id", "promise_id"),
    ("Promise", "money_committed", "money_secured"),
    ("Resolution", "decision_id", "resolution_id"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("compact", "0002_computed_on"),
    ]

    operations = [
        *(
            pgtrigger.migrations.RemoveTrigger(model_name=model, name=name)
            for model, names in _TRIGGERS.items()
            for name in names
        ),
        *(migrations.RemoveConstraint(model, name) for model, name in _CONSTRAINTS.items()),
        *(
            migrations.RenameModel(f"{old}{event}", f"{new}{event}")
            for old, new in _MODELS.items()
            for event in ("", "Event")
        ),
        *(
            migrations.RenameField(f"{model}{event}", old, new)
            for model, old, new in _FIELDS
            for event in ("", "Event")
        ),
    ]
