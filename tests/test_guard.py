"""The guard of conftest.py itself: what a test may not reach without asking."""

import os
import shutil
import socket
import subprocess

import pytest


def test_a_connection_beyond_loopback_raises() -> None:
    with socket.socket() as client, pytest.raises(AssertionError, match="reached for the network"):
        client.connect(("192.0.2.1", 80))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(AssertionError, match="reached for the network"):
        socket.getaddrinfo("platform.example.invalid", 443)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_npm_says_who_ran_it() -> None:
    ran = subprocess.run(["npm", "ci"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (97, "a test that is not marked node ran npm ci\n")


def test_no_real_cli_is_found() -> None:
    assert shutil.which("edgespark") is None


@pytest.mark.node
def test_a_test_marked_node_reaches_npm() -> None:
    assert "unasked" not in str(shutil.which("npm"))


def test_settings_of_the_host_are_gone() -> None:
    assert [name for name in os.environ if name.startswith(("GITHUB_", "PRE_COMMIT", "EDGESPARK_"))] == []
