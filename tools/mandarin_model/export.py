"""Writes the trained network as a Kaldi nnet3 model with its settings: `python -m mandarin_model.export [HEAD]`.

HEAD is both (the default), toneless or tonal; the graph must be made for the same.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from mandarin_model.features import BINS, CONF, mfcc_matrix
from mandarin_model.network import CONTEXT, DILATIONS, INPUT_REACH, SUBSAMPLING
from mandarin_model.paths import CHECKPOINT, MODEL
from mandarin_model.phones import TONAL, TONELESS

Weights = dict[str, np.ndarray]
BLANK_PRIOR = float(os.environ.get("BLANK_PRIOR", "2.5"))
"""Natural logarithm; takes from the blank what CTC gives it too much."""
ACOUSTIC_SCALE = float(os.environ.get("ACOUSTIC_SCALE", "1.85"))
BEAM = float(os.environ.get("BEAM", "18.5"))
TONELESS_SHARE = float(os.environ.get("TONELESS_SHARE", "0.7"))
BATCH_NORM_EPSILON = 1e-5


def _matrix(values: np.ndarray) -> str:
    return " [\n" + "\n".join("  " + " ".join(f"{value:.4g}" for value in row) for row in values) + " ]\n"


def _vector(values: np.ndarray) -> str:
    return " [ " + " ".join(f"{value:.6g}" for value in values) + " ]\n"


@dataclass
class Nnet3:
    """The nodes and components of the network in Kaldi's text form."""

    nodes: list[str] = field(default_factory=lambda: [f"input-node name=input dim={BINS}"])
    components: list[str] = field(default_factory=list)

    def add(self, name: str, component: str, source: str) -> str:
        """Adds a component fed by a descriptor and gives its name."""
        self.components.append(f"<ComponentName> {name} {component}")
        self.nodes.append(f"component-node name={name} component={name} input={source}")
        return name

    def affine(self, name: str, weights: np.ndarray, bias: np.ndarray, source: str) -> str:
        """A fixed matrix and bias."""
        body = f"<LinearParams> {_matrix(weights)}<BiasParams> {_vector(bias)}"
        return self.add(name, f"<FixedAffineComponent> {body}</FixedAffineComponent> ", source)

    def without_weights(self, name: str, kind: str, size: int, source: str) -> str:
        """A rectifier or a softmax."""
        counts = "<ValueAvg>  [ ]\n<DerivAvg>  [ ]\n<Count> 0 <OderivRms>  [ ]\n<OderivCount> 0 "
        body = f"<Dim> {size} {counts}<NumDimsSelfRepaired> 0 <NumDimsProcessed> 0"
        return self.add(name, f"<{kind}> {body} </{kind}> ", source)

    def text(self) -> str:
        """The <Nnet3> section."""
        nodes = "\n".join(self.nodes)
        return (
            f"<Nnet3> \n{nodes}\n\n<NumComponents> {len(self.components)} \n"
            + "\n".join(self.components)
            + "\n</Nnet3> "
        )


def fold(weights: Weights, convolution: str, norm: str) -> tuple[np.ndarray, np.ndarray]:
    """A convolution and its batch norm as one matrix, columns ordered by offset first, and a bias."""
    factor = weights[f"{norm}.weight"] / np.sqrt(weights[f"{norm}.running_var"] + BATCH_NORM_EPSILON)
    kernel = weights[f"{convolution}.weight"] * factor[:, None, None]
    bias = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * factor
    return kernel.transpose(0, 2, 1).reshape(len(kernel), -1), bias


