"""Fault: two equals signs in line 3. Verdict: error, a SyntaxError."""

total = = 1
