"""All sentences that are made from findings. One place, so that no two outputs can say different things."""

from adm_audit.report.words.names import others, people, short
from adm_audit.report.words.readings import council, fact, headline, signal_of, statistician
from adm_audit.report.words.reasons import because, reason, remark
from adm_audit.report.words.turned import towards_worse_off
from adm_audit.report.words.verdicts import detail, is_empty, mark_of, meaning, not_excluded, short_label, verdict_label
from adm_audit.report.words.voice import Voice, voice_of

__all__ = [
    "Voice",
    "because",
    "council",
    "detail",
    "fact",
    "headline",
    "is_empty",
    "mark_of",
    "meaning",
    "not_excluded",
    "others",
    "people",
    "reason",
    "remark",
    "short",
    "short_label",
    "signal_of",
    "statistician",
    "towards_worse_off",
    "verdict_label",
    "voice_of",
]
