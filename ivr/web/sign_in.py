"""Who asks: accounts, sessions, and that a form was filled in on this very page."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from ivr.adapters.store.staff_accounts import Account
from ivr.web.parts import parts

log = logging.getLogger(__name__)
page = Blueprint("sign_in", __name__)
OPEN_TO_ALL = ("static", "sign_in.show", "sign_in.take")
READ_ONLY = ("GET", "HEAD")


def guard() -> AnyResponse | None:
    """Before every request: forms must be our own, and all but signing in needs an account."""
    if request.method not in READ_ONLY:
        _check_form()
    if request.endpoint in OPEN_TO_ALL:
        return None
    account = _signed_in()
    if account is None:
        following = request.full_path if request.method in READ_ONLY else "/"
        return redirect(url_for("sign_in.show", next=following), 303)
    g.account = account
    return None


def token() -> str:
    """What our own forms carry; of this session."""
    if "form" not in session:
        session["form"] = secrets.token_urlsafe(18)
    return str(session["form"])


def hidden_token() -> Markup:
    """The field of a form that carries it."""
    return Markup('<input type="hidden" name="form" value="{}">').format(token())


def who() -> Account:
    """The account that asks."""
    account: Account = g.account
    return account


@page.get("/sign-in")
def show() -> str:
    """The form."""
    return render_template("sign_in.html", following=request.args.get("next", ""))


@page.post("/sign-in")
def take() -> AnyResponse:
    """Sign in, then go where one wanted to."""
    name, now = request.form.get("name", "").strip()[:40], parts().now()
    if not parts().throttle.may_try(name, now):
        log.warning("staff page: too many wrong passwords for %r", name)
        return _refused("密码错误次数过多，请一分钟后再试。", 429)
    account = parts().accounts.check(name, request.form.get("password", "")[:200])
    if account is None:
        parts().throttle.failed(name, now)
        log.warning("staff page: a wrong password for %r", name)
        return _refused("用户名或密码不对。", 403)
    parts().throttle.succeeded(name)
    session.clear()
    session.update(name=account.name, of=_fingerprint(account), at=now.isoformat())
    return redirect(_inside(request.form.get("next", "")), 303)


@page.post("/sign-out")
def leave() -> AnyResponse:
    """Forget the session."""
    session.clear()
    return redirect(url_for("sign_in.show"), 303)


def _refused(why: str, status: int) -> AnyResponse:
    flash(why)
    return Response(render_template("sign_in.html", following=request.form.get("next", "")), status)


def _signed_in() -> Account | None:
    """The account of this session, as long as it has the password that was given then."""
    if "name" not in session or not _is_fresh(session.get("at", "")):
        return None
    account = parts().accounts.find(session["name"])
    if account is None or not hmac.compare_digest(_fingerprint(account), session.get("of", "")):
        return None
    return account


def _is_fresh(at: str) -> bool:
    age = parts().now() - datetime.fromisoformat(at) if at else timedelta.max
    return timedelta() <= age < timedelta(hours=parts().settings.session_hours)


def _fingerprint(account: Account) -> str:
    return hashlib.sha256(account.scrambled.encode()).hexdigest()[:16]


def _check_form() -> None:
    """Refuse what another site's page made the browser send."""
    site, origin = request.headers.get("Sec-Fetch-Site", "same-origin"), request.headers.get("Origin")
    is_ours = site in ("same-origin", "none") and (origin is None or urlsplit(origin).netloc == request.host)
    if not is_ours or not hmac.compare_digest(token().encode(), request.form.get("form", "").encode()):
        log.warning("staff page: a form that is not ours was refused: %s", request.path)
        abort(403)


def _inside(wanted: str) -> str:
    """A path of this page; nothing leads to another site."""
    parted = urlsplit(wanted)
    is_inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not (parted.scheme or parted.netloc)
    return wanted if is_inside else "/"
