"""Files beside the report, for people who go on calculating: a workbook and plain tables. Nothing here sees rows."""

from adm_audit.export.tidy import to_csv
from adm_audit.export.workbook import to_xlsx

__all__ = ["to_csv", "to_xlsx"]
