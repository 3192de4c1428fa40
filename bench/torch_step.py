"""PyTorch in the benchmark: the same VAE, the same Adam step, asked in lines of JSON.

    python3 bench/torch_step.py --threads 1 [--device cuda]

`open` names files of raw f32 (weights in state-dict order, images, eps); `window` times so many
steps and the reading that ends them; `agree` writes the gradient of the given weights. Each answer
is one line of JSON.
"""

import argparse
import json
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

LATENTS = 32


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 32, 4, 2, 1), nn.ReLU(), nn.Conv2d(32, 64, 4, 2, 1), nn.ReLU(),
            nn.Flatten(), nn.Linear(3136, 256), nn.ReLU(), nn.Linear(256, 2 * LATENTS),
        )
        self.decoder = nn.Sequential(
            nn.Linear(LATENTS, 256), nn.ReLU(), nn.Linear(256, 3136), nn.ReLU(), nn.Unflatten(1, (64, 7, 7)),
            nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(32, 1, 4, 2, 1),
        )

    def losses(self, images, eps):
        """(reconstruction, KL), in nats an image; images [n, 1, 28, 28], eps [n, 32]."""
        mean, logvar = self.encoder(images).chunk(2, dim=1)
        logits = self.decoder(mean + torch.exp(0.5 * logvar) * eps)
        n = images.shape[0]
        reconstruction = binary_cross_entropy_with_logits(logits, images, reduction="sum") / n
        kl = -0.5 * torch.sum(1 + logvar - mean**2 - logvar.exp()) / n
        return reconstruction, kl


class Bench:
    def __init__(self, device):
        self.device = device

    def open(self, weights, images, eps, batch):
        read = lambda path: torch.from_numpy(np.fromfile(path, dtype=np.float32))  # noqa: E731
        self.weights = read(weights)
        self.images = read(images).view(batch, 1, 28, 28).to(self.device)
        self.eps = read(eps).view(batch, LATENTS).to(self.device)
        self.model = Vae().to(self.device)
        self.load(self.model)
        self.adam = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        if self.device == "cuda":
            name = torch.cuda.get_device_name()
        else:
            name = f"{torch.backends.cpu.get_cpu_capability()}, threads: {torch.get_num_threads()}"
        return {"version": torch.__version__, "device": name}

    def load(self, model):
        # A copy: the parameters become views of the vector, and training changes them.
        torch.nn.utils.vector_to_parameters(self.weights.clone().to(self.device), model.parameters())

    def window(self, steps):
        if self.device == "cuda":
            torch.cuda.synchronize()
        began = time.perf_counter()
        for _ in range(steps):
            eps = torch.randn(self.images.shape[0], LATENTS, device=self.device)
            loss = sum(self.model.losses(self.images, eps))
            self.adam.zero_grad(set_to_none=True)
            loss.backward()
            self.adam.step()
        if self.device == "cuda":
            torch.cuda.synchronize()
        value = loss.item()
        return {"ms": (time.perf_counter() - began) * 1000, "loss": value}

    def agree(self, gradient):
        model = Vae().to(self.device)
        self.load(model)
        reconstruction, kl = model.losses(self.images, self.eps)
        total = reconstruction + kl
        total.backward()
        flat = torch.cat([parameter.grad.flatten() for parameter in model.parameters()])
        flat.cpu().numpy().tofile(gradient)
        return {"reconstruction": reconstruction.item(), "kl": kl.item(), "total": total.item()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    bench = Bench(options.device)
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = getattr(bench, question.pop("ask"))(**question)
        except Exception as error:  # said to whoever asked
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
