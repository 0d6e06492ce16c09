package io.trialstream.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Ports of TCP. */
final class PortConverter implements ITypeConverter<Integer> {
  private static final int HIGHEST = 65_535;

  @Override
  public Integer convert(String text) {
    if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= HIGHEST) {
      return Integer.valueOf(text);
    }
    throw new TypeConversionException(
        "'%s' is no port; give a number from 0 to %d".formatted(text, HIGHEST));
  }
}
