"""The readings that the claims are measured on, summarised by the project's engine.

On the path of each server in Python: the projects', with one feature more, and the bare apps.
"""

import os
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from my_backend.engine import DEFAULT_THRESHOLD, Summary, summarise

START = datetime(2026, 1, 1, tzinfo=UTC)
OF_MIXED = 15_000

values = array("d", Path(os.environ["READINGS"]).read_bytes())
times = [START + timedelta(seconds=second) for second in range(len(values))]
first_values, first_times = values[:OF_MIXED], times[:OF_MIXED]


def summary_of_all() -> Summary:
    return summarise(times, values, DEFAULT_THRESHOLD)


def summary_of_first() -> Summary:
    return summarise(first_times, first_values, DEFAULT_THRESHOLD)


def as_json(summary: Summary) -> dict[str, Any]:
    """For the bare apps, which have no schemas."""
    figures = {name: getattr(summary, name) for name in Summary.__slots__ if name != "anomalies"}
    anomalies = [
        {"at": f"{one.at:%Y-%m-%dT%H:%M:%S}Z", "value": one.value, "score": one.score}
        for one in summary.anomalies
    ]
    return {**figures, "anomalies": anomalies}
