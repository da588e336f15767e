"""Plain Django views: what the generated project is measured against."""

import json

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path
from project import Sensor, page


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def sensors(request: HttpRequest) -> JsonResponse:
    if request.method == "POST":
        data = json.loads(request.body)
        sensor = Sensor.objects.create(name=data["name"], unit=data["unit"])
        return JsonResponse(sensor.as_json(), status=201)
    return JsonResponse(page(int(request.GET.get("limit", 20))))


urlpatterns = [path("livez", live), path("api/v1/sensors", sensors)]
settings.ROOT_URLCONF = __name__
app = get_wsgi_application()
