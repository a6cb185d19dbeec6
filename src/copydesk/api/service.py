"""The API put together."""

from ninja import NinjaAPI

from copydesk import __version__
from copydesk.api import assess, hooks_api, reading, stories
from copydesk.api.problems import handle_all

__all__ = ["api"]

api = NinjaAPI(
    title="Copydesk",
    version=__version__,
    description="Assess stories; create, revise and publish them; read what the policy says of them.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
api.add_router("assess", assess.router)
api.add_router("stories", stories.router)
api.add_router("", reading.router)
api.add_router("", hooks_api.router)
handle_all(api)
