"""Trains the weights of `allonym::similarity` and prints the accuracy over five folds.

    cargo run --release --example measure_matching -- features FILE > features.csv
    python3 benches/similarity/train.py features.csv            # five folds
    python3 benches/similarity/train.py features.csv --write    # and weights of all pairs to src/similarity/

Needs numpy, scipy, scikit-learn and lightgbm. The measures are printed by the library, so that what is trained on is what
ships; only the three that depend on trained weights (`*_meaning`) are worked out here, from the words that the library
printed. Pairs whose first place is the same are in one fold, in the inner folds too, and no weight has seen a pair that it
is judged by. (How many pairs have a word, `seen`, is counted without labels.)
"""

import argparse
import collections
import csv
import pathlib

import lightgbm
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

HERE = pathlib.Path(__file__).resolve().parent
WEIGHTS = HERE.parent.parent / "src" / "similarity"
MEANING = ["shared_meaning", "alone_meaning", "pair_meaning"]
# A word or a pair of words that fewer pairs of names have gets no weight: it would be remembered, not learned.
SEEN_WORD, SEEN_PAIR = 25, 12
# Words that fewer pairs have are not in the table: all are equally rare.
SEEN = 12
STRENGTH = 0.3
TREES = dict(objective="binary", learning_rate=0.06, num_leaves=20, min_data_in_leaf=40, lambda_l2=2.0, max_bin=127,
             feature_fraction=0.6, bagging_fraction=0.8, bagging_freq=1, verbosity=-1, num_threads=2, seed=1)
ROUNDS = 260


def fold_of(group):
    """FNV-1a, as in the example program."""
    value = 0x811C9DC5
    for byte in group.encode():
        value = (value ^ byte) * 0x01000193 % 2**32
    return value % 5


def keys_of(first, second):
    """What the words of a pair say, as the library asks for it: see `Split` in src/similarity/measures.rs."""
    a, b = set(first.split()), set(second.split())
    one, other = sorted(a - b), sorted(b - a)
    keys = [("shared", word) for word in a & b]
    for word in one + other:
        keys.append(("alone", word))
        if not one or not other:
            keys.append(("extra", word))
    keys += [("pair", min(x, y), max(x, y)) for x in one for y in other]
    return keys


class Words:
    """A logistic regression over the words of both names."""

    def __init__(self, keys, same):
        words = collections.Counter(key for pair in keys for key in pair)
        least = lambda key: SEEN_PAIR if key[0] == "pair" else SEEN_WORD
        self.column = {key: at for at, key in enumerate(sorted(key for key, seen in words.items() if seen >= least(key)))}
        model = LogisticRegression(C=STRENGTH, max_iter=400).fit(self.matrix(keys), same)
        self.weight = np.round(model.coef_[0], 2)

    def matrix(self, keys):
        found = [(row, self.column[key]) for row, pair in enumerate(keys) for key in pair if key in self.column]
        rows, columns = zip(*found)
        return csr_matrix((np.ones(len(found)), (rows, columns)), shape=(len(keys), len(self.column)))

    def meaning(self, keys):
        """The three measures for each pair."""
        matrix = self.matrix(keys)
        kinds = [("shared",), ("alone", "extra"), ("pair",)]
        parts = [np.array([key[0] in kind for key in self.column]) for kind in kinds]
        return np.stack([matrix @ (self.weight * part) for part in parts], axis=1)


