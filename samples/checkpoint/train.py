"""Trains a classifier, and goes on after the last finished epoch when it is started again.

After every epoch all that the next one depends on is written to $AZ_BATCHAI_OUTPUT_MODEL: the weights, the number of
epochs, and the state of the random numbers. That directory is the same for every attempt of a job, so a job that lost its
node goes on where it was, and ends with exactly the model of one that did not.
"""
import hashlib
import json
import math
import os
import pathlib
import random
import time

FEATURES = 8
EXAMPLES = 500
RATE = 0.1

output = pathlib.Path(os.environ["AZ_BATCHAI_OUTPUT_MODEL"])
epochs = int(os.environ.get("EPOCHS", "20"))
seconds = float(os.environ.get("SECONDS_PER_EPOCH", "0"))


def examples():
    """Points with a label that a hidden plane decides; equal in every attempt."""
    chance = random.Random(1)
    plane = [chance.uniform(-1, 1) for _ in range(FEATURES)]
    points = [[chance.uniform(-1, 1) for _ in range(FEATURES)] for _ in range(EXAMPLES)]
    return [(point, 1 if sum(a * b for a, b in zip(plane, point)) > 0 else 0) for point in points]


def train(weights, chance, data):
    """One pass over the examples in an order of its own."""
    for point, label in chance.sample(data, len(data)):
        guess = 1 / (1 + math.exp(-sum(a * b for a, b in zip(weights, point))))
        weights = [weight - RATE * (guess - label) * value for weight, value in zip(weights, point)]
    return weights


def write(name, text):
    """Whole or not at all: a node may vanish in the middle of a write."""
    draft = output / f"{name}.new"
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(output / name)


chance = random.Random(2)
weights, done = [0.0] * FEATURES, 0
if (output / "checkpoint.json").exists():
    kept = json.loads((output / "checkpoint.json").read_text())
    weights, done = kept["weights"], kept["epochs"]
    version, numbers, gauss = kept["chance"]
    chance.setstate((version, tuple(numbers), gauss))
    print(f"goes on after epoch {done}", flush=True)
else:
    print("begins with epoch 1", flush=True)

data = examples()
while done < epochs:
    weights = train(weights, chance, data)
    done += 1
    write("checkpoint.json", json.dumps({"epochs": done, "weights": weights, "chance": chance.getstate()}))
    print(f"epoch {done} of {epochs} is kept", flush=True)
    time.sleep(seconds)  # a real epoch takes its time

right = sum((sum(a * b for a, b in zip(weights, point)) > 0) == (label == 1) for point, label in data)
model = json.dumps(weights)
write("model.json", model)
print(f"right about {right / len(data):.1%} of the examples")
print(f"model hash: {hashlib.sha256(model.encode()).hexdigest()}")
