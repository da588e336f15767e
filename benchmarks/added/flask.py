"""What the claims are measured on beside the sensors, as a feature of the project."""

import series
from flask import Blueprint

from my_backend.core.api import endpoint
from my_backend.sensors.schemas import SummaryOut

bp = Blueprint("claims", __name__, url_prefix="/claims")


@bp.get("/summary")
@endpoint()
def summary() -> SummaryOut:
    return SummaryOut.model_validate(series.summary_of_all())
