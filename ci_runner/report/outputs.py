"""What later steps of a workflow can ask for."""

from ci_runner.model import Receipt


def outputs(receipt: Receipt, receipt_path: str) -> dict[str, str]:
    """The outputs by name; `verdict` is that of the checks, `outcome` that of the whole run."""
    checks = receipt.result_of("checks")
    return {
        "outcome": receipt.verdict,
        "verdict": checks.reason if checks else "",
        "reason": receipt.stopped_by.reason if receipt.stopped_by else "",
        "exit-code": str(receipt.exit_code),
        "deployed": "true" if receipt.deployed else "false",
        "url": receipt.live.url if receipt.deployed and receipt.live else "",
        "commit": receipt.commit,
        "project": receipt.project,
        "receipt": receipt_path,
    }


def variables(values: dict[str, str]) -> dict[str, str]:
    """The outputs as variables, for hosts that take a file of them (GitLab: `artifacts: reports: dotenv`)."""
    return {f"EDGESPARK_CI_{name.upper().replace('-', '_')}": value for name, value in values.items()}


def lines(values: dict[str, str]) -> str:
    """The values as a file holds them: one line each, so that no value can name another."""
    return "".join(f"{name}={' '.join(value.split())}\n" for name, value in values.items())
