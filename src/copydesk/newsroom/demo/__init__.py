"""A believable publication to try the site with: people of each role, some sixty stories, open suspicions."""

from copydesk.newsroom.demo.loading import load, sign_in_lines

__all__ = ["load", "sign_in_lines"]
