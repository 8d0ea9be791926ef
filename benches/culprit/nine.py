"""The median time of nine imports in fresh processes, in seconds; with a limit as an argument: exit code 1 where it is over that."""
import statistics
import subprocess
import sys

PROGRAM = "import time; began = time.perf_counter(); import service.app; print(time.perf_counter() - began)"


def median(folder):
    command = [sys.executable, "-B", "-c", PROGRAM]
    times = [float(subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout) for _ in range(9)]
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(median(".") > float(sys.argv[1]))
