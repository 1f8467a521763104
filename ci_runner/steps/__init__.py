"""The steps of the pipeline, one per module."""
