"""Links results with questions: which are raised, and whether an answer agrees with the data."""

from adm_audit.pairing.pair import Said, pair, prepare

__all__ = ["Said", "pair", "prepare"]
