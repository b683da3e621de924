"""A missing attribute of an instance."""
class Thing:
    pass
Thing().colour
