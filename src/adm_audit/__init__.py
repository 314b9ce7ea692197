"""Find out whether an automated or assisted decision treats groups of residents differently.

>>> import adm_audit as adm
>>> result = adm.audit({"sex": ["F", "M"] * 50, "selected": [1, 0] * 50}, decision="selected", positive=1,
...                    effect="burden", protected=["sex"])
>>> result.findings.loc[0, "verdict"]
'shown'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adm_audit.api import Result, attack, audit, audit_model, load_result, run_plan

__version__ = "0.1.0"
__all__ = ["Result", "__version__", "attack", "audit", "audit_model", "load_result", "run_plan"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from importlib import import_module

        return getattr(import_module("adm_audit.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
