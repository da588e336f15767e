"""What clients write, and all that they can read."""

import httpx2

from benchmarks.accounts import Headers

SENSORS = "/api/v1/sensors"
ODD = [
    {"at": "0001-01-01T00:00:00Z", "value": -0.0},
    {"at": "1969-12-31T23:59:59.999999Z", "value": 5e-324},
    {"at": "2025-03-30T02:30:00+02:00", "value": 1.7976931348623157e308},
    {"at": "2025-06-01T12:00:00.000001Z", "value": 0.1},
    {"at": "9999-12-31T23:59:59.999999Z", "value": 1},
]


def client_at(address: str, headers: Headers) -> httpx2.Client:
    return httpx2.Client(base_url=address, headers=headers, trust_env=False)


def write(client: httpx2.Client, name: str) -> None:
    sensor = client.post(SENSORS, json={"name": name, "unit": "µmol·m⁻²"})
    assert sensor.status_code == 201, sensor.text
    path = f"{SENSORS}/{sensor.json()['id']}/readings"
    answer = client.post(path, json={"readings": ODD})
    assert answer.json() == {"accepted": len(ODD), "duplicates": 0}


def everything(client: httpx2.Client) -> dict[str, bytes]:
    """Each answer that can be read, byte by byte."""
    paths = ["/api/v1/users/me", SENSORS, f"{SENSORS}?limit=1"]
    for sensor in client.get(SENSORS).json()["items"]:
        own = f"{SENSORS}/{sensor['id']}"
        paths += [own, f"{own}/readings", f"{own}/readings?limit=2", f"{own}/summary"]
    answers = {path: client.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: answer.content for path, answer in answers.items()}
