"""The floor that sees rows: reads files and frames, and turns rows into counts."""
