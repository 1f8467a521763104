"""What this tool knows of an installed EdgeSpark: its command, its generations, its types."""
