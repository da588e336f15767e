"""Django's settings and one model with nothing else."""

import os
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import django
from django.conf import settings
from django.db import models


def database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path.removeprefix("/")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.removeprefix("/"),
        "USER": parts.username,
        "HOST": parse_qs(parts.query)["host"][0],
        "CONN_MAX_AGE": 60,
    }


settings.configure(
    SECRET_KEY="for-benchmarks-only",
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": database(os.environ["DATABASE_URL"])},
    USE_TZ=True,
)
django.setup(set_prefix=False)


class Sensor(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=100)
    unit = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=lambda: datetime.now(UTC))

    class Meta:
        app_label = "bare"
        db_table = "sensors"

    def as_json(self) -> dict[str, str]:
        created_at = self.created_at.replace(tzinfo=None).isoformat()
        return {
            "id": str(self.id),
            "name": self.name,
            "unit": self.unit,
            "created_at": f"{created_at}Z",
        }


def page(limit: int) -> dict[str, object]:
    found = list(Sensor.objects.order_by("-created_at", "-id")[: limit + 1])
    items = [sensor.as_json() for sensor in found[:limit]]
    more = len(found) > limit
    cursor = f"{items[-1]['created_at']},{items[-1]['id']}" if more else None
    return {"items": items, "next_cursor": cursor}
