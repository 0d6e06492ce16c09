package io.trialstream.sampling;

/** Where the checks of an expression put what they find. */
interface Remarks {

  /**
   * Records a problem.
   *
   * @param argument the expression's argument, such as {@code sigma}
   * @param sentence what is wrong with it; the argument is its subject
   */
  void problem(String argument, String sentence);

  /** Records a warning of the expression as a whole. */
  void warning(String sentence);
}
