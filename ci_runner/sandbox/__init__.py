"""A local EdgeSpark for trying, rehearsing and testing: it never claims to be the platform."""
