#!/usr/bin/env python3
"""`python build.py ...` is the `loccit` command, run from a checkout."""

try:
    from loccit.cli import main

    main()
except ModuleNotFoundError as error:
    if not error.name or error.name.startswith("loccit"):
        raise
    raise SystemExit(
        f"build.py needs {error.name}, which is not installed here.\n"
        "  hint: type `make site`, or install what Loccit needs with: python3 -m pip install --editable ."
    ) from None
