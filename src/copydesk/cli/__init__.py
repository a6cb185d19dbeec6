"""The command line: ``copydesk …``."""
