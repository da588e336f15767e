"""Accounts on a running server, and the headers that their calls carry."""

from http.cookies import SimpleCookie
from uuid import uuid4

import httpx2

AUTH = "/api/v1/auth"
PASSWORD = "correct horse battery staple"

Headers = dict[str, str]


def an_email() -> str:
    return f"{uuid4().hex}@example.com"


def sign_up(url: str, email: str = "") -> Headers:
    """Make an account and sign in."""
    email = email or an_email()
    _post(url, "register", email)
    return sign_in(url, email)


def sign_in(url: str, email: str) -> Headers:
    """The headers that sign a user in, by token or by session, also where cookies want TLS."""
    answer = _post(url, "login", email)
    token = answer.json().get("access_token")
    if token:
        return {"Authorization": f"Bearer {token}"}
    return _with_csrf_token(url, _cookies(answer))


def _post(url: str, call: str, email: str) -> httpx2.Response:
    body = {"email": email, "password": PASSWORD}
    headers = _with_csrf_token(url, {})
    answer = httpx2.post(f"{url}{AUTH}/{call}", json=body, headers=headers, trust_env=False)
    return answer.raise_for_status()


def _with_csrf_token(url: str, cookies: dict[str, str]) -> Headers:
    """The cookies and the token that goes with them; nothing where there are no sessions."""
    known = {"Cookie": _line(cookies)} if cookies else {}
    answer = httpx2.get(f"{url}{AUTH}/csrf", headers=known, trust_env=False)
    if answer.status_code == httpx2.codes.NOT_FOUND:
        return {}
    line = _line({**cookies, **_cookies(answer)})
    return {"Cookie": line, "X-CSRF-Token": answer.raise_for_status().json()["csrf_token"]}


def _cookies(answer: httpx2.Response) -> dict[str, str]:
    found = SimpleCookie()
    for line in answer.headers.get_list("Set-Cookie"):
        found.load(line)
    return {name: cookie.value for name, cookie in found.items()}


def _line(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