def _entry(weights: Weights, mean: np.ndarray, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first layer, taking MFCC instead of normalised log-mel features."""
    matrix, bias = fold(weights, "entry", "entry_norm")
    taps = 2 * INPUT_REACH + 1
    matrix = matrix / np.tile(spread, taps)
    bias = bias - matrix @ np.tile(mean, taps)
    inverse = np.linalg.inv(mfcc_matrix())
    return np.concatenate([matrix[:, tap * BINS : (tap + 1) * BINS] @ inverse for tap in range(taps)], axis=1), bias


def _append(source: str, offsets: list[int]) -> str:
    return "Append(" + ", ".join(f"Offset({source}, {offset})" if offset else source for offset in offsets) + ")"


def _mixing() -> np.ndarray:
    """Adds to the log probability of each tonal phone that of the same phone without its tone."""
    plain = [TONELESS.index(phone.rstrip("12345")) for phone in TONAL]
    return np.concatenate([(1 - TONELESS_SHARE) * np.eye(len(TONAL)), TONELESS_SHARE * np.eye(len(TONELESS))[plain]], 1)


def build(weights: Weights, mean: np.ndarray, spread: np.ndarray, head: str) -> Nnet3:
    """The whole network with one of its two outputs, or with both added up."""
    net = Nnet3()
    matrix, bias = _entry(weights, mean, spread)
    width = len(bias)
    net.affine("entry", matrix, bias, _append("input", list(range(-INPUT_REACH, INPUT_REACH + 1))))
    last = net.without_weights("entry.relu", "RectifiedLinearComponent", width, "entry")
    for number, gap in enumerate(DILATIONS):
        name, reach = f"block{number}", gap * SUBSAMPLING
        net.affine(name, *fold(weights, f"blocks.{number}", f"norms.{number}"), _append(last, [-reach, 0, reach]))
        net.without_weights(f"{name}.relu", "RectifiedLinearComponent", width, name)
        unchanged = f"<NoOpComponent> <Dim> {width} <BackpropScale> 1 </NoOpComponent> "
        last = net.add(f"{name}.sum", unchanged, f"Sum({last}, {name}.relu)")
    heads = ("tonal", "toneless") if head == "both" else (head,)
    for name in heads:
        net.affine(f"{name}.scores", weights[f"{name}.weight"][:, :, 0], weights[f"{name}.bias"], last)
        net.without_weights(name, "LogSoftmaxComponent", len(weights[f"{name}.bias"]), f"{name}.scores")
    if head == "both":
        net.affine("both", _mixing(), np.zeros(len(TONAL)), "Append(tonal, toneless)")
    net.nodes.append(f"output-node name=output input={head} objective=linear")
    return net


def transition_model(phones: int) -> str:
    """One emitting state per phone, whose self-loop and entry share the phone's score."""
    numbers = " ".join(str(phone + 1) for phone in range(phones))
    tuples = "".join(f"{phone + 1} 0 {phone} {phone} \n" for phone in range(phones))
    return (
        f"<TransitionModel> \n<Topology> \n<TopologyEntry> \n<ForPhones> \n{numbers} \n</ForPhones> \n"
        "<State> 0 <ForwardPdfClass> 0 <SelfLoopPdfClass> 1 <Transition> 0 0.5 <Transition> 1 0.5 </State> \n"
        "<State> 1 </State> \n"
        f"</TopologyEntry> \n</Topology> \n<Tuples> {phones} \n{tuples}</Tuples> \n"
        f"<LogProbs> \n [ 0 {' '.join(['-0.693147'] * (2 * phones))} ]\n</LogProbs> \n</TransitionModel> \n"
    )


def model_conf() -> str:
    """Decoder settings; the end-pointing rules are a fallback, since the hotline decides ends itself."""
    return (
        f"--min-active=200\n--max-active=5000\n--beam={BEAM:g}\n--lattice-beam=8.0\n--acoustic-scale={ACOUSTIC_SCALE:g}\n"
        f"--frame-subsampling-factor={SUBSAMPLING}\n--endpoint.silence-phones=1\n--endpoint.rule2.min-trailing-silence=0.8\n"
        "--endpoint.rule3.min-trailing-silence=1.0\n--endpoint.rule4.min-trailing-silence=1.5\n"
    )


def write(folder: Path, content: str) -> None:
    """Writes one text file and the folders above it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text(content, encoding="utf-8")


def main(head: str) -> None:
    """Writes am/, conf/ and the phone table of the model."""
    saved = torch.load(CHECKPOINT, weights_only=False)
    averaged = {key.removeprefix("module."): value for key, value in saved["average"].items()}
    weights = {key: value.double().numpy() for key, value in averaged.items()}
    phones = TONELESS if head == "toneless" else TONAL
    priors = np.ones(len(phones))
    priors[0] = np.exp(BLANK_PRIOR)
    net = build(weights, saved["mean"], saved["spread"], head)
    tail = f"<LeftContext> {CONTEXT} <RightContext> {CONTEXT} <Priors> {_vector(priors)}\n"
    write(MODEL / "am" / "final.mdl", transition_model(len(phones)) + net.text() + tail)
    write(MODEL / "conf" / "mfcc.conf", CONF)
    write(MODEL / "conf" / "model.conf", model_conf())
    table = "".join(f"{phone} {number + 1}\n" for number, phone in enumerate(phones))
    write(MODEL / "graph" / "phones.txt", "<eps> 0\n" + table)
    print(f"step {saved['step']}, {saved['minutes']:.0f} minutes of training -> {MODEL}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "both")
