"""Words at the door: catalogues, numbers, dates, and the sentences of problems."""
