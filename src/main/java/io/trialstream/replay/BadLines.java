package io.trialstream.replay;

/** Is told of the lines of a file that hold no event. */
@FunctionalInterface
public interface BadLines {

  /**
   * A line is passed over; an unchecked exception ends the reading instead.
   *
   * @param line its number, from 1
   * @param sentence what is wrong with it
   */
  void passedOver(long line, String sentence);
}
