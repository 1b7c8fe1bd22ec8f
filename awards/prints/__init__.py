"""The printed forms of the award round."""
