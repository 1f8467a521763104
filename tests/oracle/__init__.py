"""drizzle-kit as the oracle: generated schemas, mutated, judged by it and by us."""
