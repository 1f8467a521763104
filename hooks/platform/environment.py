"""What a child may see of our environment: a list of what it needs, never all but the secrets we thought of."""

from collections.abc import Mapping

_NEEDED = (
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TEMP", "TMP", "TZ", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TERM", "CI", "EDGESPARK_CLI",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME",
    "NVM_DIR", "VOLTA_HOME", "FNM_DIR", "FNM_MULTISHELL_PATH", "ASDF_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR",
)  # fmt: skip
_PLATFORM = ("EDGESPARK_API_KEY", "EDGESPARK_BASE_URL", "EDGESPARK_PROJECT_ID")
_PACKAGES = ("npm_config_registry", "npm_config_cache", "npm_config_userconfig", "NPM_CONFIG_REGISTRY", "NPM_CONFIG_CACHE", "NPM_CONFIG_USERCONFIG")
# How git finds a way to the remote, and what it tells there: its own settings, ssh, and the helpers that keep passwords.
_REMOTE = (
    "SSH_AUTH_SOCK", "SSH_AGENT_PID", "SSH_ASKPASS", "KRB5CCNAME", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR",
    "GITHUB_TOKEN", "GH_TOKEN", "GH_HOST", "GH_CONFIG_DIR", "CI_JOB_TOKEN",
)  # fmt: skip
# Colours and update notices are noise in a log; nobody is there to answer a question.
_SAID = {"NO_COLOR": "1", "NO_UPDATE_NOTIFIER": "1", "npm_config_update_notifier": "false"}


def for_platform(environ: Mapping[str, str]) -> dict[str, str]:
    """For the `edgespark` command: what every child needs, and the platform's own variables."""
    return _chosen(environ, (*_NEEDED, *_PLATFORM))


def for_build(environ: Mapping[str, str]) -> dict[str, str]:
    """For npm and the compilers, which run other people's code: no key."""
    return _chosen(environ, (*_NEEDED, *_PACKAGES))


def for_remote(environ: Mapping[str, str]) -> dict[str, str]:
    """For git where it asks a remote: ssh and the helpers for passwords are other people's programs."""
    settings = tuple(name for name in environ if name.startswith("GIT_"))
    return _chosen(environ, (*_NEEDED, *_REMOTE, *settings))


def _chosen(environ: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {**{name: environ[name] for name in names if name in environ}, **_SAID}
