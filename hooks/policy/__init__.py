"""What a repository asks of the checks, and what it lets stand."""
