from hooks.platform.environment import for_build, for_platform, for_remote

EVERYTHING = {
    "PATH": "/bin",
    "HOME": "/home/ada",
    "EDGESPARK_API_KEY": "the-key",
    "EDGESPARK_BASE_URL": "http://127.0.0.1:1",
    "GITHUB_TOKEN": "the-token",
    "ACTIONS_RUNTIME_TOKEN": "another",
    "AWS_SECRET_ACCESS_KEY": "a-third",
    "NODE_OPTIONS": "--require ./evil.js",
    "GIT_INDEX_FILE": "index",
    "npm_config_registry": "http://127.0.0.1:2",
}


def test_the_platforms_command_gets_the_key_and_no_other_secret() -> None:
    assert for_platform(EVERYTHING) == {
        "PATH": "/bin",
        "HOME": "/home/ada",
        "EDGESPARK_API_KEY": "the-key",
        "EDGESPARK_BASE_URL": "http://127.0.0.1:1",
        "NO_COLOR": "1",
        "NO_UPDATE_NOTIFIER": "1",
        "npm_config_update_notifier": "false",
    }


def test_git_gets_what_leads_to_the_remote_and_no_key_of_the_platform() -> None:
    assert for_remote(EVERYTHING) == {
        "PATH": "/bin",
        "HOME": "/home/ada",
        "GITHUB_TOKEN": "the-token",
        "GIT_INDEX_FILE": "index",
        "NO_COLOR": "1",
        "NO_UPDATE_NOTIFIER": "1",
        "npm_config_update_notifier": "false",
    }


def test_a_build_gets_no_key_at_all() -> None:
    assert for_build(EVERYTHING) == {
        "PATH": "/bin",
        "HOME": "/home/ada",
        "npm_config_registry": "http://127.0.0.1:2",
        "NO_COLOR": "1",
        "NO_UPDATE_NOTIFIER": "1",
        "npm_config_update_notifier": "false",
    }
