"""FastAPI and SQLAlchemy with nothing else: what the generated project is measured against."""

import os
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Body, FastAPI
from fastapi.responses import JSONResponse
from sqlalchemy import DateTime, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

url = os.environ["DATABASE_URL"]
options = {} if url.startswith("sqlite") else {"options": "-c timezone=UTC"}
engine = create_engine(url, connect_args=options)
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Sensor(Base):
    __tablename__ = "sensors"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    unit: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), default=lambda: datetime.now(UTC)
    )

    def as_json(self) -> dict[str, str]:
        created_at = self.created_at.replace(tzinfo=None).isoformat()
        return {
            "id": str(self.id),
            "name": self.name,
            "unit": self.unit,
            "created_at": f"{created_at}Z",
        }


@app.get("/livez")
async def live() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/api/v1/sensors")
def list_sensors(limit: int = 20) -> JSONResponse:
    newest = select(Sensor).order_by(Sensor.created_at.desc(), Sensor.id.desc())
    with Session(engine) as session:
        found = session.scalars(newest.limit(limit + 1)).all()
        items = [sensor.as_json() for sensor in found[:limit]]
    more = len(found) > limit
    cursor = f"{items[-1]['created_at']},{items[-1]['id']}" if more else None
    return JSONResponse({"items": items, "next_cursor": cursor})


@app.post("/api/v1/sensors")
def create_sensor(data: Annotated[dict[str, str], Body()]) -> JSONResponse:
    with Session(engine, expire_on_commit=False) as session:
        sensor = Sensor(name=data["name"], unit=data["unit"])
        session.add(sensor)
        session.commit()
    return JSONResponse(sensor.as_json(), status_code=201)
