"""Guards in the database itself, for promises that no single table's constraint can keep."""

from typing import Any

from django.db import migrations

# (name, table, events, condition that is refused, what is said). Triggers are written anew by a later migration that
# rebuilds one of these tables on SQLite.
GUARDS = [
    (
        "ledger_is_only_added_to",
        "desk_ledgerentry",
        ("UPDATE",),
        "1 = 1",
        "rows of the ledger are only ever added",
    ),
    (
        "a_reviewer_decides",
        "desk_decision",
        ("INSERT", "UPDATE"),
        """NOT EXISTS (SELECT 1 FROM newsroom_rolegrant g WHERE g.account_id = NEW.reviewer_id
             AND g.role IN ('reviewer', 'senior-reviewer')) AND NEW.state IN ('proposed', 'in-force')""",
        "a decision is made by a person with a reviewer''s role",
    ),
    (
        "a_sanction_rests_on_its_decision",
        "desk_sanction",
        ("INSERT", "UPDATE"),
        """NOT EXISTS (SELECT 1 FROM desk_decision d WHERE d.id = NEW.decision_id
             AND d.reviewer_id = NEW.reviewer_id AND d.outcome = 'confirmed'
             AND (NEW.applied IS NULL OR d.in_force IS NOT NULL))""",
        "a sanction rests on a person''s decision that is in force",
    ),
    (
        "two_readings_stand_behind_it",
        "desk_sanction",
        ("INSERT", "UPDATE"),
        """NEW.applied IS NOT NULL AND NEW.kind NOT IN ('distribution-ceiling', 'strike')
             AND (SELECT COUNT(*) FROM desk_decision_readings r WHERE r.decision_id = NEW.decision_id) < 2""",
        "paywall, enrolment and account take two independent readings",
    ),
    (
        "another_person_judges",
        "desk_appeal",
        ("INSERT", "UPDATE"),
        """NEW.judge_id IS NOT NULL AND (
             EXISTS (SELECT 1 FROM desk_reading r JOIN desk_decision d ON d.case_id = r.case_id
               WHERE d.id = NEW.decision_id AND r.reader_id = NEW.judge_id AND r.undone IS NULL)
             OR EXISTS (SELECT 1 FROM desk_decision d JOIN desk_decision e ON e.case_id = d.case_id
               WHERE d.id = NEW.decision_id AND (e.reviewer_id = NEW.judge_id OR e.second_id = NEW.judge_id)
                 AND (e.appeal_id IS NULL OR e.appeal_id <> NEW.id)))""",
        "an appeal is judged by somebody who has not touched the case",
    ),
    (
        "a_judge_reads_no_case_of_theirs",
        "desk_reading",
        ("INSERT",),
        """EXISTS (SELECT 1 FROM desk_appeal a JOIN desk_decision d ON d.id = a.decision_id
             WHERE d.case_id = NEW.case_id AND a.judge_id = NEW.reader_id)""",
        "who judged an appeal on a case does not read it again",
    ),
]


def lay(_: Any, editor: Any) -> None:
    for name, table, events, refused, message in GUARDS:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {refused} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN NEW; END $$"
            )
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {' OR '.join(events)} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
        elif editor.connection.vendor == "sqlite":
            for event in events:
                editor.execute(
                    f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table} WHEN {refused} "
                    f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
                )
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION ledger_is_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'rows of the ledger are never deleted' USING ERRCODE = 'integrity_constraint_violation'; "
            "END $$"
        )
        editor.execute(
            "CREATE TRIGGER ledger_is_never_emptied BEFORE DELETE ON desk_ledgerentry "
            "FOR EACH ROW EXECUTE FUNCTION ledger_is_never_emptied()"
        )


def lift(_: Any, editor: Any) -> None:
    for name, _table, events, _refused, _message in GUARDS:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION {name}() CASCADE")
        else:
            for event in events:
                editor.execute(f"DROP TRIGGER {name}_{event.lower()}")
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION ledger_is_never_emptied() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]
    operations = [migrations.RunPython(lay, lift, elidable=False)]
