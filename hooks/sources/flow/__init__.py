"""Where values come from and where they go in TypeScript modules: scopes, imports, uses and origins.

One direction: `syntax ◀ scopes ◀ program ◀ trace ◀ uses ◀ origins`. Nothing here knows EdgeSpark.
"""
