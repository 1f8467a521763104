"""What people read of a run: step summary, comment, receipt."""
