"""Bytes to frozen records that know their place: pure, one module per input."""
