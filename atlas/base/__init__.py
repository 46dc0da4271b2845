"""Text, languages, errors, files, CSV and QR codes: knows nothing of the atlas."""
