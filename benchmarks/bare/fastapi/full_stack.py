"""The list as full-stack-fastapi-template would read it: SQLModel, sync, one session a request."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Depends, FastAPI
from sqlalchemy import DateTime
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

# A connection for each of the 40 threads. By default there are 15, and 64 requests at once stand
# still until they time out: to close a session takes a thread, and all wait for a connection.
engine = create_engine(
    os.environ["DATABASE_URL"], pool_size=40, connect_args={"options": "-c timezone=UTC"}
)
app = FastAPI()


class SensorBase(SQLModel):
    name: str = Field(max_length=100)
    unit: str = Field(max_length=20)


class Sensor(SensorBase, table=True):
    __tablename__ = "sensors"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    created_at: datetime = Field(
        default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True)
    )


class SensorPublic(SensorBase):
    id: UUID
    created_at: datetime


class SensorsPublic(SQLModel):
    items: list[SensorPublic]
    next_cursor: str | None


def get_db() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_db)]


@app.get("/livez")
async def live() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/api/v1/sensors", response_model=SensorsPublic)
def read_sensors(session: SessionDep, limit: int = 20) -> Any:
    newest = select(Sensor).order_by(col(Sensor.created_at).desc(), col(Sensor.id).desc())
    found = session.exec(newest.limit(limit + 1)).all()
    items = [SensorPublic.model_validate(sensor) for sensor in found[:limit]]
    last = items[-1]
    cursor = f"{last.created_at.isoformat()},{last.id}" if len(found) > limit else None
    return SensorsPublic(items=items, next_cursor=cursor)
