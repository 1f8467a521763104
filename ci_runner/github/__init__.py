"""What a run asks GitHub and tells it, one kind of thing a module. Without a token nothing of it happens."""
