package io.trialstream.sampling;

import io.trialstream.sampling.ParameterValue.Flag;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.ParameterValue.Whole;
import io.trialstream.settings.Literals;
import io.trialstream.settings.Value.Scalar;
import java.util.Optional;
import java.util.OptionalLong;

/** The literals of an experiment file as values. */
public final class ParameterValues {
  private ParameterValues() {}

  /**
   * The value of a literal; empty where it is no value, NaN, an infinity, or a whole number of more
   * than 64 bits. -0.0 reads as 0.0.
   */
  public static Optional<ParameterValue> of(Scalar scalar) {
    return switch (scalar.kind()) {
      case TEXT -> Optional.of(new Text(scalar.text()));
      case FLAG -> Optional.of(new Flag(Literals.flag(scalar)));
      case WHOLE -> {
        OptionalLong whole = Literals.whole(scalar);
        yield whole.isPresent() ? Optional.of(new Whole(whole.getAsLong())) : Optional.empty();
      }
      case REAL ->
          Optional.of(Literals.number(scalar))
              .filter(Double::isFinite)
              .map(number -> new Real(number + 0.0));
      case NOTHING -> Optional.empty();
    };
  }
}
