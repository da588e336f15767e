"""What the claims are measured on beside the sensors, as a feature of the project."""

import series
from flask import Blueprint

from my_backend.core.api import endpoint
from my_backend.core.client import client
from my_backend.core.schemas import Schema
from my_backend.sensors.schemas import SummaryOut

bp = Blueprint("claims", __name__, url_prefix="/claims")


class FactOut(Schema):
    value: int


class MixedOut(Schema):
    upstream: FactOut
    summary: SummaryOut


def fetch() -> FactOut:
    return FactOut.model_validate_json(client().ask("slow").body)


@bp.get("/upstream")
@endpoint()
def upstream() -> FactOut:
    return fetch()


@bp.get("/summary")
@endpoint()
def summary() -> SummaryOut:
    return SummaryOut.model_validate(series.summary_of_all())


@bp.get("/mixed")
@endpoint()
def mixed() -> MixedOut:
    fact = fetch()
    return MixedOut(upstream=fact, summary=SummaryOut.model_validate(series.summary_of_first()))
