"""``python -m adm_audit`` is the command line, for laptops on which scripts cannot be started."""

from adm_audit.cli import main

main()
