"""Background work that survives a killed worker: a lease-based database queue behind the django-tasks interface."""
