package io.trialstream.cli.output;

import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on a terminal: one line that is drawn again and again, until it becomes a plain one. */
final class ProgressBarDisplay implements ProgressDisplay {
  private static final int REDRAW_MILLIS = 200;

  private final Console console;
  private final Line line;
  private Optional<ProgressBar> bar = Optional.empty();
  private Optional<Progress> last = Optional.empty();

  ProgressBarDisplay(Console console) {
    this.console = console;
    this.line = new Line(console);
  }

  @Override
  public void show(Progress progress) {
    last = Optional.of(progress);
    ProgressBar shown = bar.orElseGet(() -> start(progress));
    bar = Optional.of(shown);
    progress.expected().ifPresent(shown::maxHint);
    shown.stepTo(progress.ended());
    shown.setExtraMessage(progress.summary(console.terminal().unicode() ? " · " : ", "));
  }

  private ProgressBar start(Progress progress) {
    return new ProgressBarBuilder()
        .setTaskName("")
        .setConsumer(line)
        .setStyle(style())
        .setInitialMax(progress.expected().orElse(-1))
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .continuousUpdate()
        .startsFrom(0, progress.elapsed())
        .hideEta()
        .build();
  }

  private ProgressBarStyle style() {
    if (!console.terminal().unicode()) {
      return ProgressBarStyle.ASCII;
    }
    return console.terminal().color()
        ? ProgressBarStyle.COLORFUL_UNICODE_BAR
        : ProgressBarStyle.UNICODE_BLOCK;
  }

  @Override
  public void say(String text) {
    line.say(text);
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
    // The library leaves its last drawing where it had no time for more than one.
    line.clear();
    last.ifPresent(progress -> console.say(progress.line()));
  }

  /** The terminal's current line; drawn by the library's thread, interrupted by ours. */
  private static final class Line implements ProgressBarConsumer {
    private static final String START_OF_LINE = "\r";
    private static final String CLEAR = "\r\u001b[K";

    private final Console console;

    Line(Console console) {
      this.console = console;
    }

    @Override
    public int getMaxRenderedLength() {
      // One column stays free: some terminals wrap when the last one is written.
      return console.terminal().error().orElse(80) - 1;
    }

    @Override
    public synchronized void accept(String rendered) {
      console.err().print(START_OF_LINE + rendered);
      console.err().flush();
    }

    synchronized void say(String text) {
      console.err().print(CLEAR);
      console.say(text);
    }

    @Override
    public synchronized void clear() {
      console.err().print(CLEAR);
      console.err().flush();
    }

    @Override
    public void close() {}
  }
}
