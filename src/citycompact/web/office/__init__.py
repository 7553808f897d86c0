"""The enrollment office: rounds, rulebooks, runs, approvals, the audit trail."""
