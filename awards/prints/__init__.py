"""The printed forms of the award round."""

from awards.prints import candidates, nominations

__all__ = ["candidates", "nominations"]
