"""Where the database is not what the models say: a line for each, and nothing changes."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import Generate
from tests.parity.test_tables import engine_of, task
from tests.swap.conftest import called, contents

CHANGE_IT = ": change the model."
MODEL_ALONE = "is in the model alone: leave it out until the database is adopted."
CHANGES = {
    "ALTER TABLE sensors ADD COLUMN colour VARCHAR(20)": [
        "sensors: column colour ({varchar}(20)) is in the database alone: add it to the model.",
    ],
    "ALTER TABLE refresh_tokens RENAME COLUMN used_at TO spent_at": [
        "refresh_tokens: column spent_at ({time}) is in the database alone: add it to the model.",
        "refresh_tokens: column used_at ({time}) " + MODEL_ALONE,
    ],
    "DROP INDEX ix_sensors_owner_id_created_at": [
        "sensors: index ix_sensors_owner_id_created_at ({btree}(owner_id, created_at, id)) "
        + MODEL_ALONE,
    ],
    "ALTER TABLE readings RENAME TO measurements": [
        "readings: the table is not in the database.",
    ],
}
# What SQLite has no words for.
POSTGRESQL = {
    "ALTER TABLE users DROP CONSTRAINT uq_users_email": [
        "users: UNIQUE (email) (uq_users_email) " + MODEL_ALONE,
    ],
    "ALTER TABLE users ALTER COLUMN name TYPE VARCHAR(50)": [
        "users: column name is {varchar}(50) not null, and in the model {varchar}(100) not null"
        + CHANGE_IT,
    ],
    "ALTER TABLE users ALTER COLUMN is_active DROP NOT NULL": [
        "users: column is_active is boolean, and in the model boolean not null: change the model.",
    ],
    "ALTER TABLE users DROP CONSTRAINT ck_users_email_is_lower_case": [
        "users: CHECK ck_users_email_is_lower_case ((((email)::text = lower((email)::text)))) "
        + MODEL_ALONE,
    ],
    # What differs is beyond what the type of a name holds.
    "ALTER TABLE users DROP CONSTRAINT ck_users_role_is_known, "
    "ADD CONSTRAINT ck_users_role_is_known CHECK (role IN ('user', 'ADMIN'))": [
        "users: CHECK ck_users_role_is_known is {known}'ADMIN'::character varying]))), "
        "and in the model {known}'admin'::character varying])))" + CHANGE_IT,
    ],
    'ALTER TABLE users ALTER COLUMN role TYPE VARCHAR(5) COLLATE "C"': [
        'users: collation of role ("C") is in the database alone: add it to the model.',
    ],
    "UPDATE pg_index SET indisvalid = false "
    "WHERE indexrelid = 'ix_refresh_tokens_family'::regclass": [
        "refresh_tokens: index ix_refresh_tokens_family is btree (family) invalid, "
        "and in the model btree (family)" + CHANGE_IT,
    ],
}
SPELT = {
    "sqlite": {"varchar": "varchar", "time": "datetime", "btree": ""},
    "postgres": {
        "varchar": "character varying",
        "time": "timestamp with time zone",
        "btree": "btree ",
        "known": "(((role)::text = ANY (ARRAY['user'::character varying, ",
    },
}


@pytest.mark.parametrize(("maker", "heir"), [("django", "flask"), ("flask", "django")])
def test_each_difference_is_told_and_nothing_changes(
    installed: Generate, database: str, url: str, maker: str, heir: str
) -> None:
    task(installed(framework=maker, database=database, auth="jwt"), "migrate", url)
    changes = CHANGES | (POSTGRESQL if database == "postgres" else {})
    engine = engine_of(url)
    with engine.begin() as connection:
        for change in changes:
            connection.execute(sa.text(change))
    engine.dispose()
    before = contents(url)
    done = called(
        installed(framework=heir, database=database, auth="jwt"), "adopt", DATABASE_URL=url
    )
    assert (done.returncode, done.stdout) == (1, "")
    *told, last = done.stderr.splitlines()
    expected = [line.format(**SPELT[database]) for lines in changes.values() for line in lines]
    assert sorted(told) == sorted(expected)
    assert last == "Nothing was changed. docs/swapping.md tells what to do."
    assert contents(url) == before


@pytest.mark.parametrize("framework", ["flask", "django"])
def test_an_empty_database_and_one_that_is_gone_are_told_in_a_line(
    installed: Generate, database: str, url: str, framework: str, tmp_path: Path
) -> None:
    project = installed(framework=framework, database=database, auth="jwt")
    if database == "sqlite":
        (tmp_path / "app.db").touch()
    done = called(project, "adopt", DATABASE_URL=url)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "`uv run poe migrate` makes the tables" in done.stderr
    gone = f"{url.replace('/postgres?', '/nobody?')}" if database == "postgres" else f"{url}.gone"
    done = called(project, "adopt", DATABASE_URL=gone)
    assert done.returncode == 1
    assert done.stderr.startswith(("There is no database at", "The database refuses"))
    assert "Traceback" not in done.stderr
