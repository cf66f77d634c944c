"""Fits a straight plane to noisy points by stochastic gradient descent, with the weights on parameter servers.

Each worker has its own share of the points. For every step it asks all servers for the weights, works out a gradient, and
sends it back; nobody waits for anybody. When all workers are done, worker 0 checks the result and writes it down. Servers
run until the service stops them, which it does when the workers have ended.

The requests are lines of JSON over TCP, and nothing beside Python is needed.
"""
import argparse
import json
import os
import pathlib
import random
import socket
import socketserver
import threading
import time

TRUTH = [2.0, -1.0, 0.5, 3.0, -2.5, 1.5]  # what is to be found again
NOISE = 0.1
POINTS = 400  # of each worker
BATCH = 20
STEPS = 300
RATE = 0.05
CLOSE = 0.05  # how far a weight may be from the truth


class Weights(socketserver.ThreadingTCPServer):
    """The part of the weights that one server keeps: those whose number leaves its index when divided by their count."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address, count):
        super().__init__(address, Request)
        self.values = [0.0] * count
        self.done = set()
        self.gate = threading.Lock()

    def answer(self, request):
        with self.gate:
            if "gradient" in request:
                self.values = [value - RATE * slope for value, slope in zip(self.values, request["gradient"])]
            if "done" in request:
                self.done.add(request["done"])
            return {"weights": self.values, "done": len(self.done)}


class Request(socketserver.StreamRequestHandler):
    """One worker's connection."""

    def handle(self):
        for line in self.rfile:
            self.wfile.write(json.dumps(self.server.answer(json.loads(line))).encode() + b"\n")


class Connection:
    """A worker's connection to one server, which may start a little later."""

    def __init__(self, end):
        deadline = time.monotonic() + 60
        while True:
            try:
                self.file = socket.create_connection(end, timeout=60).makefile("rw")
                return
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def ask(self, **request):
        self.file.write(json.dumps(request) + "\n")
        self.file.flush()
        return json.loads(self.file.readline())


class Model:
    """All the weights, wherever they are."""

    def __init__(self, servers):
        self.parts = [Connection(server) for server in servers]

    def weights(self):
        weights = [0.0] * len(TRUTH)
        for index, part in enumerate(self.parts):
            weights[index::len(self.parts)] = part.ask()["weights"]
        return weights

    def descend(self, gradient):
        for index, part in enumerate(self.parts):
            part.ask(gradient=gradient[index::len(self.parts)])

    def done(self, worker):
        """How many workers are done, this one with them."""
        return min(part.ask(done=worker)["done"] for part in self.parts)


def ends(text):
    """HOST:PORT,HOST:PORT,... as pairs."""
    return [(end.rpartition(":")[0], int(end.rpartition(":")[2])) for end in text.split(",") if end]


def points(worker):
    chance = random.Random(worker)
    for _ in range(POINTS):
        point = [chance.uniform(-1, 1) for _ in TRUTH]
        yield point, sum(a * b for a, b in zip(TRUTH, point)) + chance.gauss(0, NOISE)


def gradient(weights, batch):
    """Of half the squared error, on average over the batch."""
    slopes = [0.0] * len(weights)
    for point, value in batch:
        error = sum(a * b for a, b in zip(weights, point)) - value
        slopes = [slope + error * x / len(batch) for slope, x in zip(slopes, point)]
    return slopes


def serve(index, servers):
    count = len(TRUTH[index::len(servers)])
    with Weights(servers[index], count) as server:
        print(f"server {index} keeps {count} of {len(TRUTH)} weights at {servers[index][0]}:{servers[index][1]}", flush=True)
        server.serve_forever()


def work(index, workers, servers):
    model, mine, chance = Model(servers), list(points(index)), random.Random(100 + index)
    for step in range(1, STEPS + 1):
        model.descend(gradient(model.weights(), chance.sample(mine, BATCH)))
        if step % 100 == 0:
            print(f"worker {index}, step {step}: {[round(weight, 2) for weight in model.weights()]}", flush=True)

    if index > 0:
        model.done(index)
        return
    while model.done(index) < workers:
        time.sleep(0.05)
    weights = model.weights()
    farthest = max(abs(weight - true) for weight, true in zip(weights, TRUTH))
    print(f"{workers} workers, parameter servers: {len(servers)}; found {[round(weight, 3) for weight in weights]}")
    if farthest > CLOSE:
        raise SystemExit(f"a weight is {farthest:.3f} from the truth, more than {CLOSE}")
    pathlib.Path(os.environ["AZ_BATCHAI_OUTPUT_MODEL"], "weights.json").write_text(json.dumps(weights))
    print(f"verified: every weight is within {CLOSE} of the truth")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--job", choices=["worker", "server"], required=True)
    arguments.add_argument("--index", type=int, required=True)
    arguments.add_argument("--servers", type=ends, required=True)
    arguments.add_argument("--workers", type=ends, required=True)
    given = arguments.parse_args()
    if given.job == "server":
        serve(given.index, given.servers)
    else:
        work(given.index, len(given.workers), given.servers)


if __name__ == "__main__":
    main()
