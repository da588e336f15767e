"""What the claims are measured on beside the sensors, as a feature of the project."""

import series
from fastapi import APIRouter

from my_backend.core.routes import JsonRoute
from my_backend.sensors.schemas import SummaryOut

router = APIRouter(prefix="/claims", route_class=JsonRoute)


@router.get("/summary")
def summary() -> SummaryOut:
    return SummaryOut.model_validate(series.summary_of_all())
