"""Plain Django views: what the generated project is measured against."""

import json

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path
from sensors import create, page


def live(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def answer(request: HttpRequest) -> JsonResponse:
    if request.method == "POST":
        return JsonResponse(create(json.loads(request.body)), status=201)
    return JsonResponse(page(int(request.GET.get("limit", 20))))


urlpatterns = [path("livez", live), path("api/v1/sensors", answer)]
settings.ROOT_URLCONF = __name__
app = get_wsgi_application()
