"""Trains a small network on pictures of handwritten digits, in as many processes as the job has.

Every process trains on its share of the pictures; after each step PyTorch averages the gradients of all of them, so that
all hold the same network. The first process tests it and writes it to $AZ_BATCHAI_OUTPUT_MODEL.
"""
import argparse
import os
import pathlib
import socket

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

BATCH = 32  # pictures a step, in each process
SEED = 7


def pictures():
    """1797 pictures of 8 x 8 points, a quarter of them for the test; equal in every process."""
    points, digits = load_digits(return_X_y=True)
    split = train_test_split(points / 16, digits, test_size=0.25, random_state=SEED, stratify=digits)
    train_points, test_points = (torch.tensor(part, dtype=torch.float32) for part in split[:2])
    train_digits, test_digits = (torch.tensor(part) for part in split[2:])
    return TensorDataset(train_points, train_digits), test_points, test_digits


def all_hold_the_same(network):
    """Whether the largest and the smallest of all processes' weights agree, one by one."""
    weights = torch.cat([weight.detach().flatten() for weight in network.parameters()])
    largest, smallest = weights.clone(), weights.clone()
    distributed.all_reduce(largest, distributed.ReduceOp.MAX)
    distributed.all_reduce(smallest, distributed.ReduceOp.MIN)
    return torch.equal(largest, smallest)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--epochs", type=int, default=20)
    epochs = arguments.parse_args().epochs

    # Where the processes meet is up to the job's communicationBackend; who this one is, to the node that started it.
    rank, world = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
    torch.set_num_threads(1)  # the processes of a node share its processors
    torch.manual_seed(SEED)
    distributed.init_process_group("gloo", init_method=os.environ["AZ_BATCHAI_PYTORCH_INIT_METHOD"], rank=rank, world_size=world)
    print(f"rank {rank} of {world} is process {os.environ['LOCAL_RANK']} of node {os.environ['NODE_RANK']} "
          f"({os.environ['AZ_BATCHAI_NODE_IP']}, {socket.gethostname()})", flush=True)

    train, test_points, test_digits = pictures()
    share = DistributedSampler(train, shuffle=True, seed=SEED)
    batches = DataLoader(train, batch_size=BATCH, sampler=share)
    network = DistributedDataParallel(nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    for epoch in range(epochs):
        share.set_epoch(epoch)  # another order every time
        for points, digits in batches:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(network(points), digits)
            loss.backward()
            optimizer.step()
        if rank == 0:
            print(f"epoch {epoch + 1}: loss {loss.item():.4f}", flush=True)

    if not all_hold_the_same(network):
        raise SystemExit(f"rank {rank}: the processes hold different networks")
    if rank == 0:
        with torch.no_grad():
            right = (network.module(test_points).argmax(dim=1) == test_digits).float().mean().item()
        model = pathlib.Path(os.environ["AZ_BATCHAI_OUTPUT_MODEL"], "digits.pt")
        torch.save(network.module.state_dict(), model)
        print(f"test accuracy: {right:.2%} of {len(test_digits)} pictures")
        print(f"wrote {model.name}, {model.stat().st_size} bytes")
    distributed.barrier()
    distributed.destroy_process_group()


if __name__ == "__main__":
    main()
