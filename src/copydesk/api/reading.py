"""Rulings and follows over the API, and uploads of pictures."""

from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Query, Router, Status, UploadedFile

from copydesk.api import showing
from copydesk.api.answers import answers
from copydesk.api.paging import Page, page
from copydesk.api.problems import ProblemError
from copydesk.api.schemas import AssessmentOut, AssessmentPage, FollowOut, FollowPage, PictureOut, PublicId, Slug
from copydesk.newsroom import following, pictures
from copydesk.newsroom.access import Who, allow, relation_to_story
from copydesk.newsroom.models import Account, Assessment

__all__ = ["router"]

router = Router()
Kind = Literal["writer", "publication", "tag"]


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _relation_to_assessment(account: Account, public_id: str, **_: Any) -> set[Who]:
    found = Assessment.objects.filter(public_id=public_id).values_list("revision__story__public_id", flat=True).first()
    return relation_to_story(account, found) if found else set()


@router.get("rulings", response=answers({200: AssessmentPage}), tags=["rulings"], summary="Rulings on your stories")
@allow(Who.ACCOUNT, scope="stories:read")
def list_rulings(request: HttpRequest, wanted: Query[Page]) -> Any:
    """List the assessments of the account's stories, newest first."""
    own = Assessment.objects.filter(revision__story__author=_account(request)).select_related("revision__story")
    rows, after = page(own, wanted)
    return {"items": [showing.assessment(row) for row in rows], "next": after}


@router.get("rulings/{public_id}", response=answers({200: AssessmentOut}), tags=["rulings"], summary="One ruling")
@allow(Who.OWNER, Who.EDITOR, related=_relation_to_assessment, scope="stories:read", hide=True)
def read_one_ruling(request: HttpRequest, public_id: PublicId) -> Any:  # noqa: ARG001  # ninja's signature
    """Read one stored assessment with evidence, facts and ruling."""
    return showing.assessment(
        get_object_or_404(Assessment.objects.select_related("revision__story"), public_id=public_id)
    )


@router.get("follows", response=answers({200: FollowPage}), tags=["follows"], summary="Whom and what you follow")
@allow(Who.ACCOUNT, scope="follows:read")
def list_follows(request: HttpRequest, wanted: Query[Page]) -> Any:
    """List whom and what the account follows."""
    rows, after = page(following.followed(_account(request)), wanted)
    return {"items": [showing.follow(row) for row in rows], "next": after}


@router.put("follows/{kind}/{name}", response=answers({200: FollowOut}, 409), tags=["follows"], summary="Follow")
@allow(Who.ACCOUNT, scope="follows:write")
def follow(request: HttpRequest, kind: Kind, name: Slug) -> Any:
    """Follow a writer (by handle), a publication or a topic (by slug)."""
    return showing.follow(following.follow(_account(request), _target(kind, name)))


@router.delete("follows/{kind}/{name}", response=answers({204: None}), tags=["follows"], summary="Unfollow")
@allow(Who.ACCOUNT, scope="follows:write")
def unfollow(request: HttpRequest, kind: Kind, name: Slug) -> Status[None]:
    """Stop following."""
    following.unfollow(_account(request), _target(kind, name))
    return Status(204, None)


def _target(kind: str, name: str) -> following.Target:
    if (target := following.find_target(kind, name)) is None:
        raise Http404
    return target


@router.post("pictures", response=answers({201: PictureOut}, 409), tags=["pictures"], summary="Store a picture")
@allow(Who.ACCOUNT, scope="stories:write")
def store_picture(request: HttpRequest, file: File[UploadedFile]) -> Status[Any]:
    """Store a picture: the original is kept and examined; stories name it by ``address``."""
    if (file.size or 0) > pictures.LARGEST_FILE:
        raise ProblemError(422, "too-big", f"A picture has at most {pictures.LARGEST_FILE // 1024 // 1024} MB.")
    kept = pictures.upload(_account(request), file.read())
    names = ("media_type", "width", "height", "signal")
    return Status(201, {"address": pictures.address_of(kept)} | {name: getattr(kept, name) for name in names})
