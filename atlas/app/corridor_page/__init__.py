"""The corridor page: one corridor as one object with two sides."""
