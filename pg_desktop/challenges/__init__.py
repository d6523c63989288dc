"""The course chapter's last section as experiments: what each of them does, measures and has to show."""
