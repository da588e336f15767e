"""What the claims are measured on beside the sensors, with urllib3 and the project's engine."""

import os
from typing import Any

import series
import urllib3
from app import app

__all__ = ["app"]
client = urllib3.PoolManager(maxsize=8)  # one for each of gunicorn's threads


def fetch() -> Any:
    return client.request("GET", os.environ["UPSTREAM_URL"]).json()


@app.get("/claims/upstream")
def upstream() -> Any:
    return fetch()


@app.get("/claims/summary")
def summary() -> dict[str, Any]:
    return series.as_json(series.summary_of_all())


@app.get("/claims/mixed")
def mixed() -> dict[str, Any]:
    return {"upstream": fetch(), "summary": series.as_json(series.summary_of_first())}
