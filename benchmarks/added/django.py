"""What the claims are measured on beside the sensors, as a feature of the project."""

import series
from django.http import HttpRequest
from ninja import Router

from my_backend.sensors.schemas import SummaryOut

router = Router()


@router.get("/summary", response=SummaryOut)
def summary(request: HttpRequest) -> SummaryOut:
    return SummaryOut.model_validate(series.summary_of_all())
