"""What each host of CI says of a run, made into one Event: one host a module."""
