"""People, publications, stories, revisions, partner programme; assessment on publish."""
