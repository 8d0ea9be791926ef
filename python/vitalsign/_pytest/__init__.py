"""What the pytest plugin loads where a test asks for a measurement."""
