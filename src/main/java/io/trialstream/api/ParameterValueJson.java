package io.trialstream.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import io.trialstream.sampling.ParameterValue;
import io.trialstream.sampling.ParameterValue.Flag;
import io.trialstream.sampling.ParameterValue.Real;
import io.trialstream.sampling.ParameterValue.Text;
import io.trialstream.sampling.ParameterValue.Whole;
import java.io.IOException;

/** Hyperparameter values as plain JSON values: 1, 1.0, "1" and true stay four different ones. */
final class ParameterValueJson {
  private ParameterValueJson() {}

  static final class Writer extends JsonSerializer<ParameterValue> {
    @Override
    public void serialize(ParameterValue value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (value instanceof Whole whole) {
        out.writeNumber(whole.value());
      } else if (value instanceof Real real) {
        out.writeNumber(real.value());
      } else if (value instanceof Flag flag) {
        out.writeBoolean(flag.value());
      } else {
        out.writeString(value.text());
      }
    }
  }

  static final class Reader extends JsonDeserializer<ParameterValue> {
    @Override
    public ParameterValue deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return switch (in.currentToken()) {
        case VALUE_NUMBER_INT -> new Whole(in.getLongValue());
        case VALUE_NUMBER_FLOAT -> new Real(in.getDoubleValue());
        case VALUE_TRUE -> new Flag(true);
        case VALUE_FALSE -> new Flag(false);
        case VALUE_STRING -> new Text(in.getText());
        default ->
            throw context.wrongTokenException(
                in,
                ParameterValue.class,
                in.currentToken(),
                "expected a number, string or boolean");
      };
    }
  }
}
