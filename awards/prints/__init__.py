"""The printed forms of the award round."""

from awards.prints import candidates, nominations, voting

__all__ = ["candidates", "nominations", "voting"]
