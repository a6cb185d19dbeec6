"""Bulk assessment of whole archives, shard by shard, on one machine or on a cluster."""

from copydesk.archive.assessing import Options
from copydesk.archive.errors import ArchiveError
from copydesk.archive.manifest import Done
from copydesk.archive.running import Progress, run
from copydesk.archive.shards import Shard, plan

__all__ = ["ArchiveError", "Done", "Options", "Progress", "Shard", "plan", "run"]
