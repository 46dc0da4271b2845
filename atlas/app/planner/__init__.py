"""The planner's pages: one corridor with two sides, coverage and what-if, cooperation."""
