"""The staff page put together: its pages, what browsers are told to refuse, and how it is served."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import Flask, render_template
from waitress.server import BaseWSGIServer, create_server
from werkzeug.wrappers import Response

from ivr.errors import LedgerUnavailable, StaffPageUnusable
from ivr.web import callback_forms, callbacks_page, calls_page, sign_in, words
from ivr.web.parts import KEY, Parts

log = logging.getLogger(__name__)
MOST_BYTES = 64 * 1024
"""Of a form."""
THREADS = 8
MOST_CONNECTIONS = 1000
"""A browser that shows the calls keeps one open, or some; who comes beyond them waits until others leave."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Nothing of another site is loaded or may show this page; nothing of it stays in a browser."""
NAMES = {403: "没有权限，或页面已过期", 404: "没有这一页，或不属于您的部门", 413: "内容过长"}


def make_app(parts: Parts) -> Flask:
    """The page as a WSGI application."""
    app = Flask(__name__)
    app.extensions[KEY] = parts
    app.config.update(
        SECRET_KEY=parts.accounts.secret(),
        SESSION_COOKIE_NAME="hotline_staff",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",  # Strict would sign out who comes by the link in a notification
        SESSION_COOKIE_SECURE=parts.settings.https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=parts.settings.session_hours),
        MAX_CONTENT_LENGTH=MOST_BYTES,
    )
    for page in (sign_in.page, calls_page.page, callbacks_page.page, callback_forms.page):
        app.register_blueprint(page)
    app.before_request(sign_in.guard)
    app.after_request(_with_headers)
    app.context_processor(_shared)
    for code, name in NAMES.items():
        app.register_error_handler(code, lambda _, code=code, name=name: (_trouble(name), code))
    app.register_error_handler(LedgerUnavailable, _without_ledger)
    return app


def serve(parts: Parts) -> None:
    """Until the process is ended. Raises StaffPageUnusable when the port cannot be used."""
    server = server_of(parts)
    log.info("the staff page is at http://%s:%d/", parts.settings.address, parts.settings.port)
    server.run()


def server_of(parts: Parts) -> BaseWSGIServer:
    """What listens already, and serves once it is run. Raises StaffPageUnusable."""
    s = parts.settings
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a line for each request that waits a moment
    if s.address not in ("127.0.0.1", "::1", "localhost") and not s.https:
        log.warning("[staff] address = %s without https: passwords go over the network in the clear", s.address)
    try:
        return create_server(
            make_app(parts),
            host=s.address,
            port=s.port,
            threads=THREADS,
            ident="",
            connection_limit=MOST_CONNECTIONS,
            max_request_body_size=2 * MOST_BYTES,
        )
    except (OSError, ValueError) as error:
        raise StaffPageUnusable(
            f"the staff page cannot use {s.address} port {s.port}: {error}. Set address or port of [staff]"
        ) from error


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _shared() -> dict[str, object]:
    """What every template may use."""
    return {
        "ours": sign_in.hidden_token,
        "word": words.word,
        "moment": words.moment,
        "agreed": words.agreed,
        "reason": words.reason,
        "STATES": words.STATES,
        "MOVES": words.MOVES,
        "OUTCOMES": words.OUTCOMES,
        "ESCALATED": words.ESCALATED,
    }


def _trouble(what: str) -> str:
    return render_template("trouble.html", what=what)


def _without_ledger(error: LedgerUnavailable) -> tuple[str, int]:
    log.error("staff page: %s", error)
    return _trouble("台账暂时无法读写，没有保存任何内容，请稍后再试"), 503
