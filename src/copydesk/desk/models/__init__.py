"""The desk's tables."""

from copydesk.desk.models.appeal import Appeal, AppealKind, AppealOutcome, Attachment
from copydesk.desk.models.case import LIVE, Case, CaseReason, CaseState, Report, ReportOutcome, Subject
from copydesk.desk.models.decision import Decision, DecisionState, Outcome, Sanction
from copydesk.desk.models.ledger import LedgerEntry, LedgerHead
from copydesk.desk.models.quality import Breaker, Clearance, GoldenCase
from copydesk.desk.models.reading import Reading
from copydesk.desk.models.reviewer import Reviewer
from copydesk.desk.models.rules import HouseRules

__all__ = [
    "LIVE",
    "Appeal",
    "AppealKind",
    "AppealOutcome",
    "Attachment",
    "Breaker",
    "Case",
    "CaseReason",
    "CaseState",
    "Clearance",
    "Decision",
    "DecisionState",
    "GoldenCase",
    "HouseRules",
    "LedgerEntry",
    "LedgerHead",
    "Outcome",
    "Reading",
    "Report",
    "ReportOutcome",
    "Reviewer",
    "Sanction",
    "Subject",
]
