"""What a TypeScript module declares through drizzle-orm's SQLite builders, found by evaluating it in part: nothing is ever run."""
