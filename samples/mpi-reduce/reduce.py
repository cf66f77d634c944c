"""Adds up the squares below a million, in as many MPI ranks as the job has, and checks the sum by its formula.

A wrong sum ends the job with exit code 1.
"""
import os

from mpi4py import MPI

COUNT = 1_000_000

world = MPI.COMM_WORLD
rank, size = world.Get_rank(), world.Get_size()

part = sum(number * number for number in range(rank, COUNT, size))
total = world.allreduce(part, op=MPI.SUM)
nodes = world.gather(os.environ["AZ_BATCHAI_NODE_IP"], root=0)

expected = (COUNT - 1) * COUNT * (2 * COUNT - 1) // 6
if total != expected:
    print(f"rank {rank}: expected {expected}, got {total}", flush=True)
    world.Abort(1)
if rank == 0:
    for number, node in enumerate(nodes):
        print(f"rank {number} of {size} on {node}")
    print(f"verified: the squares below {COUNT} add up to {total}, over {len(set(nodes))} nodes")
