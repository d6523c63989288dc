"""Somebody who looks after a policy while it learns (Saunders et al. 2017, "Trial without Error")."""
