"""Files beside the report, for people who go on calculating: a workbook and plain tables. Nothing here sees rows."""

from adm_audit.export.action_plan import action_plan_csv, action_plan_ics, action_plan_xlsx
from adm_audit.export.tidy import to_csv
from adm_audit.export.workbook import to_xlsx

__all__ = ["action_plan_csv", "action_plan_ics", "action_plan_xlsx", "to_csv", "to_xlsx"]
