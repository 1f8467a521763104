"""The checks of edgespark-ci: bytes in, findings out."""
