"""Fetches a URL through the proxy that the environment names."""

import sys

import requests

response = requests.get(sys.argv[1])
response.raise_for_status()
sys.stdout.write(response.text)
