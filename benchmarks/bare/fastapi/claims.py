"""What the claims are measured on beside the sensors, with aiohttp and the project's engine."""

import os
from functools import cache
from typing import Any

import aiohttp
import series
from app import app
from fastapi.responses import JSONResponse

__all__ = ["app"]


@cache
def client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


async def fetch() -> Any:
    async with client().get(os.environ["UPSTREAM_URL"], raise_for_status=True) as answer:
        return await answer.json()


@app.get("/claims/upstream")
async def upstream() -> JSONResponse:
    return JSONResponse(await fetch())


@app.get("/claims/summary")
def summary() -> JSONResponse:
    return JSONResponse(series.as_json(series.summary_of_all()))


@app.get("/claims/mixed")
async def mixed() -> JSONResponse:
    fact = await fetch()
    return JSONResponse({"upstream": fact, "summary": series.as_json(series.summary_of_first())})
