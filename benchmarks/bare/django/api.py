"""The same as an API of Django Ninja, without schemas and validation."""

import json

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI
from ninja.responses import Status
from sensors import create, page

api = NinjaAPI(docs_url=None, openapi_url=None)


@api.get("/livez")
def live(request: HttpRequest) -> dict[str, str]:
    return {"status": "ok"}


@api.get("/api/v1/sensors")
def list_sensors(request: HttpRequest, limit: int = 20) -> dict[str, object]:
    return page(limit)


@api.post("/api/v1/sensors", response={201: dict[str, str]})
def create_sensor(request: HttpRequest) -> Status[dict[str, str]]:
    return Status(201, create(json.loads(request.body)))


urlpatterns = [path("", api.urls)]
settings.ROOT_URLCONF = __name__
app = get_wsgi_application()
