"""The pipeline of edgespark-ci: an event in, a receipt out."""
