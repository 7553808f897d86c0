"""The compact's pages: public progress, and the steward's desk."""
