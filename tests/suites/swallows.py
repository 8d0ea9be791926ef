import sys

import pytest

pytest.main(["-p", "no:cacheprovider", "failing.py", *sys.argv[1:]])
