"""What the suites test."""

ANSWER = 42
