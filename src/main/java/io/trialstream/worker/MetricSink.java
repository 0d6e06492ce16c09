package io.trialstream.worker;

/** Receives what a script's output says of its metrics, in the order of the output. */
interface MetricSink {

  /** A value was reported; NaN and the infinities are values. */
  void value(String name, double value);

  /** A name was given something that is no number. */
  void unreadable(String name, String text);

  /** A word without an equals sign: the bytes between {@code from} and {@code to}. */
  void word(byte[] line, int from, int to);

  /** A line has ended, whatever it held. */
  void endOfLine();
}