class Data:
    def __init__(self, path):
        with open(path, newline="") as file:
            rows = list(csv.DictReader(file))
        self.measures = list(rows[0])[list(rows[0]).index("value") + 1 :]
        self.same = np.array([row["same"] == "1" for row in rows])
        self.fold = np.array([fold_of(row["group"]) for row in rows])
        self.inner = np.array([fold_of(row["group"] + "inner") for row in rows])
        self.keys = [keys_of(row["first"], row["second"]) for row in rows]
        self.values = np.array([[float(row[measure]) for measure in self.measures] for row in rows], dtype=np.float32)
        self.meaning = [self.measures.index(measure) for measure in MEANING]
        self.seen = collections.Counter(
            word for row in rows for word in set(row["first"].split()) | set(row["second"].split())
        )

    def pick(self, at):
        return [self.keys[i] for i in at]

    def train(self, at):
        """The weights of words and the trees, from the pairs `at`."""
        values = self.values[at].copy()
        # The trees must trust the words no more than for pairs that these have not seen.
        for inner in range(5):
            held = self.inner[at] == inner
            words = Words(self.pick(at[~held]), self.same[at[~held]])
            values[np.ix_(held, self.meaning)] = words.meaning(self.pick(at[held]))
        words = Words(self.pick(at), self.same[at])
        trees = lightgbm.train(TREES, lightgbm.Dataset(values, self.same[at]), ROUNDS)
        return words, trees

    def judge(self, words, trees, at):
        values = self.values[at].copy()
        values[:, self.meaning] = words.meaning(self.pick(at))
        return trees.predict(values)


def write(data, words, trees):
    """The three tables that the library reads."""
    table = collections.defaultdict(dict)
    for key, at in words.column.items():
        table[key].update(weight=words.weight[at])
    named = {word for key in words.column for word in key[1:]} | {w for w, seen in data.seen.items() if seen >= SEEN}
    number = lambda value: f"{value:.5g}"
    with open(WEIGHTS / "words.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["word", "seen", "shared", "alone", "extra"])
        for word in sorted(named):
            weights = [table.get((kind, word), {}).get("weight", 0.0) for kind in ("shared", "alone", "extra")]
            out.writerow([word, data.seen[word], *map(number, weights)])
    with open(WEIGHTS / "pairs.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["word", "other", "weight"])
        out.writerows([*key[1:], number(row["weight"])] for key, row in sorted(table.items()) if key[0] == "pair")

    def node(out, tree):
        if "leaf_value" in tree:
            out.writerow(["", "", number(tree["leaf_value"])])
            return
        assert tree["decision_type"] == "<="
        # The threshold must send each value the same way after rounding: single precision has eight digits at most.
        out.writerow([data.measures[tree["split_feature"]], f"{tree['threshold']:.7g}", number(tree["internal_value"])])
        node(out, tree["left_child"])
        node(out, tree["right_child"])

    with open(WEIGHTS / "trees.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["measure", "threshold", "value"])
        for tree in trees.dump_model()["tree_info"]:
            node(out, tree["tree_structure"])


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("features")
    arguments.add_argument("--write", action="store_true", help="train on all pairs and write the weights")
    arguments = arguments.parse_args()
    data = Data(arguments.features)
    found, trusted = [], []
    for fold in range(5):
        train, held = np.flatnonzero(data.fold != fold), np.flatnonzero(data.fold == fold)
        chance = data.judge(*data.train(train), held)
        found.append(np.mean((chance >= 0.5) == data.same[held]))
        trusted += list(zip(chance, data.same[held]))
        print(f"fold {fold}: {len(held)} pairs, accuracy {found[-1]:.4f}", flush=True)
    print(f"mean accuracy {np.mean(found):.4f}")
    trusted = np.array(trusted)
    for low in np.arange(0, 1, 0.1):
        part = trusted[(trusted[:, 0] >= low) & (trusted[:, 0] < low + 0.1)]
        print(f"said {low:.1f} to {low + 0.1:.1f}: {len(part)} pairs, {part[:, 1].mean():.3f} of them the same")
    if arguments.write:
        words, trees = data.train(np.arange(len(data.same)))
        write(data, words, trees)
        print(f"{len(words.column)} weights of words, {ROUNDS} trees; expected of all pairs: "
              f"{np.mean((data.judge(words, trees, np.arange(len(data.same))) >= 0.5) == data.same):.4f} (seen)")


if __name__ == "__main__":
    main()
