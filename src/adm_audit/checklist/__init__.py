"""Questions, answers and the conditions that link them with results. Importing this loads no file."""
