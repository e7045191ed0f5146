"""Fetches a URL through the proxy that the environment names."""

import sys
import urllib.request

with urllib.request.urlopen(sys.argv[1]) as response:
    sys.stdout.write(response.read().decode())
