"""What the claims are measured on beside the sensors, as a feature of the project."""

import series
from anyio import to_thread
from fastapi import APIRouter

from my_backend.core.client import ClientDep
from my_backend.core.routes import JsonRoute
from my_backend.core.schemas import Schema
from my_backend.sensors.schemas import SummaryOut

router = APIRouter(prefix="/claims", route_class=JsonRoute)


class FactOut(Schema):
    value: int


class MixedOut(Schema):
    upstream: FactOut
    summary: SummaryOut


@router.get("/upstream")
async def upstream(client: ClientDep) -> FactOut:
    answer = await client.ask("slow")
    return FactOut.model_validate_json(answer.body)


@router.get("/summary")
async def summary() -> SummaryOut:
    return SummaryOut.model_validate(await to_thread.run_sync(series.summary_of_all))


@router.get("/mixed")
async def mixed(client: ClientDep) -> MixedOut:
    fact = await upstream(client)
    found = await to_thread.run_sync(series.summary_of_first)
    return MixedOut(upstream=fact, summary=SummaryOut.model_validate(found))
