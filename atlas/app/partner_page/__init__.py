"""The page of those who keep data: bring a partner's file, correct a record."""
