"""SQLite in memory, as D1 would run it: what migrations build, and what they do to rows."""
