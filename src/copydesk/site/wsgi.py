"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # web processes are many already; numpy reads it when it is loaded
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copydesk.site.settings")
application = get_wsgi_application()
