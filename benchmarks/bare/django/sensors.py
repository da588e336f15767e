"""One model, its query and its JSON, for both kinds of views."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import django
from django.db import models

django.setup(set_prefix=False)


class Sensor(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=100)
    unit = models.CharField(max_length=20)
    created_at = models.DateTimeField(default=lambda: datetime.now(UTC))

    class Meta:
        app_label = "bare"
        db_table = "sensors"


def create(data: dict[str, str]) -> dict[str, str]:
    sensor = Sensor.objects.create(name=data["name"], unit=data["unit"])
    return as_json(sensor.id, sensor.name, sensor.unit, sensor.created_at)


def page(limit: int) -> dict[str, object]:
    newest = Sensor.objects.order_by("-created_at", "-id")
    found = list(newest.values_list("id", "name", "unit", "created_at")[: limit + 1])
    items = [as_json(*row) for row in found[:limit]]
    more = len(found) > limit
    cursor = f"{items[-1]['created_at']},{items[-1]['id']}" if more else None
    return {"items": items, "next_cursor": cursor}


def as_json(sensor_id: UUID, name: str, unit: str, created_at: datetime) -> dict[str, str]:
    return {
        "id": str(sensor_id),
        "name": name,
        "unit": unit,
        "created_at": f"{created_at.replace(tzinfo=None).isoformat()}Z",
    }
