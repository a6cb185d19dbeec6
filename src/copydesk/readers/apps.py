"""The readers as a Django app."""

from django.apps import AppConfig

__all__ = ["ReadersConfig"]


class ReadersConfig(AppConfig):
    """Readers and what they are recommended."""

    name = "copydesk.readers"
    label = "readers"

    def ready(self) -> None:
        """Listen to the newsroom, and do every hour and every night what is due then."""
        from copydesk.newsroom import hooks  # noqa: PLC0415  # models are there only now
        from copydesk.queue.schedule import every  # noqa: PLC0415
        from copydesk.readers import boosting, chores, describing  # noqa: PLC0415

        hooks.on_assessed.register(describing.on_assessed)
        hooks.on_ruling_changed.register(boosting.on_ruling_changed)
        hooks.on_suspicions.register(boosting.on_suspicions)
        every(chores.DIGEST_EVERY, chores.send_digests)
        every(chores.LEARN_EVERY, chores.learn)
        every(chores.REFIT_EVERY, chores.refit)
