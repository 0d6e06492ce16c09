package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.ParameterValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParametersTest {

  @Test
  void valuesKeepTheirTypesAndOrder() {
    List<Parameter> parameters =
        List.of(
            new Parameter("units", new ParameterValue.Whole(64)),
            new Parameter("rate", new ParameterValue.Real(64.0)),
            new Parameter("name", new ParameterValue.Text("64")),
            new Parameter("bias", new ParameterValue.Flag(true)));

    assertThat(Parameters.fromAvro(Parameters.toAvro(parameters))).isEqualTo(parameters);
  }

  @Test
  void aValueThatTheSchemaDoesNotKnowIsRefused() {
    io.trialstream.avro.Parameter number = new io.trialstream.avro.Parameter("units", 64);

    assertThatThrownBy(() -> Parameters.fromAvro(List.of(number)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("units")
        .hasMessageContaining("java.lang.Integer");
  }
}
