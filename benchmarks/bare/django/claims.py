"""What the claims are measured on beside the sensors, with urllib3 and the project's engine."""

import os
from typing import Any

import series
import urllib3
from api import app, urlpatterns
from django.http import HttpRequest, JsonResponse
from django.urls import path

__all__ = ["app"]
client = urllib3.PoolManager(maxsize=8)  # one for each of gunicorn's threads


def fetch() -> Any:
    return client.request("GET", os.environ["UPSTREAM_URL"]).json()


def upstream(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(fetch())


def summary(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(series.as_json(series.summary_of_all()))


def mixed(_request: HttpRequest) -> JsonResponse:
    fact = fetch()
    return JsonResponse({"upstream": fact, "summary": series.as_json(series.summary_of_first())})


for view in (upstream, summary, mixed):
    urlpatterns.append(path(f"claims/{view.__name__}", view))
