"""`pg-desktop bench`: figures measured here and now, beside what they have to reach."""
