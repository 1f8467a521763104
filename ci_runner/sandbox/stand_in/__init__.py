"""A command that stands in for `edgespark`: the documented commands, spoken to a sandbox on this machine and to nothing else.

Exit codes and texts follow `@edgespark/cli` 0.0.9 where it has the command; what nobody outside has seen is ours and ends in `(sandbox)`.
"""
