"""Where values come from and where they go in TypeScript modules: scopes, imports, uses and origins.

One direction: `syntax ◀ patterns ◀ bindings ◀ scopes ◀ exports ◀ program ◀ trace ◀ references ◀ uses ◀ origins`. Nothing here knows EdgeSpark.
"""
