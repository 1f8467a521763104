"""The rules, one per module; the file name is the rule id with underscores."""
