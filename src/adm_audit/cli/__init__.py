"""The command line. Each command is a file of its own, imported only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from adm_audit import __version__

_COMMANDS = {
    "demo": "Audit the embedded sample, write report.html and result.json.",
    "init": "Look at a data file and propose a commented audit.yaml.",
    "check": "Read a plan and its data, list every problem.",
    "run": "Carry out the audit that a plan describes.",
    "attack": "Try to work out the small counts that a result hides.",
    "explain": "Explain a signal, a rate or a term: formula, meaning, when it misleads.",
    "checklist": "Read the checklists.",
    "export": "Write the action plan of a result: workbook, calendar tasks, plain table.",
    "portfolio": "Read the results of several services: is the same group worse off in more than one?",
}


class _Lazy(click.Group):
    """A group that imports a command only when it is called (``--help`` must be quick)."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if name not in _COMMANDS:
            return None
        if _is_help(name):
            return click.Command(name, help=_COMMANDS[name], add_help_option=False)
        command = getattr(import_module(f"adm_audit.cli.{name}"), name)
        if not isinstance(command, click.Command):
            raise TypeError(name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name not in _COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, _COMMANDS, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            ctx.fail(f"There is no command {name!r}.{hint} The commands are: {', '.join(_COMMANDS)}.")
        return super().resolve_command(ctx, args)


def _is_help(name: str) -> bool:
    """Return whether only the list of commands is asked for, so that no command needs importing."""
    return name not in sys.argv


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done; 1 a condition named with --fail-on holds; 2 the plan, a checklist or the call is "
    "wrong; 3 the data cannot be read or nothing could be assessed; 130 stopped by the user.",
)
@click.version_option(__version__, prog_name="adm-audit", message="%(prog)s %(version)s")
def root() -> None:
    """Find out whether an automated or assisted decision treats groups of residents differently.

    Start with: adm-audit demo
    """


def main() -> None:
    """Run the command line; users see sentences, never a traceback, for what they can mend."""
    from adm_audit.errors import AdmAuditError

    _utf8()
    try:
        code = root(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except AdmAuditError as error:
        from adm_audit.text.problems import render

        click.echo(render(error), err=True)
        sys.exit(error.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def _utf8() -> None:
    """Write UTF-8 whatever code page the terminal announces; a sign it cannot show must not stop an audit."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
