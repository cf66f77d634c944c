#!/usr/bin/env python3
"""Measures serve with the agent compiled ahead of time against the agent run by .NET, in turn: bench/agents.py --help says more."""
import argparse
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/bench/providers/Microsoft.BatchAI/workspaces/w"
HELP = """Starts a server of its own for each measurement, with eight nodes, and prints one line for each and the medians:
jobs a second, sent one after the other without waiting; milliseconds from before the PUT until the job's process writes its time, on one node
and on the last of four; processor time of the server, its agents and all that they start, a job; resident memory (RssAnon in brackets).
Needed: Linux, Python 3, a build (dotnet build src/LocalHost)."""


class Server:
    def __init__(self, agent, options):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="bench-"))
        self.data = self.directory / "d"
        program = ROOT / "artifacts/bin/LocalHost" / options.configuration / "BatchAi.LocalHost.dll"
        self.process = subprocess.Popen(
            ["dotnet", program, "serve", "--port", "0", "--data", self.data, "--gpus", "none"],
            env=os.environ | {"BATCHAI_AGENT": agent}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until("the server listens", (self.data / "endpoint").exists)
        self.url = (self.data / "endpoint").read_text().strip()
        self.token = (self.data / "token").read_text().strip()
        self.put("", {"location": "eastus"})
        self.put("/experiments/e", None)
        user = {"adminUserName": "bench", "adminUserPassword": "Not-Shown-Again-1"}
        self.put("/clusters/c", {"location": "eastus", "properties": {
            "vmSize": "STANDARD_D1", "userAccountSettings": user, "scaleSettings": {"manual": {"targetNodeCount": 8}}}})
        until("eight nodes are idle", lambda: self.get("/clusters/c")["properties"]["nodeStateCounts"]["idleNodeCount"] == 8)

    def call(self, method, path, version, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{GROUP}{path}?api-version={version}", data, method=method)
        request.add_header("Authorization", f"Bearer {self.token}")
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def put(self, path, body):
        return self.call("PUT", path, "2026-11-01", body)

    def get(self, path):
        return self.call("GET", path, "2018-05-01")

    def submit(self, name, nodes):
        """The time before the PUT; each rank writes its own into a file."""
        command = f"date +%s%N > {self.directory}/{name}-$AZ_BATCHAI_TASK_INDEX"
        toolkit = {"customToolkitSettings": {"commandLine": command}} if nodes == 1 else {
            "customMpiSettings": {"commandLine": command, "processCount": nodes, "launcher": "agent"}}
        body = {"properties": {"cluster": {"id": GROUP + "/clusters/c"}, "nodeCount": nodes,
                               "stdOutErrPathPrefix": "/tmp", **toolkit}}
        before = time.time()
        self.put(f"/experiments/e/jobs/{name}", body)
        return before

    def ended(self, name):
        state = self.get(f"/experiments/e/jobs/{name}")["properties"]["executionState"]
        assert state != "failed", name
        return state == "succeeded"

    def latency(self, name, nodes):
        before = self.submit(name, nodes)
        until(f"{name} has ended", lambda: self.ended(name), 0.05)
        return max(int(file.read_text()) / 1e9 for file in self.directory.glob(f"{name}-*")) - before

    def idle(self):
        until("all are idle", lambda: self.get("/clusters/c")["properties"]["nodeStateCounts"]["idleNodeCount"] == 8)

    def memory(self):
        found = {"server": [memory_of(self.process.pid)], "agent": [], "runner": []}
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "cmdline").read_text().split("\0")
                if str(self.directory) in " ".join(words):
                    for kind, word in (("agent", "--config"), ("runner", "runner")):
                        if word in words:
                            found[kind].append(memory_of(process.name))
            except OSError:
                pass
        return {kind: max(values) for kind, values in found.items() if values}

    def stop(self):
        self.process.terminate()
        self.process.wait()
        while True:
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                break
        shutil.rmtree(self.directory)


def memory_of(pid):
    lines = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
    return tuple(round(int(lines[name].split()[0]) / 1024, 1) for name in ("VmRSS", "RssAnon"))


def until(what, is_met, pause=0.02, limit=120):
    deadline = time.time() + limit
    while not is_met():
        assert time.time() < deadline, f"not within {limit} s: {what}"
        time.sleep(pause)


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(agent, options):
    # Of a server that runs no jobs; the difference is the jobs'.
    began = processor_time()
    Server(agent, options).stop()
    without = processor_time() - began

    began = processor_time()
    server = Server(agent, options)
    started = time.time()
    for number in range(options.jobs):
        server.submit(f"t{number}", 1)
    until("all jobs have ended", lambda: server.ended(f"t{options.jobs - 1}"), 0.05)
    server.idle()
    rate = options.jobs / (time.time() - started)
    server.put("/experiments/e/jobs/hold", {"properties": {
        "cluster": {"id": GROUP + "/clusters/c"}, "nodeCount": 1, "stdOutErrPathPrefix": "/tmp",
        "customToolkitSettings": {"commandLine": f"touch {server.directory}/held; until [ -e {server.directory}/go ]; do sleep 0.1; done"}}})
    until("a job runs", (server.directory / "held").exists)
    memory = server.memory()
    (server.directory / "go").touch()
    until("it has ended", lambda: server.ended("hold"))
    server.stop()
    cost = (processor_time() - began - without) / (options.jobs + 1)

    server = Server(agent, options)
    server.latency("warm", 4)
    one, four = [], []
    for number in range(options.samples):
        one.append(server.latency(f"one{number}", 1))
        four.append(server.latency(f"four{number}", 4))
    server.stop()
    return {"jobs/s": rate, "cpu ms/job": cost * 1000, **quantiles("1 node", one), **quantiles("4 nodes", four),
            **{f"{kind} MiB": whole for kind, (whole, _) in memory.items()},
            **{f"{kind} anon": own for kind, (_, own) in memory.items()}}


def quantiles(name, seconds):
    ordered = sorted(seconds)
    return {f"{name} p50 ms": statistics.median(ordered) * 1000, f"{name} p95 ms": ordered[int(len(ordered) * 0.95)] * 1000}


def main():
    parser = argparse.ArgumentParser(description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=100, help="jobs of a throughput measurement (100)")
    parser.add_argument("--samples", type=int, default=20, help="starts measured, of each size (20)")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each agent (3)")
    parser.add_argument("--configuration", default="debug", help="of the build: debug or release (debug)")
    options = parser.parse_args()

    # Orphans come to this process, so that their processor time is counted.
    import ctypes
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    results = {"managed": [], "native": []}
    for number in range(options.rounds):
        for agent, measured in results.items():
            measured.append(measure(agent, options))
            print(f"{agent} {number + 1}, load {os.getloadavg()[0]:.0f}: ",
                  ", ".join(f"{name} {value:.1f}" for name, value in measured[-1].items()), flush=True)
    for agent, measured in results.items():
        print(f"{agent}, medians:", ", ".join(f"{name} {statistics.median(m[name] for m in measured):.1f}" for name in measured[0]))


main()
