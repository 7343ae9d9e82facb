#!/usr/bin/env python3
"""Scores architectures with a running `parzc serve`: client.py [--url URL] [--token TOKEN] ARCHITECTURE..."""
import argparse
import json
import sys
import time
import urllib.error
import urllib.request


def scores(url, architectures, token=None):
    """Returns (score, deviation) of each architecture; asks again while the server is busy or away."""
    headers = {"Content-Type": "application/json", **({"Authorization": "Bearer " + token} if token else {})}
    request = urllib.request.Request(url + "/score", json.dumps({"architectures": architectures}).encode(), headers)
    for _ in range(60):
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return [(float(one["score"]), float(one["deviation"])) for one in json.load(answer)["scores"]]
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 503, 504):
                sys.exit(json.load(refused)["error"])
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(1)
    sys.exit("no answer from " + url)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--url", default="http://127.0.0.1:8080")
parser.add_argument("--token")
parser.add_argument("architectures", nargs="+")
options = parser.parse_args()
for text, (score, deviation) in zip(options.architectures, scores(options.url, options.architectures, options.token)):
    print(f"{score:8.4f} ± {deviation:.4f}  {text}")
