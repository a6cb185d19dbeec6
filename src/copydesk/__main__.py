"""Lets ``python -m copydesk`` stand for ``copydesk``."""

from copydesk.cli.main import app

if __name__ == "__main__":
    app()
