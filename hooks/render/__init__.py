"""A report to text, one pure function per format."""
