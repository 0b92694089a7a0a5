"""Articles on paper: their pages, and the commands that print them or save them as PDF."""
