"""A policy file read without PG Desktop and without safetensors; run as `independent_reader.py FILE`.

Prints the greedy action for each observation that stands on standard input as a JSON list.
"""

import json
import struct
import sys
from pathlib import Path

import numpy as np

content = Path(sys.argv[1]).read_bytes()
(size,) = struct.unpack("<Q", content[:8])
header, data = json.loads(content[8 : 8 + size]), content[8 + size :]
about = json.loads(header.pop("__metadata__")["pg_desktop"])
weights = {
    name: np.frombuffer(data[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
    for name, entry in header.items()
}
activation = {"relu": lambda x: np.maximum(x, 0), "tanh": np.tanh}[about["architecture"]["activation"]]


def greedy_action(obs):
    h = np.asarray(obs, np.float32)
    for i in range(len(about["architecture"]["hidden_sizes"])):
        h = activation(weights[f"hidden_{i + 1}.weight"] @ h + weights[f"hidden_{i + 1}.bias"])
    return int(np.argmax(weights["logits.weight"] @ h + weights["logits.bias"]))


print([greedy_action(obs) for obs in json.load(sys.stdin)])  # noqa: T201
