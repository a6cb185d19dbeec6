"""One module of views for each thing that people do; views only fetch, call and show."""
