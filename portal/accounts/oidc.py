"""Signing in at the company's own service (OpenID Connect): authorization code with PKCE, state and nonce.

Who somebody is there is the issuer with its own id of the person, never a mail address. Needs the extra ``sso``.
"""

import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from portal.accounts.refusals import SingleSignOnFailed
from portal.accounts.sessions import hash_of
from portal.loopback import is_loopback
from portal.settings import Settings

_ALGORITHMS: Final = ["RS256", "ES256", "PS256", "EdDSA"]
_LEEWAY_SECONDS: Final = 60
_ANSWER_WITHIN: Final = 600.0
_METADATA_FOR: Final = 3600.0
_TIMEOUT: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who the company's service says somebody is."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A sign-in under way: what the answer has to fit, and to whose browser it belongs."""

    nonce: str
    verifier: str
    target: str
    browser: str
    since: float
    again: bool = False


class Waiting:
    """Sign-ins under way, in memory; an answer fits once, within ten minutes, from the browser that began."""

    def __init__(self) -> None:
        self._by_state: OrderedDict[str, Pending] = OrderedDict()
        self._lock = threading.Lock()

    def keep(
        self, state: str, *, nonce: str, verifier: str, target: str, browser: str, again: bool = False
    ) -> None:
        """Remembers what was asked; ``browser`` is the secret its cookie holds."""
        pending = Pending(
            nonce=nonce,
            verifier=verifier,
            target=target,
            browser=hash_of(browser),
            since=time.monotonic(),
            again=again,
        )
        with self._lock:
            self._by_state[state] = pending
            while len(self._by_state) > 5000:
                self._by_state.popitem(last=False)

    def take(self, state: str, *, browser: str) -> Pending:
        """What an answer belongs to. SingleSignOnFailed."""
        with self._lock:
            pending = self._by_state.pop(state, None)
        if pending is None or time.monotonic() - pending.since > _ANSWER_WITHIN:
            raise SingleSignOnFailed
        if not hmac.compare_digest(pending.browser, hash_of(browser)):
            raise SingleSignOnFailed
        return pending


class Provider:
    """The company's sign-in service."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._issuer = settings.oidc_issuer
        self._metadata: tuple[float, Mapping[str, Any], Any] | None = None
        self._lock = threading.Lock()

    def begin(self, redirect_uri: str, *, again: bool = False) -> tuple[str, str, str, str]:
        """Where to send the browser, and the state, nonce and verifier its answer has to fit. SingleSignOnFailed.

        ``again``: the service is to ask who is at the keyboard even of somebody it knows.
        """
        metadata, _ = self._discovered()
        more = {"prompt": "login", "max_age": "0"} if again else {}
        nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        with self._client(redirect_uri) as client:
            address, state = client.create_authorization_url(
                metadata["authorization_endpoint"], nonce=nonce, code_verifier=verifier, **more
            )
        return str(address), str(state), nonce, verifier

    def finish(self, pending: Pending, *, code: str, redirect_uri: str) -> Known:
        """Who came back with a code. SingleSignOnFailed if anything does not fit."""
        metadata, keys = self._discovered()
        from authlib.common.errors import AuthlibBaseError
        from httpx import HTTPError

        try:
            with self._client(redirect_uri) as client:
                token = client.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=pending.verifier
                )
            claims = self._claims(str(token["id_token"]), keys, nonce=pending.nonce)
        except (AuthlibBaseError, HTTPError, KeyError, ValueError) as error:
            raise SingleSignOnFailed from error
        if pending.again and not _was_asked_again(claims, pending):
            raise SingleSignOnFailed
        return Known(issuer=self._issuer, subject=str(claims["sub"]), claims=claims)

    def _claims(self, token: str, keys: Any, *, nonce: str) -> Mapping[str, Any]:
        """The claims of an id token that is signed by the issuer, for us, in time, and for this very sign-in."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        rules = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._settings.oidc_client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
            rules.validate(claims)
        except JoseError as error:
            raise SingleSignOnFailed from error
        parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if len(parties) > 1 and claims.get("azp") != self._settings.oidc_client_id:
            raise SingleSignOnFailed
        return claims

    def _client(self, redirect_uri: str) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            client_id=self._settings.oidc_client_id,
            client_secret=self._settings.oidc_client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self._settings.oidc_client_secret else "none",
            scope="openid profile",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT,
        )

    def _discovered(self) -> tuple[Mapping[str, Any], Any]:
        """What the issuer says about itself, with its keys, asked for once an hour. SingleSignOnFailed."""
        with self._lock:
            known = self._metadata
            if known is None or time.monotonic() - known[0] > _METADATA_FOR:
                known = self._metadata = (time.monotonic(), *self._discover())
            return known[1], known[2]

    def _discover(self) -> tuple[Mapping[str, Any], Any]:
        try:
            import httpx
            from joserfc.errors import JoseError
            from joserfc.jwk import KeySet
        except ImportError as error:
            raise SingleSignOnFailed from error
        _must_be_protected(self._issuer)
        try:
            said = httpx.get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration", timeout=_TIMEOUT)
            metadata: Mapping[str, Any] = said.raise_for_status().json()
            if metadata["issuer"] != self._issuer:
                raise SingleSignOnFailed
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                _must_be_protected(metadata[name])
            keys = httpx.get(metadata["jwks_uri"], timeout=_TIMEOUT).raise_for_status().json()
            return metadata, KeySet.import_key_set(keys)
        except (httpx.HTTPError, JoseError, KeyError, ValueError, TypeError) as error:
            raise SingleSignOnFailed from error


def _was_asked_again(claims: Mapping[str, Any], pending: Pending) -> bool:
    """Whether somebody proved who they are after they were sent there (OpenID Connect Core, auth_time)."""
    said = claims.get("auth_time")
    sent = time.time() - (time.monotonic() - pending.since)
    return isinstance(said, int | float) and said >= sent - _LEEWAY_SECONDS


def _must_be_protected(address: str) -> None:
    """Codes and tokens go over https only; this machine itself is the exception."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise SingleSignOnFailed
