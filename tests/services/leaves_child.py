"""Fault: leaves a child process that runs for 300 s. Verdict: the import passes, without waiting for it."""

import subprocess
import sys

child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
