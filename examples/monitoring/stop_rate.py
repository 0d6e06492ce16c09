"""Warns when an early-termination policy stops too large a share of an experiment's trials.

Counts, for each experiment, the trials that came to an end within the last WINDOW (topic
`leaderboard`) and how many of them a policy had stopped (topic `decisions`, with the evidence). A
policy that stops nearly everything is set too strictly, or the first trials were lucky ones.
"""

import argparse
import re
from datetime import datetime, timedelta, timezone

from topics import Lines, Reader, arguments, clock, run

EXAMPLES = """examples:
  %(prog)s --bootstrap-server kafka:9092 --threshold 80%% --window 10m
  %(prog)s --once --window 1h --format json || page-somebody

exit codes with --once:
  0  no experiment is above the threshold
  1  at least one is
  2  it cannot be told: no broker, no topic, no registry, a wrong option"""
ENDED = ("COMPLETED", "FAILED", "STOPPED", "CANCELED")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def duration(text):
    found = re.fullmatch(r"(\d+)([smhd])", text)
    if not found or int(found[1]) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is no duration; expected a number and s, m, h or d, such as 10m")
    return timedelta(seconds=int(found[1]) * UNITS[found[2]])


def share(text):
    try:
        value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no share; expected 0 to 1, or a percentage such as 80%")
    return value


class Rate:
    """How many of an experiment's trials ended within a window, and how many of them a policy stopped."""

    def __init__(self):
        self._trials = {}
        self._decisions = {}
        self.above = False

    def leaderboard(self, trial, value):
        if value is None or value["state"] not in ENDED:
            self._trials.pop(trial, None)
        elif trial not in self._trials or self._trials[trial][1] != value["state"]:
            self._trials[trial] = (value["time"], value["state"])

    def decision(self, value):
        self._decisions[value["trial"]] = value

    def within(self, begin):
        """The trials that ended since then: their number, and the decisions by which the stopped ones were."""
        ended, stopped = 0, []
        for trial, (moment, state) in self._trials.items():
            decision = self._decisions.get(trial) if state == "STOPPED" else None
            # The leaderboard shows a stopped trial again when its process has ended; the stop was when it was.
            if (decision["time"] if decision else moment) >= begin:
                ended += 1
                stopped += [decision] if state == "STOPPED" else []
        return ended, stopped

    def forget(self, before):
        old = [trial for trial, (moment, _) in self._trials.items() if moment < before]
        for trial in old:
            del self._trials[trial]
            self._decisions.pop(trial, None)


class StopRate:
    def __init__(self, options):
        self._options = options
        self._earliest = datetime.now(timezone.utc) if options.start == "latest" else None
        self._rates = {}
        self._lines = Lines(
            options,
            [("TIME", 19), ("EXPERIMENT", 16), ("STATE", 6), ("STOPPED", 7), ("ENDED", 5), ("SHARE", 5), ("BY", 0)],
        )

    def take(self, record):
        if record.topic == "decisions":
            if record.value is not None and self._wanted(record.key):
                self._rate(record.key).decision(record.value)
            return
        # The key is the trial: what stands before its number is the experiment.
        experiment = record.key.rpartition("_")[0]
        if self._wanted(experiment):
            self._rate(experiment).leaderboard(record.key, record.value)

    def _wanted(self, experiment):
        return not self._options.experiment or experiment in self._options.experiment

    def _rate(self, experiment):
        return self._rates.setdefault(experiment, Rate())

    def judge(self, now, everything):
        """Prints the experiments that have gone above the threshold or back, or all; returns whether one is above."""
        options, any_above = self._options, False
        begin = now - options.window
        if self._earliest:
            begin = max(begin, self._earliest)
        for experiment, rate in self._rates.items():
            ended, stopped = rate.within(begin)
            rate.forget(begin - timedelta(hours=1))
            above = ended >= options.min_trials and len(stopped) > options.threshold * ended
            any_above |= above
            if above != rate.above or (everything and ended):
                rate.above = above
                self._print(now, experiment, above, ended, stopped)
        return any_above

    def _print(self, now, experiment, above, ended, stopped):
        part = len(stopped) / ended if ended else 0.0
        policies = sorted({each["policy"] for each in stopped if each})
        last = max((each for each in stopped if each), key=lambda each: each["time"], default=None)
        text = ", ".join(policies) + (f"; last: {last['trial']}: {last['reason']}" if last and above else "")
        self._lines.row(
            [clock(now), experiment, "HIGH" if above else "ok", str(len(stopped)), str(ended), f"{part:.0%}", text],
            {
                "time": now,
                "experiment": experiment,
                "high": above,
                "stopped": len(stopped),
                "ended": ended,
                "share": part,
                "threshold": self._options.threshold,
                "window_seconds": self._options.window.total_seconds(),
                "policies": policies,
                "last_stop": last and {key: last[key] for key in ("trial", "interval", "reason")},
            },
            {2: "red" if above else "green"},
        )


def main():
    parser = arguments(__doc__, EXAMPLES)
    add = parser.add_argument
    add("--threshold", type=share, default=0.8, metavar="SHARE", help="warn above this, 0 to 1 or in %% (default: 80%%)")
    add("--window", type=duration, default=duration("1h"), metavar="TIME", help="how far back, as 30s, 10m, 1h, 7d (default: 1h)")
    add("--min-trials", type=int, default=10, metavar="N", help="judge no experiment with fewer ends in the window (default: 10)")
    options = parser.parse_args()
    reader = Reader(options, ["decisions", "leaderboard"])
    rates = StopRate(options)
    judged = datetime.now(timezone.utc)
    try:
        for batch in reader.batches():
            for record in batch:
                rates.take(record)
            now = datetime.now(timezone.utc)
            if reader.caught_up and options.once:
                return 1 if rates.judge(now, everything=True) else 0
            if reader.caught_up and now - judged >= timedelta(seconds=1):
                rates.judge(now, everything=False)
                judged = now
    finally:
        reader.close()


if __name__ == "__main__":
    run(main)
