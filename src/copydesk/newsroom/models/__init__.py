"""The newsroom's tables."""

from copydesk.newsroom.models.assessment import Assessment, Suspicion, SuspicionState
from copydesk.newsroom.models.graph import Follow
from copydesk.newsroom.models.ids import new_public_id
from copydesk.newsroom.models.imports import Imported
from copydesk.newsroom.models.known import KnownKey, KnownText
from copydesk.newsroom.models.limits import Bucket
from copydesk.newsroom.models.people import Account, Enrolment, EnrolmentStatus, Role, RoleGrant, SignUp
from copydesk.newsroom.models.policy import KeptEvidence, PolicyEvent, PolicyState, PolicyVersion, ShadowCount
from copydesk.newsroom.models.publication import Membership, MembershipRole, Publication
from copydesk.newsroom.models.story import Autosave, PictureFile, Revision, Story, StoryState, Tag, Tier

__all__ = [
    "Account",
    "Assessment",
    "Autosave",
    "Bucket",
    "Enrolment",
    "EnrolmentStatus",
    "Follow",
    "Imported",
    "KeptEvidence",
    "KnownKey",
    "KnownText",
    "Membership",
    "MembershipRole",
    "PictureFile",
    "PolicyEvent",
    "PolicyState",
    "PolicyVersion",
    "Publication",
    "Revision",
    "Role",
    "RoleGrant",
    "ShadowCount",
    "SignUp",
    "Story",
    "StoryState",
    "Suspicion",
    "SuspicionState",
    "Tag",
    "Tier",
    "new_public_id",
]
