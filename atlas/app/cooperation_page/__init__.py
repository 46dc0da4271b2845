"""The cooperation page: agreements, who takes part, and who does not."""
