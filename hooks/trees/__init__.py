"""Where bytes come from, and how they are changed: git, the trees it offers, and edits of files."""
