"""What the claims are measured on beside the sensors, as a feature of the project."""

import series
from django.http import HttpRequest
from ninja import Router

from my_backend.core.client import client
from my_backend.core.schemas import Schema
from my_backend.sensors.schemas import SummaryOut

router = Router()


class FactOut(Schema):
    value: int


class MixedOut(Schema):
    upstream: FactOut
    summary: SummaryOut


def fetch() -> FactOut:
    return FactOut.model_validate_json(client().ask("slow").body)


@router.get("/upstream", response=FactOut)
def upstream(request: HttpRequest) -> FactOut:
    return fetch()


@router.get("/summary", response=SummaryOut)
def summary(request: HttpRequest) -> SummaryOut:
    return SummaryOut.model_validate(series.summary_of_all())


@router.get("/mixed", response=MixedOut)
def mixed(request: HttpRequest) -> MixedOut:
    fact = fetch()
    return MixedOut(upstream=fact, summary=SummaryOut.model_validate(series.summary_of_first()))
