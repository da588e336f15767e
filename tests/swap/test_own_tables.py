"""What users add to the models and to the database, and what looks like ours and is not."""

from pathlib import Path

import sqlalchemy as sa

from benchmarks.projects import package_of
from tests.conftest import Generate
from tests.parity.test_tables import engine_of, task
from tests.projects import render, run, uv
from tests.swap.conftest import adopt, called, contents, database_of

MODELS = {
    "users": """


class Owner(User):
    class Meta:
        proxy = True
""",
    "auth": """


class ApiKey(models.Model):
    text = models.CharField(max_length=64)
""",
    "sensors": """

class Showing(models.Model):
    film = models.TextField()

    class Meta:
        db_table = "sessions"


class Tag(models.Model):
    name = models.TextField()
    kind = models.TextField()
    sensors = models.ManyToManyField(Sensor)

    class Meta:
        db_table = "my tags"
        indexes = [GinIndex(fields=["name"], name="ix_tags_name", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(name="A") | models.Q(kind="B")) & ~models.Q(kind="C"),
                name="ck_tags_kind",
            )
        ]
""",
}
OTHER = "ck_tags_kind CHECK (name = 'A' OR (kind = 'B' AND NOT kind = 'C'))"


def execute(url: str, *statements: str) -> None:
    engine = engine_of(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


def test_django_adopts_what_is_ones_own(
    template: Path, installed: Generate, tmp_path: Path
) -> None:
    answers = {"framework": "django", "database": "postgres", "auth": "session"}
    project = render(template, tmp_path / "project", **answers)
    for feature, text in MODELS.items():
        with (project / "src" / package_of(project) / feature / "models.py").open("a") as file:
            file.write(text)
    models = project / "src" / package_of(project) / "sensors" / "models.py"
    imported = "from django.contrib.postgres.indexes import GinIndex\nfrom django.db import models"
    text = models.read_text("utf-8")
    models.write_text(text.replace("from django.db import models", imported))
    run(uv(), "sync", "--quiet", folder=project)
    with database_of("postgres", tmp_path, installed) as url:
        execute(url, "CREATE EXTENSION pg_trgm")
        task(project, "makemigration", url, "ours")
        task(project, "migrate", url)
        execute(url, "INSERT INTO sessions (film) VALUES ('Metropolis')")
        # Which writes the check of roles anew, as a dump and its return do.
        execute(url, "ALTER TABLE users ALTER COLUMN role TYPE VARCHAR(5)")
        before = contents(url)
        gone = [name for name in before["rows"] if name.startswith(("django_", "auth_", "users_"))]
        execute(url, *(f"DROP TABLE {name} CASCADE" for name in [*gone, "user_sessions"]))
        assert "sessions" not in adopt(project, url)
        after = contents(url)
        assert after["tables"] == before["tables"]
        assert after["rows"]["sessions"] == before["rows"]["sessions"]
        execute(
            url,
            "ALTER TABLE readings ALTER COLUMN id DROP IDENTITY",
            'ALTER TABLE "my tags_sensors" ADD COLUMN since DATE',
            f'ALTER TABLE "my tags" DROP CONSTRAINT ck_tags_kind, ADD CONSTRAINT {OTHER}',
        )
        told = called(project, "adopt", DATABASE_URL=url).stderr.splitlines()
        assert [line.split(" (")[0].split(", and")[0] for line in told] == [
            "my tags: CHECK ck_tags_kind is",
            "my tags_sensors: column since",
            "readings: column id is bigint not null",
            "Nothing was changed. docs/swapping.md tells what to do.",
        ]


def test_what_the_database_refuses_is_told_in_a_line(installed: Generate, tmp_path: Path) -> None:
    made = installed(framework="django", database="postgres", auth="jwt")
    heir = installed(framework="flask", database="postgres", auth="jwt")
    with database_of("postgres", tmp_path, installed) as url:
        task(made, "migrate", url)
        execute(
            url,
            "CREATE VIEW names AS SELECT name FROM auth_group",
            "CREATE ROLE poor LOGIN IN ROLE pg_read_all_data",
            "REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC",
        )
        before = contents(url)
        poor = url.replace("app@", "poor@")
        for project, user, arguments, reason in (
            (made, poor, [], 'permission denied to create temporary tables in database "postgres"'),
            (heir, poor, [], 'permission denied to create temporary tables in database "postgres"'),
            (heir, url, ["--drop"], "cannot drop table auth_group because other objects depend on"),
        ):
            done = called(project, "adopt", *arguments, DATABASE_URL=user)
            assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
            assert done.stderr.startswith(f"The database refuses: {reason}")
        assert contents(url) == before
        execute(url, "DROP VIEW names")
        told = adopt(heir, url, "--drop")
        assert "Dropped: django_admin_log, " in told
        assert "Left alone" not in told
