"""Studies: what needs more than counts asked for beforehand. They see the coded rows and hand back plain numbers."""
