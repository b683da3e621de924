"""Raising what is no exception."""
raise "text"
