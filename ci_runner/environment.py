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
# Colours and update notices are noise in a log; nobody is there to answer a question.
_SAID = {"NO_COLOR": "1", "NO_UPDATE_NOTIFIER": "1", "npm_config_update_notifier": "false"}


def for_platform(environ: Mapping[str, str]) -> dict[str, str]:
    """For the `edgespark` command: what every child needs, and the platform's own variables."""
    return _chosen(environ, (*_NEEDED, *_PLATFORM))


def for_build(environ: Mapping[str, str]) -> dict[str, str]:
    """For npm and the compilers, which run other people's code: no key."""
    return _chosen(environ, (*_NEEDED, *_PACKAGES))


def _chosen(environ: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {**{name: environ[name] for name in names if name in environ}, **_SAID}
