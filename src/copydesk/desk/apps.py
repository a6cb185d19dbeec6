"""The desk as a Django app."""

from django.apps import AppConfig

__all__ = ["DeskConfig"]


class DeskConfig(AppConfig):
    """Cases and what becomes of them."""

    name = "copydesk.desk"
    label = "desk"

    def ready(self) -> None:
        """Listen to the newsroom, answer what only the desk knows, and keep up every minute."""
        from copydesk.desk import chores, following, pinning, reminding  # noqa: PLC0415  # models are there only now
        from copydesk.newsroom import hooks  # noqa: PLC0415
        from copydesk.queue.schedule import every  # noqa: PLC0415

        hooks.on_suspicions.register(following.on_suspicions)
        hooks.on_assessed.register(pinning.on_assessed)
        hooks.on_assessed.register(following.on_assessed)
        hooks.on_assessed.register(reminding.on_assessed)
        hooks.findings_on.register(following.findings_for)
        hooks.author_strikes.register(following.strikes_for)
        every(chores.EVERY_MINUTE, chores.keep_up)
