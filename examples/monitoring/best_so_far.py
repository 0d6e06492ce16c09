"""Prints the best trial of every experiment, live: a line whenever it improves.

What is best is what the coordinator says in the topic `experiments`; the hyperparameters behind it
are those of the topic `leaderboard`. Both keep the last record of each key for ever and are
coalesced: of several improvements within a fifth of a second the last one is shown, and of those
that lie far back the last one.
"""

import re
import time
from collections import deque

import yaml

from topics import Lines, Reader, arguments, clock, run, short

EXAMPLES = """examples:
  %(prog)s --bootstrap-server kafka:9092
  %(prog)s --schema-registry http://registry:8080/apis/ccompat/v7 --from latest
  %(prog)s --experiment brave-otter --once --format json"""
PATIENCE = 5.0  # seconds to wait for the parameters of a best trial that the leaderboard does not show yet


class Best:
    """An experiment's best so far, and the improvements that wait for the best trial's parameters."""

    def __init__(self):
        self.score = None
        self.waiting = deque()


def goal_of(specification):
    """What an experiment file says of its metric: maximize or minimize; None where it says nothing."""
    try:
        return str(yaml.safe_load(specification)["objective"]["goal"]).lower()
    except (yaml.YAMLError, KeyError, TypeError):
        found = re.search(r"\bgoal\W+(maximize|minimize)", specification, re.IGNORECASE)
        return found.group(1).lower() if found else None


class BestSoFar:
    def __init__(self, options):
        self._options = options
        self._lines = Lines(
            options, [("TIME", 19), ("EXPERIMENT", 16), ("TRIAL", 5), ("METRIC", 8), ("BEST", 9), ("PARAMETERS", 0)]
        )
        self._bests = {}
        self._trials = {}
        self._goals = {}

    def take(self, record, show):
        """Takes a record in; show: whether an improvement is to be printed."""
        if record.topic == "leaderboard":
            if record.value is None:
                self._trials.pop(record.key, None)
            else:
                self._trials[record.key] = (record.value["metric"], record.value["parameters"])
        elif record.value is None:  # the experiment is forgotten
            self._bests.pop(record.key, None)
            self._goals.pop(record.key, None)
        elif not self._options.experiment or record.key in self._options.experiment:
            self._experiment(record, show)

    def _experiment(self, record, show):
        experiment, value = record.key, record.value
        best = self._bests.setdefault(experiment, Best())
        score = value["best_score"]
        if score is None or score == best.score:
            return
        if experiment not in self._goals:
            self._goals[experiment] = goal_of(value["specification"])
        goal = self._goals[experiment]
        # A best that was taken back (its trial is tried again) may be followed by a worse one.
        improved = best.score is None or ((score < best.score) if goal == "minimize" else (score > best.score))
        best.score = score
        if show:
            best.waiting.append((record.time, value["best_trial"], score, goal, improved, time.monotonic() + PATIENCE))

    def show(self, patient=True):
        """Prints the improvements whose parameters are known, or which have waited for too long."""
        for experiment, best in self._bests.items():
            while best.waiting and (
                best.waiting[0][1] in self._trials or not patient or time.monotonic() > best.waiting[0][-1]
            ):
                self._print(experiment, *best.waiting.popleft()[:-1])

    def _print(self, experiment, moment, trial, score, goal, improved):
        metric, parameters = self._trials.get(trial, ("?", []))
        number = trial.rpartition("_")[2]
        text = "  ".join(f"{each['name']}={short(each['value'])}" for each in parameters)
        if not improved:
            text += "  (a better one was taken back)"
        self._lines.row(
            [clock(moment), experiment, number, metric, short(score), text],
            {
                "time": moment,
                "experiment": experiment,
                "trial": trial,
                "metric": metric,
                "goal": goal,
                "score": score,
                "improved": improved,
                "params": {each["name"]: each["value"] for each in parameters},
            },
            {4: "green" if improved else "red"},
        )


def main():
    options = arguments(__doc__, EXAMPLES).parse_args()
    reader = Reader(options, ["experiments", "leaderboard"])
    bests = BestSoFar(options)
    try:
        for batch in reader.batches():
            for record in batch:
                bests.take(record, reader.caught_up or options.start == "earliest")
            bests.show()
            if options.once and reader.caught_up:
                bests.show(patient=False)
                return 0
    finally:
        reader.close()


if __name__ == "__main__":
    run(main)
