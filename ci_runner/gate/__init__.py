"""What may hold a deploy, one demand a module: each passes (None) or refuses with its own stable reason. None of them changes anything."""
