"""The chain of migrations: what is new, what it builds, what it loses, and how it is put in order."""
