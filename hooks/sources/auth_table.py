"""What `configs/auth-config.yaml` may say: the one table by which the file is checked and from which its JSON Schema is written.

Source: the platform's public documentation and templates. Durations are whole seconds, as in Better Auth, whose names they bear;
https://better-auth.com/docs/concepts/session-management lets `updateAge` be 0.
"""

from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a value must be; the value is JSON Schema's word for it."""

    SWITCH = "boolean"
    NUMBER = "integer"
    TEXT = "string"
    MAPPING = "object"

    @property
    def words(self) -> str:
        """What a message calls it."""
        return {"boolean": "true or false", "integer": "a whole number", "string": "text", "object": "a mapping"}[self.value]


class Field(NamedTuple):
    """What one key may hold. `least` bounds a number, `only` is the one text that may stand, `keys` are those of a mapping.

    `needed` are the keys that the `config` of an enabled provider must have.
    """

    kind: Kind
    meaning: str
    least: int | None = None
    only: str | None = None
    keys: "dict[str, Field]" = {}  # noqa: RUF012 - never changed: records are immutable here
    needed: tuple[str, ...] = ()


CLIENT_ID, CLIENT_SECRET = "clientIdVarRef", "clientSecretRef"


def _switch(meaning: str) -> Field:
    return Field(Kind.SWITCH, meaning)


def _number(meaning: str, least: int = 1) -> Field:
    return Field(Kind.NUMBER, meaning, least)


def _provider(name: str, keys: dict[str, Field], needed: tuple[str, ...] = ()) -> Field:
    config = Field(Kind.MAPPING, f"How {name} works", keys=keys)
    return Field(Kind.MAPPING, f"Sign-in with {name}", keys={"enabled": _switch(f"Whether visitors may sign in with {name}"), "config": config}, needed=needed)


def _oauth(name: str, **more: str) -> Field:
    """An OAuth provider. The platform fixes the names of its two runtime keys."""
    key = name.upper()
    keys = {
        CLIENT_ID: Field(Kind.TEXT, "The var that holds the client id", only=f"{key}_CLIENT_ID"),
        CLIENT_SECRET: Field(Kind.TEXT, "The secret that holds the client secret", only=f"{key}_CLIENT_SECRET"),
    }
    return _provider(name, keys | {field: Field(Kind.TEXT, meaning) for field, meaning in more.items()}, (CLIENT_ID, CLIENT_SECRET))


PROVIDERS = {
    "providerGoogle": _oauth("Google"),
    "providerGithub": _oauth("GitHub"),
    "providerGitlab": _oauth("GitLab"),
    "providerDiscord": _oauth("Discord"),
    "providerApple": _oauth("Apple", appBundleIdentifier="The bundle id of the native app"),
    "providerMicrosoft": _oauth("Microsoft", tenantId="The Entra tenant whose accounts may sign in"),
}
"""The OAuth providers."""

TABLE = Field(
    Kind.MAPPING,
    "How visitors of an EdgeSpark project sign in",
    keys={
        "disableSignUp": _switch("Whether new accounts are refused"),
        "session": Field(
            Kind.MAPPING,
            "How long a visitor stays signed in",
            keys={
                "expiresIn": _number("Seconds until a session ends"),
                "updateAge": _number("Seconds after which a session in use is prolonged", least=0),
                "disableSessionRefresh": _switch("Whether sessions are never prolonged"),
            },
        ),
        "providerEmailPassword": _provider(
            "e-mail and password",
            {
                "minPasswordLength": _number("The fewest characters of a password"),
                "requireEmailVerification": _switch("Whether an address must be confirmed before the first sign-in"),
                "requirePasswordResetEmailVerification": _switch("Whether a password reset asks for a confirmed address"),
                "revokeSessionsOnPasswordReset": _switch("Whether a password reset ends all sessions"),
            },
        ),
        **PROVIDERS,
    },
)
"""The whole file."""
