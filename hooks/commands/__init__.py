"""The commands of this package that do more than print."""
