"""A task for the program's pool of processes that computes with torch."""

import torch


def threads(_, stop, progress):
    return torch.get_num_threads()
