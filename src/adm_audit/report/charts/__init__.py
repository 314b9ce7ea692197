"""Charts as inline SVG, one file a kind. Positions across are percentages, so text keeps its size at any width."""
