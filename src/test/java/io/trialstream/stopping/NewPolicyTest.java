package io.trialstream.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A policy of another kind is one class: it needs no change of what is there. */
class NewPolicyTest {

  /** Successive halving: judges the reporter alone, at growing intervals. */
  private static final class Halving extends StoppingPolicy implements PeerRule {
    Halving() {
      super("halving", Schedule.ALWAYS);
    }

    @Override
    boolean judges(int interval) {
      return Integer.bitCount(interval) == 1;
    }

    @Override
    Judge judge(Goal goal) {
      return new PeerJudge(goal, this, this);
    }

    @Override
    public Statistic statistic() {
      return Statistic.BEST_SO_FAR;
    }

    @Override
    public int pivot(int peers) {
      return peers - (peers + 1) / 2;
    }

    @Override
    public double bar(PeerOrder peers) {
      return peers.pivot();
    }

    @Override
    public boolean judgesReporterAlone() {
      return true;
    }
  }

  /** Stops a trial whose value fell: judges a trial by its own curve. */
  private static final class NoFall extends StoppingPolicy {
    NoFall() {
      super("no_fall", Schedule.ALWAYS);
    }

    @Override
    Judge judge(Goal goal) {
      return new Judge() {
        @Override
        public List<Decision> reported(Trial trial, double value) {
          int interval = trial.curve().count();
          return interval > 1 && trial.curve().merit(interval) < trial.curve().merit(interval - 1)
              ? List.of(
                  new Decision(
                      trial.number(),
                      trial.attempt(),
                      name(),
                      interval,
                      OptionalDouble.of(value),
                      OptionalDouble.of(goal.value(trial.curve().merit(interval - 1))),
                      1))
              : List.of();
        }

        @Override
        public void rests(Trial trial) {}

        @Override
        public void rewinds(Trial trial, int interval) {}

        @Override
        public void leaves(Trial trial) {}

        @Override
        public void returns(Trial trial) {}
      };
    }
  }

  @Test
  void aRungIsPassedOnceAndOnlyTheReporterIsJudged() {
    // Given
    Script script = new Script(Goal.MAXIMIZE, new Halving()).start(3);
    script.reports(0, 1);

    // When: half of two is one, but trial 0 stands at 1 and is not asked again
    var better = script.reports(1, 5);
    var middle = script.reports(2, 3);
    var atTwo = script.reports(1, 5);
    var worseAtTwo = script.reports(2, 3);

    // Then
    assertThat(better).isEmpty();
    assertThat(middle).isEmpty();
    assertThat(atTwo).isEmpty();
    assertThat(Script.stopped(worseAtTwo)).containsExactly(2);
  }

  @Test
  void aTrialIsJudgedByItsOwnCurve() {
    // Given
    Script script = new Script(Goal.MINIMIZE, new NoFall()).start(1);

    // When
    var falling = script.reports(0, 3, 2);
    var rising = script.reports(0, 2.5);

    // Then
    assertThat(falling).isEmpty();
    assertThat(rising)
        .containsExactly(
            new Decision(0, 1, "no_fall", 3, OptionalDouble.of(2.5), OptionalDouble.of(2), 1));
    assertThat(script.log.standing(0).orElseThrow().stopped()).isPresent();
  }
}
