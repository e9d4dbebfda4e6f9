"""The PyTorch side of `go run ./bench cost -peer`.

It needs PyTorch: `apt-get install python3-torch libopenblas0-pthread` on Debian
and Ubuntu, where PyTorch alone brings the slow reference BLAS, or
`pip install torch` in an environment of your own.

The Go command starts it and writes requests to its standard input: one line of
JSON each, after which come as many little-endian float32 numbers as the line's
"floats" says. It answers each with one line of JSON on standard output; the
first line it writes, unasked, says which PyTorch this is. A failure is answered
with {"error": "..."}.
"""
import json
import resource
import sys
import time


def answer(**fields):
    print(json.dumps(fields), flush=True)


try:
    import numpy
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError as missing:
    answer(error=str(missing))
    sys.exit(0)
